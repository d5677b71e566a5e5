//! Lines of a bounded length.

use std::io::{self, BufRead};

use super::format::Input;

/// A line or record longer than this is not held in memory.
pub(super) const MAX_RECORD: usize = 16 << 20;

/// What is wrong with such a line.
pub(super) const TOO_LONG: &str = "a line of at most 16 MiB was expected, found a longer one";

/// What is in a line.
pub(super) enum Line {
    /// It is in the buffer, without its end.
    Whole,
    /// It was longer than [`MAX_RECORD`] and is gone.
    TooLong,
    /// There is no further one.
    End,
}

/// Reads lines and counts them.
pub(super) struct Lines {
    input: Input,
    /// The line last read.
    pub(super) bytes: Vec<u8>,
    /// Its number, from 1.
    pub(super) number: u64,
}

impl Lines {
    pub(super) fn new(input: Input) -> Self {
        Self { input, bytes: Vec::new(), number: 0 }
    }

    /// The input, to read on elsewhere.
    pub(super) fn rest(self) -> Input {
        self.input
    }

    pub(super) fn next(&mut self) -> io::Result<Line> {
        self.bytes.clear();
        self.bytes.shrink_to(1 << 20);
        let (mut any, mut long) = (false, false);
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) => {
                    // The line that could not be read.
                    self.number += u64::from(!any);
                    return Err(error);
                }
            };
            if chunk.is_empty() {
                break;
            }
            if !any {
                any = true;
                self.number += 1;
            }
            let end = chunk.iter().position(|b| *b == b'\n');
            let part = end.and_then(|end| chunk.get(..end)).unwrap_or(chunk);
            long = long || self.bytes.len() + part.len() > MAX_RECORD;
            if !long {
                self.bytes.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        if self.bytes.last() == Some(&b'\r') {
            self.bytes.pop();
        }
        Ok(match (any, long) {
            (false, _) => Line::End,
            (true, false) => Line::Whole,
            (true, true) => {
                self.bytes = Vec::new();
                Line::TooLong
            }
        })
    }
}
