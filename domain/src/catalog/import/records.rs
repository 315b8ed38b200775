//! Cutting the file into records, so that one bad row costs only itself.
//!
//! A quote that is never closed would make one record of the rest of the file. So a record is put together line by
//! line, only as long as its quotes are open; if it does not come out right, only its first line is given up, and the
//! lines that were taken for its continuation get a chance of their own. Never more than [`LIMIT`] bytes are held.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};

use csv::{ByteRecord, ReaderBuilder};

use crate::error::{Error, Result};

/// Longest record, bytes: more than the longest description, four bytes a character, quotes doubled here and there.
pub(super) const LIMIT: usize = 64 * 1024;

pub(super) struct Records<R> {
    input: BufReader<R>,
    parser: csv::Reader<Feed>,
    /// Lines that were read ahead in vain.
    pending: VecDeque<Line>,
    lines: u64,
    bytes: u64,
}

pub(super) struct Record {
    pub line: u64,
    /// As it stands there, without its line end.
    pub text: Vec<u8>,
    /// The fields, or what is wrong.
    pub fields: Result<ByteRecord, String>,
}

struct Line {
    number: u64,
    /// With its line feed. Cut off when it is longer than [`LIMIT`].
    text: Vec<u8>,
}

impl<R: Read> Records<R> {
    pub fn new(reader: R) -> Self {
        let parser = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(Feed::default());
        Self { input: BufReader::new(reader), parser, pending: VecDeque::new(), lines: 0, bytes: 0 }
    }

    /// Where it reads from.
    pub fn input(&mut self) -> &mut R {
        self.input.get_mut()
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next record, of exactly `width` fields if that is known. Empty lines are passed over.
    pub fn next(&mut self, width: Option<usize>) -> Result<Option<Record>> {
        let first = loop {
            match self.line()? {
                None => return Ok(None),
                Some(line) if line.text.trim_ascii().is_empty() => {}
                Some(line) => break line,
            }
        };
        let (number, first_end) = (first.number, first.text.len());
        let mut scan = Scan::default();
        scan.feed(&first.text);
        let mut text = first.text;
        let mut continuation = Vec::new();
        while scan.is_open() && text.len() <= LIMIT {
            let Some(line) = self.line()? else { break };
            scan.feed(&line.text);
            text.extend_from_slice(&line.text);
            continuation.push(line);
        }
        let fields = if scan.is_open() && text.len() <= LIMIT {
            Err("a quote is not closed".into())
        } else if text.len() > LIMIT {
            Err(format!("is longer than {LIMIT} bytes, or a quote is not closed"))
        } else {
            scan.verdict().and_then(|()| self.parse(text.clone(), width))
        };
        if fields.is_err() {
            // The rest is given back.
            text.truncate(first_end);
            for line in continuation.into_iter().rev() {
                self.pending.push_front(line);
            }
        }
        trim_line_end(&mut text);
        Ok(Some(Record { line: number, text, fields }))
    }

    /// The text is one record by the rules of [`Scan`], so the parser finds exactly one, too.
    fn parse(&mut self, mut text: Vec<u8>, width: Option<usize>) -> Result<ByteRecord, String> {
        trim_line_end(&mut text);
        text.push(b'\n');
        *self.parser.get_mut() = Feed { text, taken: 0 };
        let mut record = ByteRecord::new();
        self.parser.read_byte_record(&mut record).map_err(|error| error.to_string())?;
        match width {
            Some(width) if width != record.len() => {
                Err(format!("has {} fields instead of {width}", record.len()))
            }
            _ => Ok(record),
        }
    }

    fn line(&mut self) -> Result<Option<Line>> {
        if let Some(line) = self.pending.pop_front() {
            return Ok(Some(line));
        }
        let mut text = Vec::new();
        // One byte more than allowed, so that a line that is too long shows.
        self.read_until_line_feed(&mut text)?;
        if text.is_empty() {
            return Ok(None);
        }
        while text.len() > LIMIT && !text.ends_with(b"\n") {
            let mut rest = Vec::new();
            self.read_until_line_feed(&mut rest)?;
            if rest.is_empty() || rest.ends_with(b"\n") {
                break;
            }
        }
        self.lines += 1;
        if self.lines == 1 && text.starts_with(b"\xef\xbb\xbf") {
            text.drain(..3);
        }
        Ok(Some(Line { number: self.lines, text }))
    }

    fn read_until_line_feed(&mut self, into: &mut Vec<u8>) -> Result<()> {
        let read = self
            .input
            .by_ref()
            .take(LIMIT as u64 + 1)
            .read_until(b'\n', into)
            .map_err(|error| Error::unavailable("the file", error))?;
        self.bytes += read as u64;
        Ok(())
    }
}

fn trim_line_end(text: &mut Vec<u8>) {
    for end in [b'\n', b'\r'] {
        text.pop_if(|last| *last == end);
    }
}

/// What the parser reads: one record at a time, of which it takes all. Setting up a parser for each would cost more than
/// the parsing.
#[derive(Default)]
struct Feed {
    text: Vec<u8>,
    taken: usize,
}

impl Read for Feed {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut rest = self.text.get(self.taken..).unwrap_or_default();
        let count = rest.read(buffer)?;
        self.taken += count;
        Ok(count)
    }
}

