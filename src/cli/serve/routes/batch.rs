//! Any number of incidents: JSON lines in, JSON lines out, both as they come.
//!
//! Bytes go from the client to a task (`receive`), from there to a thread that decides (`decide`), and from there to the
//! client. Few pieces wait between them. If the client does not take the answers, the thread stops, then the task, and then
//! the client can send no more: memory is bounded.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::unfold;
use http_body_util::BodyExt as _;
use serde_json::json;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

use crate::embed::{LineDecider, LineResult, decide_lines};
use crate::policy::Policy;

use super::super::app::{App, Slot};
use super::super::body::check_type;
use super::super::error::ApiError;
use super::super::lines::{Lines, Piece};
use super::super::query::{Params, ReadParams, Reading};

const TYPES: [&str; 5] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/jsonlines",
    "application/json-lines",
];
/// How many pieces wait for the next step.
const WAITING: usize = 2;
/// An answer of about this many bytes is sent although more lines wait.
const ANSWER: usize = 64 << 10;
/// How long the last line has to leave before the connection is broken off.
const LAST_LINE: Duration = Duration::from_millis(100);

/// What comes from a client.
enum Received {
    Bytes(Bytes),
    /// It has sent nothing for this time.
    Idle(Duration),
    /// The body broke off: nobody reads the answer.
    Broken,
}

type Answers = Sender<Result<Vec<u8>, io::Error>>;

/// Decide any number of incidents
///
/// JSON lines in, JSON lines out, in the same order: the line that `relief eval` writes for each incident, or
/// `{"rejected": {"line", "id", "code", "message"}}`. Blank lines are skipped. Answers come while the client still sends.
/// A last line `{"error": {"code", "message", "help"}}`, after which the connection breaks off, says that not all lines
/// were decided.
#[utoipa::path(
    post,
    path = "/v1/decide/batch",
    operation_id = "decide_batch",
    params(
        ("as_of" = Option<String>, Query, format = DateTime, description = "The instant of the decisions; now, if it is missing"),
        ("timezone" = Option<String>, Query, format = "timezone", description = "The zone of times without an offset, such as Europe/London")
    ),
    request_body(content = String, content_type = "application/x-ndjson", description = "An incident on each line"),
    responses((
        status = 200, description = "A decision or a rejection on each line", body = String,
        content_type = "application/x-ndjson"
    ))
)]
pub(super) async fn batch(
    State(app): State<Arc<App>>,
    Extension(slot): Extension<Slot>,
    Params(query): Params<ReadParams>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    check_type(&headers, &TYPES)?;
    let reading = query.reading()?;
    let (received, to_decide) = channel(WAITING);
    let (answers, to_send) = channel::<Result<Vec<u8>, io::Error>>(WAITING);
    tokio::spawn(receive(body, received, app.limits.idle));
    tokio::task::spawn_blocking(move || {
        let _slot = slot;
        let work = || decide(&app, &app.policy(), &reading, to_decide, &answers);
        if catch_unwind(AssertUnwindSafe(work)).is_err() {
            app.metrics.panicked();
            break_off(&answers, &ApiError::panicked());
        }
    });
    let stream = unfold(to_send, |mut answers| async move {
        let answer = answers.recv().await?;
        Some((answer.map(Bytes::from), answers))
    });
    let headers = [(CONTENT_TYPE.as_str(), TYPES[0]), ("x-accel-buffering", "no")];
    Ok((headers, Body::from_stream(stream)).into_response())
}

/// Hands on what a client sends, until it has sent everything or nobody takes it any more.
async fn receive(mut body: Body, received: Sender<Received>, idle: Duration) {
    loop {
        let frame = tokio::select! {
            frame = timeout(idle, body.frame()) => frame,
            () = received.closed() => return,
        };
        let next = match frame {
            Ok(None) => return,
            Ok(Some(Ok(frame))) => match frame.into_data() {
                Ok(bytes) => Received::Bytes(bytes),
                // Trailers.
                Err(_) => continue,
            },
            Ok(Some(Err(_))) => Received::Broken,
            Err(_) => Received::Idle(idle),
        };
        let last = !matches!(next, Received::Bytes(_));
        if received.send(next).await.is_err() || last {
            return;
        }
    }
}

/// Decides what comes, on a thread of its own.
fn decide(app: &App, policy: &Policy, reading: &Reading, mut received: Receiver<Received>, answers: &Answers) {
    let decided = decide_lines(policy, reading.as_of, reading.zone(), |decider| {
        let mut lines = Lines::new();
        let mut batch = Batch { app, decider, out: Vec::new() };
        loop {
            let next = match received.try_recv() {
                Ok(next) => Some(next),
                Err(TryRecvError::Disconnected) => None,
                Err(TryRecvError::Empty) => {
                    // The client may wait for these before it sends more.
                    if !batch.send(answers) {
                        return;
                    }
                    received.blocking_recv()
                }
            };
            match next {
                Some(Received::Bytes(bytes)) => {
                    for part in bytes.chunks(ANSWER) {
                        lines.push(part, &mut |piece| batch.decide(piece));
                        if batch.out.len() >= ANSWER && !batch.send(answers) {
                            return;
                        }
                    }
                }
                Some(Received::Broken) => return,
                Some(Received::Idle(idle)) => {
                    batch.send(answers);
                    let message = format!("nothing was received for {} s", idle.as_secs());
                    let error =
                        ApiError::bad_request("idle", message).help("`relief serve --idle SECONDS` allows more");
                    return break_off(answers, &error);
                }
                None => {
                    lines.finish(&mut |piece| batch.decide(piece));
                    batch.send(answers);
                    return;
                }
            }
        }
    });
    if let Err(e) = decided {
        break_off(answers, &e.into());
    }
}

/// Says why not all was decided, and breaks the connection off, so that nobody takes what there is for the whole.
fn break_off(answers: &Answers, error: &ApiError) {
    if answers.blocking_send(Ok(format!("{}\n", error.json()).into_bytes())).is_ok() {
        std::thread::sleep(LAST_LINE);
        let _ = answers.blocking_send(Err(io::ErrorKind::Other.into()));
    }
}

struct Batch<'b, 'a, 'p> {
    app: &'b App,
    decider: &'b mut LineDecider<'a, 'p>,
    out: Vec<u8>,
}

impl Batch<'_, '_, '_> {
    fn decide(&mut self, piece: Piece) {
        match piece {
            Piece::TooLong(line) => {
                self.reject(line, None, "bad-record", "a line of at most 1 MiB was expected, found a longer one");
            }
            Piece::Whole(first, lines) => {
                for result in self.decider.decide(first, lines) {
                    match result {
                        LineResult::Decisions(bytes) => {
                            let count = bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum();
                            self.app.metrics.decided(count);
                            self.out.extend_from_slice(&bytes);
                        }
                        LineResult::Rejected { line, id, code, message } => {
                            self.reject(line, id.as_deref(), code.as_str(), &message);
                        }
                    }
                }
            }
        }
    }

    fn reject(&mut self, line: u64, id: Option<&str>, code: &'static str, message: &str) {
        self.app.metrics.rejected(code);
        let rejected = json!({ "rejected": { "line": line, "id": id, "code": code, "message": message } });
        self.out.extend_from_slice(rejected.to_string().as_bytes());
        self.out.push(b'\n');
    }

    /// Sends what there is; whether anybody takes it.
    fn send(&mut self, answers: &Answers) -> bool {
        self.out.is_empty() || answers.blocking_send(Ok(std::mem::take(&mut self.out))).is_ok()
    }
}
