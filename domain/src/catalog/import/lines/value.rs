//! Values of attributes as rows have them, and as people read them.

use super::line::Given;
use crate::catalog::attributes::{decimal, milli};

/// A number with three decimals at most; `None` for one that is too large.
pub(super) fn number(number: f64) -> Option<String> {
    milli((number * 1000.0).round() / 1000.0).map(decimal)
}

/// For a description; `None` for what is not true.
pub(super) fn prose(name: &str, given: &Given) -> Option<String> {
    match given {
        Given::Text(text) => Some(format!("{name}: {text}")),
        Given::Number(number) => Some(format!("{name}: {number}")),
        Given::Flag(true) => Some(name.to_owned()),
        Given::Flag(false) => None,
    }
}
