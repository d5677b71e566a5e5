//! What all requests share.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::policy::Policy;
use crate::time::Instant;

use super::metrics::Metrics;
use super::page::Page;
use super::token::Token;

/// A body that is read whole is at most 1 MiB, and so is a line of a batch.
pub(super) const MAX_BODY: usize = 1 << 20;

/// What a request may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// How many run at the same time.
    pub(super) max_requests: usize,
    /// How long one may take, if it is not a batch.
    pub(super) timeout: Duration,
    /// How long a connection may neither send nor take bytes.
    pub(super) idle: Duration,
}

/// The policy that decides now.
#[derive(Debug, Clone)]
pub(super) struct Loaded {
    pub(super) policy: Arc<Policy>,
    /// When it was loaded.
    pub(super) at: Instant,
    /// Why the files do not replace it, if they have changed since and have errors.
    pub(super) error: Option<Arc<str>>,
}

/// What all requests share.
pub(super) struct App {
    loaded: RwLock<Loaded>,
    pub(super) metrics: Metrics,
    pub(super) page: Page,
    pub(super) token: Option<Token>,
    pub(super) limits: Limits,
    slots: Arc<Semaphore>,
}

/// The right of a request to run, which its work keeps until it ends, whatever becomes of the request.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    _permit: Arc<OwnedSemaphorePermit>,
}

impl App {
    pub(super) fn new(policy: Policy, page: Page, token: Option<Token>, limits: Limits) -> Self {
        let metrics = Metrics::new();
        metrics.policy(policy.fingerprint());
        Self {
            loaded: RwLock::new(Loaded { policy: Arc::new(policy), at: now(), error: None }),
            metrics,
            page,
            token,
            limits,
            slots: Arc::new(Semaphore::new(limits.max_requests)),
        }
    }

    /// The policy that decides now, and how it came to be.
    pub(super) fn loaded(&self) -> Loaded {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn policy(&self) -> Arc<Policy> {
        self.loaded().policy
    }

    /// Replaces the policy. Requests that run keep the one that they began with.
    pub(super) fn replace(&self, policy: Policy) {
        self.metrics.policy(policy.fingerprint());
        let loaded = Loaded { policy: Arc::new(policy), at: now(), error: None };
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = loaded;
    }

    /// Keeps the policy, and notes why the files do not replace it; `None` if there is no reason any more.
    pub(super) fn note_error(&self, error: Option<&str>) {
        self.loaded.write().unwrap_or_else(PoisonError::into_inner).error = error.map(Arc::from);
    }

    /// A slot, if one is free.
    pub(super) fn slot(&self) -> Option<Slot> {
        let permit = Arc::clone(&self.slots).try_acquire_owned().ok()?;
        Some(Slot { _permit: Arc::new(permit) })
    }
}

/// Now.
pub(super) fn now() -> Instant {
    crate::cli::read::now()
}
