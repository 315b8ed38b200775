//! Cursors of lists that are sorted by time: opaque to the caller.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use domain::clock::Timestamp;
use uuid::Uuid;

use crate::problem::{Failure, FieldProblem, Result};

/// The end of the year 9999, in microseconds since 1970.
const LATEST: i64 = 253_402_300_800_000_000;

/// The place after the row of that time and id.
pub fn write(at: Timestamp, id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{}", at.timestamp_micros(), id.simple()))
}

/// The page of `limit` rows, of which one more was asked for, and the cursor of the next page if there is one.
pub fn page<T>(
    mut rows: Vec<T>,
    limit: u64,
    place: impl Fn(&T) -> (Timestamp, Uuid),
) -> (Vec<T>, Option<String>) {
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|last| {
        let (at, id) = place(last);
        write(at, id)
    });
    (rows, next)
}

/// # Errors
/// 422 for what [`write`] did not write.
pub fn read(cursor: &str) -> Result<(Timestamp, Uuid)> {
    parse(cursor).ok_or_else(|| {
        Failure::invalid(vec![FieldProblem {
            field: "cursor".into(),
            message: "is not a cursor of this list".into(),
        }])
    })
}

fn parse(cursor: &str) -> Option<(Timestamp, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (micros, id) = text.split_once('.')?;
    // Other times are none of ours, and databases differ in the years that they know.
    let micros = micros.parse().ok().filter(|micros| (0..LATEST).contains(micros))?;
    Some((DateTime::from_timestamp_micros(micros)?, Uuid::try_parse(id).ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_what_was_written_is_read() {
        let (at, id) = (DateTime::from_timestamp_micros(1_700_000_000_000_001).unwrap(), Uuid::now_v7());
        assert_eq!(read(&write(at, id)).unwrap(), (at, id));
        let ages_ago = URL_SAFE_NO_PAD.encode(format!("{}.{}", i64::MIN, id.simple()));
        for garbage in ["", "x", "%%%", "e30", &ages_ago] {
            assert_eq!(read(garbage).unwrap_err().errors[0].field, "cursor", "{garbage}");
        }
    }
}
