//! Cells of CSV files that people open in spreadsheets, which take a cell that begins with `=`, `+`, `-`, `@` or a tab for a
//! formula (OWASP, "CSV Injection").
//!
//! Such a cell gets an apostrophe in front, and loses it again when the file is read. A cell that looks as if it had one
//! gets one too, so that every text comes back as it was.

use std::borrow::Cow;

fn is_dangerous(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r')
}

fn looks_defused(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next() == Some('\'') && chars.next().is_some_and(|second| second == '\'' || is_dangerous(second))
}

/// The text as it may stand in a cell.
pub fn defused(text: &str) -> Cow<'_, str> {
    if text.starts_with(is_dangerous) || looks_defused(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that stands in the cell.
pub fn read(cell: &str) -> &str {
    if looks_defused(cell) { &cell[1..] } else { cell }
}

/// One line of a file, with its line feed.
///
/// # Panics
/// Never: nothing that is written to memory fails.
pub fn line<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let cells: Vec<Vec<u8>> =
        cells.into_iter().map(|cell| defused(cell.as_ref()).into_owned().into_bytes()).collect();
    writer.write_record(cells).expect("memory takes every record");
    writer.into_inner().expect("memory takes every record")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_and_none_is_a_formula() {
        for text in [
            "",
            "plain",
            "=1+1",
            "+49 30 1",
            "-5",
            "@SUM(A1)",
            "\tx",
            "\r\nx",
            "'",
            "''",
            "'=",
            "''=1",
            "'s-Hertogenbosch",
            "'quoted'",
            "-",
            "é=1",
            "1-2",
        ] {
            let cell = defused(text);
            assert_eq!(read(&cell), text, "{cell}");
            assert!(!cell.starts_with(is_dangerous), "{cell}");
        }
        assert_eq!(read("'s-Hertogenbosch"), "'s-Hertogenbosch");
        assert_eq!(line(["=1", "a,b"]), b"'=1,\"a,b\"\n");
    }
}
