//! Cutting a stream of bytes into its messages: the data of server-sent events, or lines of JSON.
//!
//! Knows of events only what these APIs use: `data`, over several lines, until an empty line. Names and ids are skipped,
//! since every message says of itself what it is.

/// How messages are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// `text/event-stream`.
    Events,
    /// A JSON document a line.
    Lines,
}

/// A message of that size is nonsense, bytes.
const LONGEST: usize = 1 << 20;

/// The stream does not end, or is no text.
#[derive(Debug, PartialEq, Eq)]
pub struct Garbage(pub &'static str);

pub struct Cutter {
    framing: Framing,
    /// Not yet a whole line.
    rest: Vec<u8>,
    data: String,
}

impl Cutter {
    pub fn new(framing: Framing) -> Self {
        Self { framing, rest: Vec::new(), data: String::new() }
    }

    /// The messages that end with these bytes.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Vec<String>, Garbage> {
        self.rest.extend_from_slice(bytes);
        let mut messages = Vec::new();
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let line = std::str::from_utf8(&line).map_err(|_| Garbage("its stream is no text"))?;
            messages.extend(self.line(line.trim_end_matches(['\r', '\n'])));
        }
        if self.rest.len() + self.data.len() > LONGEST {
            return Err(Garbage("its stream has no end to a message"));
        }
        Ok(messages)
    }

    /// What was begun and not ended when the stream is over.
    pub fn finish(&mut self) -> Option<String> {
        let line = String::from_utf8(std::mem::take(&mut self.rest)).ok()?;
        let last = self.line(&line);
        last.or_else(|| (!self.data.is_empty()).then(|| std::mem::take(&mut self.data)))
    }

    fn line(&mut self, line: &str) -> Option<String> {
        if self.framing == Framing::Lines {
            return (!line.trim().is_empty()).then(|| line.to_owned());
        }
        if line.is_empty() {
            return (!self.data.is_empty()).then(|| std::mem::take(&mut self.data));
        }
        if let Some(data) = line.strip_prefix("data:") {
            if !self.data.is_empty() {
                self.data.push('\n');
            }
            self.data.push_str(data.strip_prefix(' ').unwrap_or(data));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn cut(framing: Framing, text: &str) -> Vec<String> {
        // Byte by byte: what arrives together is nobody's choice.
        let mut cutter = Cutter::new(framing);
        let mut all: Vec<String> = Vec::new();
        for byte in text.as_bytes() {
            all.extend(cutter.feed(&[*byte]).unwrap());
        }
        all.extend(cutter.finish());
        all
    }

    #[test]
    fn messages_are_cut_wherever_the_bytes_are() {
        let stream = ": hello\r\nevent: a\r\ndata: {\"ü\":1}\r\n\r\ndata: one\ndata: two\n\n\ndata:[DONE]";
        assert_eq!(cut(Framing::Events, stream), ["{\"ü\":1}", "one\ntwo", "[DONE]"]);
        assert_eq!(cut(Framing::Lines, "{}\n\n{\"a\":1}\r\n{\"b\""), ["{}", "{\"a\":1}", "{\"b\""]);
    }

    #[test]
    fn what_is_no_text_or_never_ends_is_garbage() {
        let mut cutter = Cutter::new(Framing::Events);
        assert!(cutter.feed(b"data: \xff\xfe\n").is_err());
        let mut cutter = Cutter::new(Framing::Lines);
        let mut fed = Ok(Vec::new());
        for _ in 0..2_000 {
            fed = cutter.feed(&[b'x'; 1_024]);
            if fed.is_err() {
                break;
            }
        }
        assert_eq!(fed, Err(Garbage("its stream has no end to a message")));
    }
}
