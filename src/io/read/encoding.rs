//! Encodings of text files. What is not UTF-8 is decoded while it is read, by the encoding that was named or that the
//! file's first bytes show. What claims to be UTF-8 and is not is noticed, and its encoding is guessed.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult};

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

/// So many bytes are decoded at a time.
const BUFFER: usize = 1 << 16;
/// A guess looks at this many bytes at most.
const SAMPLE: usize = 1 << 16;
/// So much of the text around the first foreign byte may be shown.
const AROUND: usize = 24;
/// A byte that no UTF-8 text has: it takes the place of what an encoding cannot decode.
const NO_TEXT: u8 = 0xff;

impl Encoding {
    /// The encodings that a person most likely looks for.
    pub const NAMES: [&'static str; 12] = [
        "utf-8",
        "utf-16le",
        "utf-16be",
        "windows-1252",
        "iso-8859-1",
        "iso-8859-15",
        "windows-1250",
        "windows-1251",
        "shift_jis",
        "gb18030",
        "euc-kr",
        "macintosh",
    ];

    /// An encoding by one of its labels, as the Encoding Standard of the web has them.
    pub fn parse(label: &str) -> Option<Self> {
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()).map(Self)
    }

    /// Its name in the standard.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What a byte order mark at the start of a text says, and how long that is.
    pub(super) fn of_mark(head: &[u8]) -> Option<(Self, usize)> {
        encoding_rs::Encoding::for_bom(head).map(|(encoding, length)| (Self(encoding), length))
    }

    /// UTF-16 without a byte order mark, where it is plain: nearly every other byte is zero.
    pub(super) fn of_zeros(head: &[u8]) -> Option<Self> {
        let mut counts = [0_usize; 2];
        for pair in head.chunks_exact(2) {
            match pair {
                [first, 0] if *first != 0 => counts = [counts[0] + 1, counts[1]],
                [0, second] if *second != 0 => counts = [counts[0], counts[1] + 1],
                _ => {}
            }
        }
        // A few letters have their zero in the other byte, such as `Ā`.
        let most = (head.len() / 2).max(2) * 7 / 10;
        match counts {
            [little, big] if little > most && big * 8 <= little => Some(Self(encoding_rs::UTF_16LE)),
            [little, big] if big > most && little * 8 <= big => Some(Self(encoding_rs::UTF_16BE)),
            _ => None,
        }
    }

    /// Whether its bytes are those of UTF-8.
    pub(super) fn is_utf_8(self) -> bool {
        self.0 == encoding_rs::UTF_8
    }

    /// A text of this encoding as UTF-8; what cannot be decoded becomes a byte that UTF-8 does not have.
    pub(super) fn decode(self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        if self.is_utf_8() {
            return reader;
        }
        Box::new(Decoding {
            reader,
            decoder: self.0.new_decoder_without_bom_handling(),
            raw: vec![0; BUFFER],
            unread: 0..0,
            text: vec![0; BUFFER],
            ready: 0..0,
            over: false,
        })
    }
}

