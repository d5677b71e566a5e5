//! `relief serve`: the same over HTTP.
//!
//! `server.rs` accepts connections and stops in order, `app.rs` is what all requests share, `guard.rs` is what each request
//! passes before its handler in `routes/`, `reload.rs` replaces the policy when its files change.

mod app;
mod body;
mod connection;
mod error;
mod guard;
mod lines;
mod log;
mod metrics;
mod negotiate;
mod openapi;
mod page;
mod query;
mod reload;
mod response;
mod routes;
mod schemas;
mod server;
mod token;
mod work;

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use super::args::ServeArgs;
use super::exit::{Exit, Failure, Outcome, plain};
use super::terminal::Terminal;
use app::{App, Limits};
use page::Page;
use reload::{PolicyFiles, Reloader};

pub(super) fn run(args: &ServeArgs, terminal: &Terminal) -> Outcome {
    let address = address(&args.listen)?;
    let token = token::find(args)?;
    let local = address.ip().to_canonical().is_loopback();
    if !local && token.is_none() {
        let message = format!(
            "other machines can reach `{address}`: a token is needed; set the environment variable RELIEF_TOKEN, or add \
             `--token-file FILE`"
        );
        return Err(Failure::new(message));
    }
    let page = match &args.page {
        Some(path) => Page::of_file(path)?,
        None => Page::built_in(),
    };
    let policy = match super::policies::load(&args.policy, terminal)? {
        Ok(policy) => policy,
        Err(exit) => return Ok(exit),
    };
    log::start(terminal);
    let limits = Limits {
        max_requests: args.max_requests as usize,
        timeout: Duration::from_secs(args.timeout.into()),
        idle: Duration::from_secs(args.idle.into()),
    };
    let app = Arc::new(App::new(policy, page, token, limits));
    let files = PolicyFiles { paths: args.policy.policy.clone(), root: args.policy.root.clone() };
    let reloader = Reloader::new(files, Arc::clone(&app));
    // A batch has a thread of its own, and so has the work of each other request.
    let threads = limits.max_requests + 8;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(threads).build();
    let runtime = runtime.map_err(|e| Failure::new(format!("the server cannot start: {}", plain(&e))))?;
    let served = runtime.block_on(server::serve(address, app, reloader));
    // What still runs has had its time.
    runtime.shutdown_background();
    served.map_err(|e| Failure::new(format!("cannot listen on `{address}`: {}", plain(&e))))?;
    Ok(Exit::Fine)
}

fn address(text: &str) -> Result<SocketAddr, Failure> {
    let found = text.to_socket_addrs().ok().and_then(|mut found| found.next());
    found.ok_or_else(|| {
        Failure::new(format!("`--listen {text}`: expected an address and a port, such as `127.0.0.1:8080`"))
    })
}
