//! Writing one part. Doing it again replaces it.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Format, What, orders, part_key, products};
use crate::error::Result;
use crate::storage::Storage;
use crate::store::Store;

/// What came of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub rows: i64,
}

/// A range of ids: behind the first, up to and with the last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub after: Option<Uuid>,
    pub until: Option<Uuid>,
}

/// Writes what has an id behind `after`, up to and with `until`.
pub async fn write_part(
    store: &Store,
    storage: &dyn Storage,
    export_id: Uuid,
    part: u32,
    (after, until): (Option<Uuid>, Option<Uuid>),
) -> Result<Written> {
    let export = super::look::row(store.read(), export_id).await?;
    let range = Range { after, until };
    let (content, rows) = match What::of(&export)? {
        What::Products => products::rows(store.read(), &export, range).await?,
        What::Orders => orders::rows(store.read(), &export, range).await?,
    };
    storage
        .put(&part_key(export_id, part), Bytes::from(content), Format::of(&export)?.content_type())
        .await?;
    Ok(Written { rows })
}
