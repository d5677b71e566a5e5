//! What each route does.

mod batch;
mod compare;
mod decide;
mod explain;
mod policy;
mod status;
mod texts;

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::http::{Method, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::app::App;
use super::error::ApiError;
use super::guard;
use super::openapi;

pub(super) use status::Described;

/// All routes.
pub(super) fn router(app: &Arc<App>) -> Router {
    let (routes, described) = all(app);
    let routes = routes.route("/openapi.json", get(status::openapi)).layer(axum::Extension(Described::new(described)));
    guarded(routes, app)
}

/// The routes that are described, and their description.
fn all(app: &Arc<App>) -> (Router<Arc<App>>, OpenApi) {
    let in_time = from_fn_with_state(Arc::clone(app), guard::in_time);
    let admit = from_fn_with_state(Arc::clone(app), guard::admit);
    let authorize = from_fn_with_state(Arc::clone(app), guard::authorize);
    let v1 = OpenApiRouter::new()
        .routes(routes!(decide::decide))
        .routes(routes!(explain::explain))
        .routes(routes!(texts::check))
        .routes(routes!(texts::lint))
        .routes(routes!(texts::test))
        .routes(routes!(compare::compare))
        .routes(routes!(policy::policy))
        .route_layer(in_time)
        // Lines take the time that they take.
        .routes(routes!(batch::batch))
        .route_layer(admit)
        .route_layer(authorize);
    OpenApiRouter::with_openapi(openapi::about())
        .merge(v1)
        .routes(routes!(status::health))
        .routes(routes!(status::metrics))
        .routes(routes!(status::page))
        .split_for_parts()
}

/// Routes with what each request passes.
fn guarded(routes: Router<Arc<App>>, app: &Arc<App>) -> Router {
    let failed = Arc::clone(app);
    let panics = CatchPanicLayer::custom(move |panic: Box<dyn Any + Send>| guard::panicked(&failed, &*panic));
    routes
        .fallback(not_found)
        .method_not_allowed_fallback(not_allowed)
        .layer(panics)
        .layer(from_fn(guard::restrict))
        .layer(from_fn_with_state(Arc::clone(app), guard::observe))
        .with_state(Arc::clone(app))
}

async fn not_found(uri: Uri) -> ApiError {
    ApiError::not_found(uri.path())
}

async fn not_allowed(method: Method, uri: Uri) -> ApiError {
    let reads = !uri.path().starts_with("/v1/") || uri.path() == "/v1/policy";
    ApiError::method_not_allowed(method.as_str(), if reads { "GET, HEAD" } else { "POST" })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test that fails should stop at once")]

    use std::time::Duration;

    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use http_body_util::BodyExt as _;
    use hyper_util::service::TowerToHyperService;
    use serde_json::{Value, json};

    use super::*;
    use crate::cli::serve::app::{Limits, Slot};
    use crate::cli::serve::page::Page;
    use crate::cli::serve::work;
    use crate::policy::Policy;

    fn app() -> Arc<App> {
        let limits = Limits { max_requests: 1, timeout: Duration::from_secs(1), idle: Duration::from_secs(1) };
        Arc::new(App::new(Policy::standard().unwrap(), Page::built_in(), None, limits))
    }

    async fn panics() -> &'static str {
        panic!("on purpose")
    }

    async fn works(slot: axum::Extension<Slot>) -> Result<&'static str, ApiError> {
        work::run(slot.0, || panic!("on purpose")).await
    }

    async fn sleeps(slot: axum::Extension<Slot>) -> Result<&'static str, ApiError> {
        work::run(slot.0, || std::thread::sleep(Duration::from_secs(3))).await?;
        Ok("done")
    }

    async fn get_of(routes: &Router, path: &str) -> (StatusCode, Value) {
        use hyper::service::Service as _;
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = TowerToHyperService::new(routes.clone()).call(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or(json!(String::from_utf8_lossy(&body))))
    }

    fn code(body: &Value) -> &str {
        body.pointer("/error/code").and_then(Value::as_str).unwrap_or_default()
    }

    #[tokio::test]
    async fn a_panic_is_an_error_of_its_request_alone_and_work_keeps_its_slot() {
        let app = app();
        let routes = Router::new()
            .route("/panics", get(panics))
            .route("/works", get(works))
            .route("/sleeps", get(sleeps))
            .route_layer(from_fn_with_state(Arc::clone(&app), guard::in_time))
            .route_layer(from_fn_with_state(Arc::clone(&app), guard::admit));
        let routes = guarded(routes, &app);
        for path in ["/panics", "/works"] {
            let (status, body) = get_of(&routes, path).await;
            assert_eq!((status, code(&body)), (StatusCode::INTERNAL_SERVER_ERROR, "internal"), "{path}");
        }
        let (status, body) = get_of(&routes, "/sleeps").await;
        assert_eq!((status, code(&body)), (StatusCode::GATEWAY_TIMEOUT, "timed-out"));
        // Nobody waits for it any more, and it still runs.
        let (status, body) = get_of(&routes, "/sleeps").await;
        assert_eq!((status, code(&body)), (StatusCode::SERVICE_UNAVAILABLE, "busy"));
        tokio::time::sleep(Duration::from_secs(4)).await;
        let (status, _) = get_of(&routes, "/panics").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        let (status, _) = get_of(&routes, "/nothing").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(app.metrics.text().contains("relief_panics_total 2"), "{}", app.metrics.text());
    }
}
