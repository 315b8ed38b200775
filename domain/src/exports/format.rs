//! How rows are written: as CSV for spreadsheets, or as JSON lines for programs.

use entity::export;

use crate::cells;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// UTF-8, commas, a header; cells that look like formulas are [defused](crate::cells).
    #[default]
    Csv,
    /// An object in each line, with the names of the columns; every value is the text of the cell, and what is empty is
    /// left out. Nothing is defused.
    JsonLines,
}

impl Format {
    /// The name in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "json_lines",
        }
    }

    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::JsonLines => "application/jsonl",
        }
    }

    /// Of the file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    /// # Errors
    /// `Corrupt` for one that this version of the program does not know.
    pub fn of(row: &export::Model) -> Result<Self> {
        match row.format.as_str() {
            "csv" => Ok(Self::Csv),
            "json_lines" => Ok(Self::JsonLines),
            other => Err(Error::Corrupt(format!("an export as {other}"))),
        }
    }

    /// What comes before all rows.
    pub(super) fn header(self, columns: &[&str]) -> Vec<u8> {
        match self {
            Self::Csv => cells::line(columns),
            Self::JsonLines => Vec::new(),
        }
    }

    /// One row, with its line feed.
    pub(super) fn row(self, columns: &[&str], row: &[&str]) -> Result<Vec<u8>> {
        if self == Self::Csv {
            return Ok(cells::line(row));
        }
        // In the order of the columns, which a map would not keep.
        let mut line = String::from("{");
        for (column, cell) in columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            if line.len() > 1 {
                line.push(',');
            }
            line.push_str(&serde_json::to_string(column)?);
            line.push(':');
            line.push_str(&serde_json::to_string(cell)?);
        }
        line.push_str("}\n");
        Ok(line.into_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_row_is_an_object_whatever_is_in_it() {
        let line = Format::JsonLines.row(&["sku", "name", "stock"], &["A", "=\"x\"\n", ""]).unwrap();
        assert_eq!(String::from_utf8(line).unwrap(), "{\"sku\":\"A\",\"name\":\"=\\\"x\\\"\\n\"}\n");
        assert_eq!(Format::Csv.row(&["sku"], &["=1"]).unwrap(), b"'=1\n");
    }
}
