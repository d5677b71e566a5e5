//! What is counted, for Prometheus.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// The upper bounds of durations, in seconds.
const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ResultLabels {
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CodeLabels {
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PolicyLabels {
    fingerprint: String,
}

/// What is counted.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabels, Histogram>,
    running: Gauge,
    connections: Gauge,
    decided: Counter,
    rejected: Family<CodeLabels, Counter>,
    reloads: Family<ResultLabels, Counter>,
    reload_failed: Gauge,
    policy: Family<PolicyLabels, Gauge>,
    panics: Counter<u64, AtomicU64>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("relief");
        let requests = Family::default();
        registry.register("http_requests", "Requests that were answered", Family::clone(&requests));
        let seconds = Family::<RouteLabels, Histogram>::new_with_constructor(|| Histogram::new(SECONDS));
        let help = "How long requests took until the first byte of the answer, in seconds";
        registry.register("http_request_duration_seconds", help, seconds.clone());
        let running = Gauge::default();
        registry.register("http_requests_running", "Requests that are running", running.clone());
        let connections = Gauge::default();
        registry.register("http_connections", "Connections that are open", connections.clone());
        let decided = Counter::default();
        registry.register("incidents_decided", "Incidents that were decided", decided.clone());
        let rejected = Family::default();
        registry.register("incidents_rejected", "Incidents that were rejected", Family::clone(&rejected));
        let reloads = Family::default();
        registry.register("policy_reloads", "Times that changed policy files were loaded", Family::clone(&reloads));
        let reload_failed = Gauge::default();
        let help = "1 if the policy files have errors and an earlier policy decides";
        registry.register("policy_reload_failed", help, reload_failed.clone());
        let policy = Family::default();
        registry.register("policy_info", "1 for the fingerprint of the policy that decides", Family::clone(&policy));
        let panics = Counter::default();
        registry.register("panics", "Requests on which the server failed", panics.clone());
        for result in ["loaded", "failed"] {
            drop(Family::<ResultLabels, Counter>::get_or_create(&reloads, &ResultLabels { result }));
        }
        Self {
            registry,
            requests,
            seconds,
            running,
            connections,
            decided,
            rejected,
            reloads,
            reload_failed,
            policy,
            panics,
        }
    }

    /// A request was answered.
    pub(super) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let (method, route) = (method.to_owned(), route.to_owned());
        self.seconds.get_or_create(&RouteLabels { route: route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    }

    /// A request begins; it runs until the result is dropped.
    pub(super) fn runs(&self) -> Counted {
        Counted::new(&self.running)
    }

    /// A connection begins; it is open until the result is dropped.
    pub(super) fn connects(&self) -> Counted {
        Counted::new(&self.connections)
    }

    pub(super) fn decided(&self, incidents: u64) {
        self.decided.inc_by(incidents);
    }

    pub(super) fn rejected(&self, code: &'static str) {
        self.rejected.get_or_create(&CodeLabels { code }).inc();
    }

    pub(super) fn panicked(&self) {
        self.panics.inc();
    }

    /// Changed policy files were loaded, or have errors.
    pub(super) fn reloaded(&self, loaded: bool) {
        let result = if loaded { "loaded" } else { "failed" };
        self.reloads.get_or_create(&ResultLabels { result }).inc();
        self.reload_failed.set(i64::from(!loaded));
    }

    /// The policy files are again those of the policy that decides.
    pub(super) fn restored(&self) {
        self.reload_failed.set(0);
    }

    /// Another policy decides.
    pub(super) fn policy(&self, fingerprint: &str) {
        self.policy.clear();
        self.policy.get_or_create(&PolicyLabels { fingerprint: fingerprint.to_owned() }).set(1);
    }

    /// All of it, in the text format of Prometheus.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // A `String` takes everything.
        let _ = prometheus_text::encode(&mut text, &self.registry);
        text
    }
}

/// Something that is counted while it lasts.
#[derive(Debug)]
pub(super) struct Counted(Gauge);

impl Counted {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
