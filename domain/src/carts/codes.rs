//! Codes of promotions that lie in a cart. Whether they apply is seen each time the cart is priced.

use entity::cart;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::error::{Error, Result};
use crate::promotions::{self, MAX_CODES, Shopper, normalize_code};
use crate::store::Txn;

/// The codes of a cart, in capitals, in the order in which they were entered.
pub fn codes(cart: &cart::Model) -> Result<Vec<String>> {
    Ok(serde_json::from_value(cart.codes.clone())?)
}

/// Puts a code into the cart. One that the cart does not fulfil yet is taken, and the cart says what is missing. Entering it
/// twice is fine.
///
/// # Errors
/// `Refused` `no_such_code`, `too_many_codes`; `code_not_applicable` when nothing that is done to the cart would change it.
pub async fn add_code(txn: &Txn, cart: &cart::Model, code: &str) -> Result<cart::Model> {
    let code = normalize_code(code);
    let cart = super::lock(txn, cart.id).await?;
    let mut codes = codes(&cart)?;
    if codes.contains(&code) {
        return Ok(cart);
    }
    let shopper = Shopper { user_id: cart.user_id, email: None };
    let found = promotions::applicable(txn, std::slice::from_ref(&code), &shopper).await?;
    let rule = found.into_iter().map(|one| one.rule).find(|rule| rule.code.as_deref() == Some(code.as_str()));
    let no_such_code = || Error::refused("no_such_code", "there is no such code; look at how it is written");
    let rule = rule.ok_or_else(no_such_code)?;
    match &rule.refusal {
        Some(promotions::Refusal::Unknown) => return Err(no_such_code()),
        Some(refusal) => {
            return Err(Error::refused("code_not_applicable", refusal.detail(&cart.currency)));
        }
        None => {}
    }
    if codes.len() >= MAX_CODES {
        let detail = format!("a cart takes {MAX_CODES} codes; remove another one first");
        return Err(Error::refused("too_many_codes", detail));
    }
    codes.push(code);
    save(txn, cart, codes).await
}

/// Takes a code out of the cart.
///
/// # Errors
/// `NotFound` when it is not in it.
pub async fn remove_code(txn: &Txn, cart: &cart::Model, code: &str) -> Result<cart::Model> {
    let code = normalize_code(code);
    let cart = super::lock(txn, cart.id).await?;
    let mut codes = codes(&cart)?;
    let before = codes.len();
    codes.retain(|one| *one != code);
    if codes.len() == before {
        return Err(Error::NotFound { what: "code in the cart" });
    }
    save(txn, cart, codes).await
}

/// Puts the codes of another cart beside those of this one, as far as they fit.
pub(super) async fn join(txn: &Txn, into: &cart::Model, from: &cart::Model) -> Result<()> {
    let mut joined = codes(into)?;
    for code in codes(from)? {
        if !joined.contains(&code) && joined.len() < MAX_CODES {
            joined.push(code);
        }
    }
    if json!(joined) != into.codes {
        save(txn, into.clone(), joined).await?;
    }
    Ok(())
}

async fn save(txn: &Txn, cart: cart::Model, codes: Vec<String>) -> Result<cart::Model> {
    let codes = json!(codes);
    cart::Entity::update_many()
        .set(cart::ActiveModel { codes: Set(codes.clone()), ..Default::default() })
        .filter(cart::Column::Id.eq(cart.id))
        .exec(txn)
        .await?;
    Ok(cart::Model { codes, ..cart })
}
