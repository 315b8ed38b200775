//! Cursors of lists that are sorted by time, newest first: opaque to the caller.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use domain::clock::Timestamp;
use uuid::Uuid;

use crate::problem::{Failure, FieldProblem, Result};

/// The place after the row of that time and id.
pub fn write(at: Timestamp, id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{}", at.timestamp_micros(), id.simple()))
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
    Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, Uuid::try_parse(id).ok()?))
}
