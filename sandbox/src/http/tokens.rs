//! Card numbers to tokens. This is what a checkout page calls, so that its shop never sees a number.

use chrono::{Datelike, Utc};
use poem::{Body, handler, web::Json};
use serde::{Deserialize, Serialize};

use super::input::{self, SMALL};
use crate::{cards, error::Error};

#[derive(Deserialize)]
struct CardDetails {
    card_number: String,
    exp_month: Option<u32>,
    /// Four digits, or the last two.
    exp_year: Option<i32>,
    cvc: Option<String>,
}

#[derive(Serialize)]
struct Token {
    token: String,
}

#[handler]
pub(super) async fn create(body: Body) -> Result<Json<Token>, Error> {
    let card: CardDetails = input::json(body, SMALL).await?;
    let token = cards::tokenize(&card.card_number)?;
    check_expiry(&card)?;
    if let Some(cvc) = &card.cvc
        && !((3..=4).contains(&cvc.len()) && cvc.bytes().all(|b| b.is_ascii_digit()))
    {
        return Err(Error::invalid("invalid_cvc", "a CVC has three or four digits"));
    }
    Ok(Json(Token { token }))
}

/// A card is good until the end of its month.
fn check_expiry(card: &CardDetails) -> Result<(), Error> {
    let now = Utc::now();
    let month = card.exp_month.unwrap_or(12);
    if !(1..=12).contains(&month) {
        return Err(Error::invalid("invalid_expiry", "exp_month must be between 1 and 12"));
    }
    let year = match card.exp_year {
        None => return Ok(()),
        Some(year @ 0..=99) => 2_000 + year,
        Some(year) => year,
    };
    if (year, month) < (now.year(), now.month()) {
        return Err(Error::invalid("expired_card", "the card has expired"));
    }
    Ok(())
}