/// Decodes what is read.
struct Decoding {
    reader: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` is still to be decoded.
    unread: std::ops::Range<usize>,
    text: Vec<u8>,
    /// What of `text` is still to be given out.
    ready: std::ops::Range<usize>,
    over: bool,
}

impl Decoding {
    /// Decodes the next bytes.
    fn refill(&mut self) -> io::Result<()> {
        while self.ready.is_empty() && !self.over {
            if self.unread.is_empty() {
                self.unread = 0..self.reader.read(&mut self.raw)?;
            }
            let last = self.unread.is_empty();
            let raw = self.raw.get(self.unread.clone()).unwrap_or_default();
            // The last byte is for what cannot be decoded.
            let room = self.text.get_mut(..BUFFER - 1).unwrap_or_default();
            let (result, read, mut written) = self.decoder.decode_to_utf8_without_replacement(raw, room, last);
            self.unread.start += read;
            match result {
                DecoderResult::InputEmpty => self.over = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    if let Some(byte) = self.text.get_mut(written) {
                        *byte = NO_TEXT;
                    }
                    written += 1;
                }
            }
            self.ready = 0..written;
        }
        Ok(())
    }
}

impl Read for Decoding {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.refill()?;
        let count = self.text.get(self.ready.clone()).unwrap_or_default().read(bytes)?;
        self.ready.start += count;
        Ok(count)
    }
}

/// What was noticed of a file that should be UTF-8 and is not.
#[derive(Debug, Clone, Default)]
pub(super) struct Foreign(Arc<Mutex<Sample>>);

/// Bytes from a little before the first that is not UTF-8.
#[derive(Debug, Default)]
struct Sample {
    bytes: Vec<u8>,
    /// Where the first that is not UTF-8 is.
    first: usize,
}

impl Foreign {
    /// What is to be said of a file, where any of it is not UTF-8.
    pub(super) fn advice(&self) -> Option<String> {
        let sample = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sample.bytes.is_empty() {
            return None;
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&sample.bytes, true);
        let guess = detector.guess(None, Utf8Detection::Deny);
        let word = sample.word();
        let (text, _) = guess.decode_without_bom_handling(word);
        let shown = text.escape_debug().to_string();
        let name = guess.name();
        let label = name.to_ascii_lowercase();
        Some(format!("it is not UTF-8, and looks like {name} (`{shown}`): `--encoding {label}` reads it as that"))
    }
}

impl Sample {
    /// The word of the first foreign byte, as it is in the file.
    fn word(&self) -> &[u8] {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b",;|\"{}[]:=".contains(byte);
        let (before, from) = self.bytes.split_at_checked(self.first).unwrap_or_default();
        let start = before.iter().rev().take(AROUND).take_while(|b| !ends(b)).count();
        let length = from.iter().take(AROUND).take_while(|b| !ends(b)).count();
        self.bytes.get(self.first - start..self.first + length).unwrap_or_default()
    }
}

/// Passes bytes on as they are, and notices where they are not UTF-8.
pub(super) struct Watch<R> {
    reader: R,
    /// The start of a character that the bytes read so far end with.
    begun: Vec<u8>,
    /// The last bytes before that, which are text.
    before: Vec<u8>,
    foreign: Foreign,
    found: bool,
    done: bool,
}

impl<R: Read> Watch<R> {
    pub(super) fn new(reader: R) -> (Self, Foreign) {
        let foreign = Foreign::default();
        (
            Self { reader, begun: Vec::new(), before: Vec::new(), foreign: foreign.clone(), found: false, done: false },
            foreign,
        )
    }

    #[cold]
    fn collect(&mut self, bytes: &[u8], first: usize) {
        let mut sample = self.foreign.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.found {
            let start = first.saturating_sub(AROUND);
            let earlier = self.before.len().saturating_sub(AROUND - (first - start));
            sample.bytes.extend(self.before.iter().skip(earlier));
            sample.first = sample.bytes.len() + first - start;
            sample.bytes.extend(bytes.iter().skip(start).take(SAMPLE));
            self.found = true;
        } else {
            let room = SAMPLE.saturating_sub(sample.bytes.len());
            sample.bytes.extend(bytes.iter().take(room));
        }
        self.done = sample.bytes.len() >= SAMPLE;
    }

    fn look(&mut self, bytes: &[u8]) {
        if self.found {
            self.collect(bytes, 0);
            return;
        }
        if self.begun.is_empty() {
            self.begun = self.check(bytes);
        } else {
            let mut whole = std::mem::take(&mut self.begun);
            // A file that ends within a character is not UTF-8.
            whole.extend_from_slice(if bytes.is_empty() { &[NO_TEXT] } else { bytes });
            self.begun = self.check(&whole);
        }
    }

    /// The start of a character that the bytes end with.
    fn check(&mut self, bytes: &[u8]) -> Vec<u8> {
        let (text, begun) = match std::str::from_utf8(bytes) {
            Ok(_) => (bytes, &[][..]),
            Err(error) if error.error_len().is_none() => {
                bytes.split_at_checked(error.valid_up_to()).unwrap_or_default()
            }
            Err(error) => {
                self.collect(bytes, error.valid_up_to());
                return Vec::new();
            }
        };
        self.before.extend_from_slice(text.get(text.len().saturating_sub(AROUND)..).unwrap_or_default());
        self.before.drain(..self.before.len().saturating_sub(AROUND));
        begun.to_vec()
    }
}

impl<R: Read> Read for Watch<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(bytes)?;
        if !self.done && !bytes.is_empty() {
            self.look(bytes.get(..count).unwrap_or_default());
        }
        Ok(count)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    /// Gives a few bytes at a time.
    struct Slowly(Cursor<Vec<u8>>, usize);

    impl Read for Slowly {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(bytes.len());
            self.0.read(bytes.get_mut(..most).unwrap())
        }
    }

    fn all(mut reader: impl Read) -> Vec<u8> {
        let mut out = Vec::new();
        reader.read_to_end(&mut out).unwrap();
        out
    }

    fn utf_16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    fn watched(bytes: &[u8], step: usize) -> Option<String> {
        let (watch, foreign) = Watch::new(Slowly(Cursor::new(bytes.to_vec()), step));
        assert_eq!(all(watch), bytes);
        foreign.advice()
    }

    proptest! {
        #[test]
        fn what_is_decoded_is_the_text(text in "[ -~äßł漢\u{1f600}]{0,200}", step in 1..40_usize, little: bool) {
            let label = if little { "utf-16le" } else { "utf-16be" };
            let bytes = utf_16(&text, little);
            let decoded = all(Encoding::parse(label).unwrap().decode(Box::new(Slowly(Cursor::new(bytes), step))));
            prop_assert_eq!(String::from_utf8(decoded).unwrap(), text);
        }

        #[test]
        fn foreign_bytes_are_noticed_wherever_they_are(bytes in prop::collection::vec(
            prop_oneof![4 => 32..127_u8, 1 => any::<u8>(), 1 => Just(0xc3), 1 => Just(0xbc)], 0..40), step in 1..9_usize) {
            prop_assert_eq!(watched(&bytes, step).is_some(), std::str::from_utf8(&bytes).is_err());
        }
    }

    #[test]
    fn an_encoding_is_guessed_with_a_word_that_shows_it() {
        let wanted =
            "it is not UTF-8, and looks like windows-1252 (`Münster`): `--encoding windows-1252` reads it as that";
        for step in [1, 2, 7, 20, 1000] {
            let said = watched(b"id,site\n1,Oslo\n2,Bad M\xfcnster\n3,K\xf6ln\n", step).unwrap();
            assert_eq!(said, wanted, "{step} bytes at a time");
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_no_text() {
        let mut bytes = utf_16("ab", true);
        bytes.extend([0x00, 0xdc]);
        bytes.extend(utf_16("c", true));
        bytes.push(b'd');
        assert_eq!(all(Encoding::parse("utf-16").unwrap().decode(Box::new(Cursor::new(bytes)))), b"ab\xffc\xff");
    }

    #[test]
    fn utf_16_is_plain_without_a_mark() {
        let header = "id,contract,opened\n1,Köln,";
        let found = |bytes: &[u8]| Encoding::of_zeros(bytes).map(Encoding::name);
        assert_eq!(found(&utf_16(header, true)), Some("UTF-16LE"));
        assert_eq!(found(&utf_16(header, false)), Some("UTF-16BE"));
        assert_eq!(found(&utf_16("id,contract,opened\n1,Āda,Ābo", true)), Some("UTF-16LE"));
        assert_eq!(found(header.as_bytes()), None);
        assert_eq!(found(b"a\0"), None);
        assert_eq!(found(&[0; 64]), None);
    }
}
