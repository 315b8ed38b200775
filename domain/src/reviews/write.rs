//! A customer says something about a product, changes it, or takes it back.

use entity::states::{OrderState, ReviewState};
use entity::{order, order_line, product, review};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::find::own;
use crate::accounts;
use crate::audit::{self, Action};
use crate::catalog::next_version;
use crate::clock::now;
use crate::error::{Error, FieldError, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// Longest title, characters.
pub const TITLE: usize = 120;
/// Longest text, characters.
pub const TEXT: usize = 4000;

#[derive(Debug, Clone)]
pub struct NewReview {
    /// 1 to 5.
    pub rating: i32,
    /// One line; may be empty.
    pub title: String,
    /// May be empty.
    pub text: String,
}

impl NewReview {
    fn is_said_by(&self, row: &review::Model) -> bool {
        (self.rating, &self.title, &self.text) == (row.rating, &row.title, &row.text)
    }
}

/// Keeps what the customer says about the product, instead of what they said before. Where reviews wait, what is new waits
/// for staff.
///
/// # Errors
/// `NotFound` for the product; `Invalid` with all that is wrong; `Refused` `not_bought`.
pub async fn write(
    txn: &Txn,
    product_id: Uuid,
    user_id: Uuid,
    new: NewReview,
    must_wait: bool,
) -> Result<review::Model> {
    let new = NewReview { title: new.title.trim().to_owned(), text: new.text.trim().to_owned(), ..new };
    check(&new)?;
    require_there(txn, product_id).await?;
    let said_before = own(txn, product_id, user_id).await?;
    if let Some(row) = said_before.filter(|row| new.is_said_by(row)) {
        return Ok(row);
    }
    let version = next_version(txn, product_id).await?;
    let before = own(txn, product_id, user_id).await?;
    let order_id = bought(txn, product_id, user_id).await?.ok_or_else(|| {
        Error::refused("not_bought", "only who bought a product can review it; log in with that account")
    })?;
    let state = if must_wait { ReviewState::Pending } else { ReviewState::Published };
    let now = now();
    let row = match &before {
        Some(before) => review::Model {
            rating: new.rating,
            title: new.title,
            text: new.text,
            state,
            updated_at: now,
            ..before.clone()
        },
        None => review::Model {
            id: Uuid::now_v7(),
            product_id,
            user_id,
            order_id,
            author: signature(&accounts::profile(txn, user_id).await?.name),
            rating: new.rating,
            title: new.title,
            text: new.text,
            state,
            answer: None,
            answered_at: None,
            created_at: now,
            updated_at: now,
        },
    };
    let changed = row.clone().into_active_model().reset_all();
    match &before {
        Some(before) => {
            review::Entity::update_many()
                .set(changed)
                .filter(review::Column::Id.eq(row.id))
                .exec(txn)
                .await?;
            audit::changed(txn, Action::ReviewWrite, before, &row).await?;
        }
        None => {
            review::Entity::insert(changed).exec_without_returning(txn).await?;
            audit::created(txn, Action::ReviewWrite, &row).await?;
        }
    }
    announce(txn, &row, version).await?;
    Ok(row)
}

/// Takes back what the customer said. What was never said is gone as well.
pub async fn delete(txn: &Txn, product_id: Uuid, user_id: Uuid) -> Result<()> {
    let Some(_) = own(txn, product_id, user_id).await? else { return Ok(()) };
    let version = next_version(txn, product_id).await?;
    // Looked at again under the lock.
    let Some(row) = own(txn, product_id, user_id).await? else {
        return Err(Error::conflict("changed_meanwhile", "it was taken back at the same moment"));
    };
    review::Entity::delete_by_id(row.id).exec(txn).await?;
    audit::deleted(txn, Action::ReviewDelete, &row).await?;
    announce(txn, &row, version).await
}

pub(super) async fn announce(txn: &Txn, row: &review::Model, version: i64) -> Result<()> {
    let event = Event::ReviewChanged { product_id: row.product_id, review_id: row.id };
    events::record(txn, &event, version).await
}

/// The customer's order in which they bought it: paid or confirmed, and not cancelled.
pub(super) async fn bought(
    db: &impl ConnectionTrait,
    product_id: Uuid,
    user_id: Uuid,
) -> Result<Option<Uuid>> {
    let with_it = Query::select()
        .column(order_line::Column::OrderId)
        .from(order_line::Entity)
        .and_where(order_line::Column::ProductId.eq(product_id))
        .take();
    let order = order::Entity::find()
        .filter(order::Column::UserId.eq(user_id))
        .filter(order::Column::State.is_in([OrderState::Placed, OrderState::Completed]))
        .filter(order::Column::Id.in_subquery(with_it))
        .order_by_asc(order::Column::Id)
        .one(db)
        .await?;
    Ok(order.map(|order| order.id))
}

pub(super) async fn require_there(db: &impl ConnectionTrait, product_id: Uuid) -> Result<()> {
    let product = product::Entity::find_by_id(product_id).one(db).await?;
    product.filter(|row| row.deleted_at.is_none()).map(drop).ok_or(Error::NotFound { what: "product" })
}

fn check(new: &NewReview) -> Result<()> {
    let mut wrong = Vec::new();
    let mut check = |is_fine: bool, field: &'static str, message: &str| {
        if !is_fine {
            wrong.push(FieldError { field: field.into(), message: message.to_owned() });
        }
    };
    check((1..=5).contains(&new.rating), "rating", "must be 1 to 5");
    let is_title = new.title.chars().count() <= TITLE && !new.title.chars().any(char::is_control);
    check(is_title, "title", "must be one line of at most 120 characters");
    let is_text = new.text.chars().all(|letter| letter == '\n' || !letter.is_control());
    check(
        is_text && new.text.chars().count() <= TEXT,
        "text",
        "must be lines of at most 4000 characters in all",
    );
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// `Ada Lovelace` signs as `Ada L.`: enough to talk about it, not enough to find her.
fn signature(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or("?").to_owned();
    match words.next_back().and_then(|last| last.chars().next()) {
        Some(letter) => format!("{first} {letter}."),
        None => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_a_first_name_and_a_letter() {
        for (name, expected) in
            [("Ada Lovelace", "Ada L."), ("Ada", "Ada"), (" Grace  Brewster Hopper ", "Grace H."), ("", "?")]
        {
            assert_eq!(signature(name), expected);
        }
    }

    #[test]
    fn a_text_may_have_lines_and_nothing_else_that_is_not_seen() {
        let review =
            |rating, title: &str, text: &str| NewReview { rating, title: title.into(), text: text.into() };
        assert!(check(&review(5, "", "")).is_ok());
        assert!(check(&review(1, "Good", "One\nTwo")).is_ok());
        for bad in [
            review(0, "", ""),
            review(6, "", ""),
            review(3, "a\nb", ""),
            review(3, "", "a\u{7}b"),
            review(3, &"x".repeat(TITLE + 1), ""),
            review(3, "", &"x".repeat(TEXT + 1)),
        ] {
            assert!(check(&bad).is_err(), "{bad:?}");
        }
    }
}
