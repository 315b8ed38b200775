//! Pages of lists that are sorted by name and id. A cursor names the last row's place in the order.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, ExprTrait};
use uuid::Uuid;

use super::products::Page;
use crate::error::{Error, Result};

/// Rows behind the cursor.
pub(super) fn behind<C: ColumnTrait>(name: C, id: C, cursor: &str, descending: bool) -> Result<Condition> {
    let place = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
    let place: Option<(String, Uuid)> = place.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let (last, last_id) = place
        .filter(|(name, _)| !name.contains('\0'))
        .ok_or_else(|| Error::invalid("cursor", "is not a cursor of this list"))?;
    let tie = name.eq(last.as_str());
    Ok(if descending {
        Condition::any().add(name.lt(last.as_str())).add(tie.and(id.lt(last_id)))
    } else {
        Condition::any().add(name.gt(last.as_str())).add(tie.and(id.gt(last_id)))
    })
}

/// The page of `rows`, of which there is one more than the limit if there are more.
pub(super) fn page<T>(mut rows: Vec<T>, limit: u64, place: impl Fn(&T) -> (String, Uuid)) -> Result<Page<T>> {
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = match rows.last().filter(|_| more) {
        Some(last) => Some(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&place(last))?)),
        None => None,
    };
    Ok(Page { items: rows, next })
}
