//! Messages that wait: one that was cancelled while it waited is answered without work.

use std::collections::VecDeque;
use std::sync::mpsc::Receiver;

use lsp_server::{Message, RequestId};

/// See the module.
pub(super) struct Queue {
    receiver: Receiver<Message>,
    waiting: VecDeque<Message>,
    cancelled: Vec<RequestId>,
}

impl Queue {
    pub(super) fn new(receiver: Receiver<Message>) -> Self {
        Self { receiver, waiting: VecDeque::new(), cancelled: Vec::new() }
    }

    /// The next message; `None` if the editor is gone. Waits if there is none yet.
    pub(super) fn next(&mut self) -> Option<Message> {
        loop {
            // All that is there already, so that a request and its cancellation are seen together.
            while let Ok(message) = self.receiver.try_recv() {
                self.add(message);
            }
            if let Some(message) = self.waiting.pop_front() {
                return Some(message);
            }
            let message = self.receiver.recv().ok()?;
            self.add(message);
        }
    }

    fn add(&mut self, message: Message) {
        if let Message::Notification(note) = &message
            && note.method == "$/cancelRequest"
        {
            self.cancelled.extend(note.params.get("id").and_then(id));
            return;
        }
        self.waiting.push_back(message);
    }

    /// Whether a request was cancelled.
    pub(super) fn is_cancelled(&mut self, id: &RequestId) -> bool {
        let at = self.cancelled.iter().position(|cancelled| cancelled == id);
        at.map(|at| self.cancelled.swap_remove(at)).is_some()
    }

    /// Drops messages until the editor says `exit` or is gone.
    pub(super) fn until_exit(&mut self) {
        while let Some(message) = self.next() {
            if matches!(&message, Message::Notification(note) if note.method == "exit") {
                return;
            }
        }
    }
}

/// The id of a cancelled request: a number or a text.
fn id(value: &serde_json::Value) -> Option<RequestId> {
    match value {
        serde_json::Value::Number(number) => i32::try_from(number.as_i64()?).ok().map(RequestId::from),
        serde_json::Value::String(text) => Some(RequestId::from(text.clone())),
        _ => None,
    }
}
