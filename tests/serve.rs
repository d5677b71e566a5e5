//! `relief serve`, driven over sockets: `cargo test --features server --test serve`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that fails should stop at once"
)]

#[path = "serve/batches.rs"]
mod batches;
#[path = "serve/client.rs"]
mod client;
#[path = "serve/docs.rs"]
mod docs;
#[path = "serve/errors.rs"]
mod errors;
#[path = "serve/limits.rs"]
mod limits;
#[path = "serve/page.rs"]
mod page;
#[path = "serve/reload.rs"]
mod reload;
#[path = "serve/routes.rs"]
mod routes;
#[path = "serve/stop.rs"]
mod stop;
#[path = "serve/tokens.rs"]
mod tokens;
