//! Accepts connections, and stops in order.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::app::App;
use super::connection::Connection;
use super::reload::Reloader;
use super::routes;

/// How often policy files are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How long requests that run may go on after a signal to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How long nothing is accepted after the system has refused to.
const AFTER_ERROR: Duration = Duration::from_millis(100);
/// So many connections are open at the same time, in addition to those of requests that run.
const WAITING_CONNECTIONS: usize = 1024;

/// Serves until the process is told to stop.
///
/// # Errors
/// If nothing can be accepted at the address.
pub(super) async fn serve(address: SocketAddr, app: Arc<App>, reloader: Reloader) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let mut stop = std::pin::pin!(signals::stop()?);
    let fingerprint = app.policy().fingerprint().to_owned();
    tracing::info!(address = %address, url = format!("http://{address}/"), fingerprint, "listening");
    let reloads = tokio::spawn(follow(reloader, signals::hang_up()?));
    let connections = Arc::new(Semaphore::new(app.limits.max_requests + WAITING_CONNECTIONS));
    let service = TowerToHyperService::new(routes::router(&app));
    let graceful = GracefulShutdown::new();
    loop {
        let place = tokio::select! {
            place = Arc::clone(&connections).acquire_owned() => place.map_err(io::Error::other)?,
            () = &mut stop => break,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(e) => {
                    tracing::warn!(error = %e, "a connection could not be accepted");
                    sleep(AFTER_ERROR).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let open = app.metrics.connects();
        let served = graceful.watch(connection(stream, &app, service.clone()));
        tokio::spawn(async move {
            let (_place, _open) = (place, open);
            if let Err(e) = served.await {
                tracing::debug!(error = %e, "a connection broke off");
            }
        });
    }
    drop(listener);
    reloads.abort();
    tracing::info!(connections = graceful.count(), "stopping");
    let again = signals::stop()?;
    tokio::select! {
        all = timeout(LAST_REQUESTS, graceful.shutdown()) => {
            if all.is_err() {
                tracing::warn!("requests that took too long were broken off");
            }
        }
        () = again => tracing::warn!("requests were broken off"),
    }
    tracing::info!("stopped");
    Ok(())
}

type Service = TowerToHyperService<axum::Router>;

fn connection(stream: TcpStream, app: &App, service: Service) -> http1::Connection<TokioIo<Connection>, Service> {
    // Small answers do not wait for others.
    let _ = stream.set_nodelay(true);
    let idle = app.limits.idle;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(idle).max_buf_size(64 << 10);
    http.serve_connection(TokioIo::new(Connection::new(stream, idle)), service)
}

/// Loads the policy again when its files change, and when the process is told to.
async fn follow(mut reloader: Reloader, mut hang_up: signals::HangUp) {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let in_any_case = tokio::select! {
            _ = ticks.tick(), if reloader.has_files() => false,
            () = hang_up.next() => true,
        };
        let checked = tokio::task::spawn_blocking(move || {
            reloader.check(in_any_case);
            reloader
        });
        match checked.await {
            Ok(back) => reloader = back,
            // A panic was logged: the policy stays as it is.
            Err(_) => return,
        }
    }
}

#[cfg(unix)]
mod signals {
    //! What the system tells the process.

    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// Ends when the process is told to stop.
    pub(super) fn stop() -> io::Result<impl Future<Output = ()>> {
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }

    /// SIGHUP.
    pub(super) struct HangUp(Signal);

    pub(super) fn hang_up() -> io::Result<HangUp> {
        signal(SignalKind::hangup()).map(HangUp)
    }

    impl HangUp {
        pub(super) async fn next(&mut self) {
            if self.0.recv().await.is_none() {
                std::future::pending().await
            }
        }
    }
}

#[cfg(not(unix))]
mod signals {
    //! What the system tells the process.

    use std::io;

    /// Ends when the process is told to stop.
    pub(super) fn stop() -> io::Result<impl Future<Output = ()>> {
        Ok(async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending().await
            }
        })
    }

    /// Nothing: there is no such signal here.
    pub(super) struct HangUp;

    pub(super) fn hang_up() -> io::Result<HangUp> {
        Ok(HangUp)
    }

    impl HangUp {
        pub(super) async fn next(&mut self) {
            std::future::pending().await
        }
    }
}
