//! Cursors of lists that are sorted by time, or by a key: opaque to the caller.

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
    let next = cut(&mut rows, limit).map(|last| {
        let (at, id) = place(last);
        write(at, id)
    });
    (rows, next)
}

/// The same for a list that is sorted by a key; `list` is its name.
pub fn page_by_key<T>(
    list: &str,
    mut rows: Vec<T>,
    limit: u64,
    key: impl Fn(&T) -> &str,
) -> (Vec<T>, Option<String>) {
    let next = cut(&mut rows, limit).map(|last| write_key(list, key(last)));
    (rows, next)
}

/// The last of `limit` rows, if there are more.
fn cut<T>(rows: &mut Vec<T>, limit: u64) -> Option<&T> {
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    rows.last().filter(|_| more)
}

/// The place after the row of that key.
pub fn write_key(list: &str, key: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{list}.{key}"))
}

/// # Errors
/// 422 for what [`write`] did not write.
pub fn read(cursor: &str) -> Result<(Timestamp, Uuid)> {
    parse(cursor).ok_or_else(not_ours)
}

/// # Errors
/// 422 for what [`write_key`] did not write for this list.
pub fn read_key(list: &str, cursor: Option<&str>) -> Result<Option<String>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let key = text.as_deref().and_then(|text| text.strip_prefix(list)?.strip_prefix('.'));
    // No database has them, and one of the two refuses them.
    let key = key.filter(|key| !key.contains('\0'));
    Ok(Some(key.ok_or_else(not_ours)?.to_owned()))
}

fn not_ours() -> Failure {
    let message = "is not a cursor of this list".to_owned();
    Failure::invalid(vec![FieldProblem { field: "cursor".into(), message }])
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

    #[test]
    fn a_key_is_read_by_the_list_that_wrote_it() {
        let (rows, next) = page_by_key("stock", vec!["A.1", "B", "C"], 1, |row| row);
        assert_eq!(
            (rows, read_key("stock", next.as_deref()).unwrap().as_deref()),
            (vec!["A.1"], Some("A.1"))
        );
        assert_eq!(page_by_key("stock", vec!["A"], 1, |row| row).1, None);
        assert_eq!(read_key("stock", None).unwrap(), None);
        for garbage in [&write_key("tags", "A"), &write_key("stock", "a\0b"), "A.1", "", "%%%"] {
            assert_eq!(read_key("stock", Some(garbage)).unwrap_err().errors[0].field, "cursor", "{garbage}");
        }
    }
}
