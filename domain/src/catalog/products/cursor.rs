//! Where a page ended: the sort key and the id of its last product, opaque to the client.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::DateTime;
use entity::{collection_item, product};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, ExprTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::filter::Sort;
use crate::catalog::limits;
use crate::error::{Error, Result};

/// The end of the year 9999, in microseconds since 1970.
const LATEST: i64 = 253_402_300_800_000_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    after: Key,
    id: Uuid,
}

/// Named like the sort orders, so that a cursor of one is none of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Key {
    /// Microseconds since 1970.
    Newest(i64),
    PriceAsc(Option<i64>),
    PriceDesc(Option<i64>),
    NameAsc(String),
    /// The position in the collection.
    ByHand(i32),
}

/// The cursor for the page after `product`, which has that position in a collection that is ordered by hand.
pub(super) fn after(sort: Sort, product: &product::Model, position: i32) -> Result<String> {
    let after = match sort {
        Sort::Newest => Key::Newest(product.created_at.timestamp_micros()),
        Sort::PriceAsc => Key::PriceAsc(product.price_from_minor),
        Sort::PriceDesc => Key::PriceDesc(product.price_from_minor),
        Sort::NameAsc => Key::NameAsc(product.name.clone()),
        Sort::ByHand => Key::ByHand(position),
    };
    let place = serde_json::to_vec(&Place { after, id: product.id })?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(place))
}

/// Those products that come after the cursor. Products without a price are last in both orders by price.
pub(super) fn condition(sort: Sort, cursor: &str) -> Result<Condition> {
    let invalid = || Error::invalid("cursor", "is not a cursor of a list sorted like this one");
    let place = read(cursor).ok_or_else(invalid)?;
    let (created, price, name, id) = (
        product::Column::CreatedAt,
        product::Column::PriceFromMinor,
        product::Column::Name,
        product::Column::Id,
    );
    Ok(match (sort, place.after) {
        (Sort::Newest, Key::Newest(micros)) => {
            // Other times are none of ours, and databases differ in the years that they know.
            let at = DateTime::from_timestamp_micros(micros).filter(|_| (0..LATEST).contains(&micros));
            let at = at.ok_or_else(invalid)?;
            Condition::any().add(created.lt(at)).add(created.eq(at).and(id.lt(place.id)))
        }
        (Sort::PriceAsc, Key::PriceAsc(Some(minor))) => Condition::any()
            .add(price.gt(minor))
            .add(price.eq(minor).and(id.gt(place.id)))
            .add(price.is_null()),
        (Sort::PriceAsc, Key::PriceAsc(None)) => Condition::all().add(price.is_null()).add(id.gt(place.id)),
        (Sort::PriceDesc, Key::PriceDesc(Some(minor))) => Condition::any()
            .add(price.lt(minor))
            .add(price.eq(minor).and(id.lt(place.id)))
            .add(price.is_null()),
        (Sort::PriceDesc, Key::PriceDesc(None)) => Condition::all().add(price.is_null()).add(id.lt(place.id)),
        (Sort::NameAsc, Key::NameAsc(text)) if limits::name(&text, limits::NAME).is_ok() => {
            Condition::any().add(name.gt(text.as_str())).add(name.eq(text.as_str()).and(id.gt(place.id)))
        }
        (Sort::ByHand, Key::ByHand(position)) => {
            Condition::all().add(collection_item::Column::Position.gt(position))
        }
        _ => return Err(invalid()),
    })
}

fn read(cursor: &str) -> Option<Place> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_cursor_of_another_sort_is_refused_and_so_is_garbage() {
        let place = Place { after: Key::PriceAsc(None), id: Uuid::nil() };
        let cursor = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&place).unwrap());
        assert!(condition(Sort::PriceAsc, &cursor).is_ok());
        assert!(condition(Sort::PriceDesc, &cursor).is_err());
        for garbage in ["", "x", "%%%", "e30"] {
            assert!(condition(Sort::PriceAsc, garbage).is_err(), "{garbage}");
        }
        let place = Place { after: Key::Newest(i64::MIN), id: Uuid::nil() };
        let cursor = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&place).unwrap());
        assert!(condition(Sort::Newest, &cursor).is_err());
        let place = Place { after: Key::NameAsc("a\0".into()), id: Uuid::nil() };
        let cursor = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&place).unwrap());
        assert!(condition(Sort::NameAsc, &cursor).is_err());
    }
}
