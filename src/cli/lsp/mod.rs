//! `relief lsp`: the language server. It keeps the texts of the editor and of its folders, and passes every question on to
//! `ide`; nothing of the policy language is known here. Only the protocol is written to standard output.
//!
//! One thread reads messages and answers requests in their order. Another one looks for problems and computes lenses,
//! because both may take longer. Both work on snapshots, so neither waits for the other.

mod answers;
mod built_in;
mod capabilities;
mod convert;
mod elsewhere;
mod files;
mod open_texts;
mod queue;
mod respond;
mod state;
mod uris;
mod worker;

use gen_lsp_types::InitializeParams;
use lsp_server::{Connection, Message, Notification, Request, Response};

use super::exit::{Exit, Failure, Outcome};

use queue::Queue;
use state::State;

/// Serves one editor until it says `exit`, or closes the connection.
pub(super) fn run() -> Outcome {
    let (connection, threads) = Connection::stdio();
    let served = serve(&connection);
    drop(connection);
    let joined = threads.join();
    served?;
    match joined {
        Ok(()) => Ok(Exit::Fine),
        Err(error) => Err(Failure::new(format!("the connection to the editor: {error}"))),
    }
}

fn serve(connection: &Connection) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("the connection to the editor: {error}"));
    let (id, params) = match connection.initialize_start() {
        Ok(started) => started,
        // An editor that goes away before it says anything has nothing to be told.
        Err(error) if error.channel_is_disconnected() => return Ok(()),
        Err(error) => return Err(failed(&error)),
    };
    let params: InitializeParams = serde_json::from_value(params).map_err(|error| failed(&error))?;
    let to_editor = connection.sender.clone();
    // A message to an editor that is gone is lost; reading finds that out.
    let send: open_texts::Send = std::sync::Arc::new(move |message| drop(to_editor.send(message)));
    let mut state = State::new(send, &params);
    let result = capabilities::result(state.encoding);
    connection.initialize_finish(id, result).map_err(|error| failed(&error))?;
    state.start(&params);
    // The connection hands over one message at a time. Taken at once, a request and its cancellation are seen together.
    let (sender, receiver) = std::sync::mpsc::channel();
    let from_editor = connection.receiver.clone();
    std::thread::spawn(move || from_editor.into_iter().all(|message| sender.send(message).is_ok()));
    let mut queue = Queue::new(receiver);
    while let Some(message) = queue.next() {
        match message {
            Message::Request(request) => {
                if request.method == "shutdown" {
                    let _ = connection.sender.send(Response::new_ok(request.id, ()).into());
                    queue.until_exit();
                    break;
                }
                if queue.is_cancelled(&request.id) {
                    let message = "cancelled by the editor".to_owned();
                    state.respond(Response::new_err(request.id, REQUEST_CANCELLED, message));
                    continue;
                }
                answer(&mut state, request);
            }
            Message::Notification(note) if note.method == "exit" => break,
            Message::Notification(note) => notice(&mut state, &note),
            // The answer to a request of ours, which all may be refused.
            Message::Response(_) => {}
        }
    }
    state.stop();
    Ok(())
}

/// Answers a request. If it cannot be answered, only the request fails.
fn answer(state: &mut State, request: Request) {
    let id = request.id.clone();
    let handled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| answers::answer(state, request)));
    if handled.is_err() {
        state.respond(Response::new_err(id, INTERNAL_ERROR, "the question could not be answered".to_owned()));
    }
}

fn notice(state: &mut State, note: &Notification) {
    let handled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| answers::notice(state, note)));
    if handled.is_err() {
        state.log("a message of the editor could not be handled");
    }
}

/// Of the protocol.
const REQUEST_CANCELLED: i32 = -32_800;
/// Of JSON-RPC.
const INTERNAL_ERROR: i32 = -32_603;