/// Follows the quotes as RFC 4180 has them: a field is quoted if it begins with one, and a quote within is doubled.
#[derive(Default)]
struct Scan {
    state: State,
    text_behind_quote: bool,
    carriage_return: bool,
    lone_carriage_return: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote in a quoted field: its end, or the first half of a doubled one.
    Quote,
}

impl Scan {
    fn feed(&mut self, text: &[u8]) {
        for byte in text {
            self.lone_carriage_return |= self.carriage_return && *byte != b'\n';
            self.carriage_return = *byte == b'\r' && self.state != State::Quoted;
            self.state = match (self.state, byte) {
                (State::Quoted, b'"') => State::Quote,
                (State::Quoted, _) | (State::Quote, b'"') | (State::FieldStart, b'"') => State::Quoted,
                (_, b',' | b'\r' | b'\n') => State::FieldStart,
                (State::Quote, _) => {
                    self.text_behind_quote = true;
                    State::Plain
                }
                _ => State::Plain,
            };
        }
    }

    fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    fn verdict(&self) -> Result<(), String> {
        if self.text_behind_quote {
            Err("there is text behind a closing quote".into())
        } else if self.lone_carriage_return {
            Err("there is a carriage return within the line".into())
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &[u8], width: usize) -> Vec<(u64, Result<Vec<String>, String>)> {
        let mut records = Records::new(text);
        let mut all = Vec::new();
        while let Some(record) = records.next(Some(width)).unwrap() {
            let fields = record.fields.map(|fields| {
                fields.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect()
            });
            all.push((record.line, fields));
        }
        all
    }

    fn lines(text: &[u8]) -> Vec<(u64, bool)> {
        read(text, 2).into_iter().map(|(line, fields)| (line, fields.is_ok())).collect()
    }

    #[test]
    fn quoted_fields_may_have_commas_quotes_and_lines() {
        let records = read(b"\xef\xbb\xbfa,b\r\n\n\"x, \"\"y\"\"\",\"1\n2\"\nlast,5\" wide", 2);
        let expected: Vec<(u64, Vec<&str>)> =
            vec![(1, vec!["a", "b"]), (3, vec!["x, \"y\"", "1\n2"]), (5, vec!["last", "5\" wide"])];
        for (record, (line, fields)) in records.iter().zip(&expected) {
            assert_eq!(record.0, *line);
            assert_eq!(record.1.as_ref().unwrap(), fields);
        }
        assert_eq!(records.len(), expected.len());
    }

    #[test]
    fn a_bad_row_costs_only_itself() {
        assert_eq!(lines(b"a,b\na\na,b,c\na,b\n"), [(1, true), (2, false), (3, false), (4, true)]);
        assert_eq!(lines(b"\"open,b\na,b\nc,d\n"), [(1, false), (2, true), (3, true)]);
        assert_eq!(lines(b"\"open,b\n\"q\",b\nc,d\n"), [(1, false), (2, true), (3, true)]);
        assert_eq!(lines(b"\"q\"x,b\nc,d"), [(1, false), (2, true)]);
        assert_eq!(lines(b"a,b\rc,d\ne,f"), [(1, false), (2, true)]);
    }

    #[test]
    fn lines_without_end_are_not_kept() {
        let mut text = b"a,".to_vec();
        text.resize(LIMIT * 5, b'x');
        text.extend_from_slice(b"\nc,d\n");
        assert_eq!(lines(&text), [(1, false), (2, true)]);
        let mut text = b"\"a,b\n".to_vec();
        for _ in 0..LIMIT {
            text.extend_from_slice(b"c,d\n");
        }
        assert_eq!(lines(&text).iter().filter(|(_, good)| !good).count(), 1);
    }
}
