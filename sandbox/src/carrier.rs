//! The parcel carrier: what sending something somewhere costs.
//!
//! If there are uploaded rates for exactly that street line, postal code and country (in the currency asked
//! for; outer blanks do not count, anything else does), they are the answer. Otherwise the tariff goes by total
//! weight, in minor units of whatever currency was asked for:
//!
//! | up to | standard, 3 days | express, 1 day |
//! |---|---|---|
//! | 1 kg | 490 | 1,480 |
//! | 2 kg | 590 | 1,680 |
//! | 5 kg | 790 | 2,080 |
//! | 10 kg | 1,090 | 2,680 |
//! | 31.5 kg | 1,790 | 4,080 |
//!
//! Heavier goods travel in several parcels: 1,790 for each full 31.5 kg, and the step of what remains. Express
//! is twice the standard price and 500 more. It books and tracks nothing.

use serde::{Deserialize, Serialize};
use sqlx::{Row, SqliteConnection};

use crate::{
    error::Error,
    payment::is_currency,
    store::{Change, Store},
};

/// The heaviest parcel, in grams.
const PARCEL: i64 = 31_500;

/// Grams up to which, and the price in minor units.
const STEPS: [(i64, i64); 5] = [(1_000, 490), (2_000, 590), (5_000, 790), (10_000, 1_090), (PARCEL, 1_790)];

/// One uploaded rate.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Rate {
    line1: String,
    postal_code: String,
    /// ISO 3166-1 alpha-2.
    country: String,
    amount_minor: i64,
    currency: String,
    service: String,
    days: i64,
}

/// Inserts rates or replaces those of the same address, currency and service.
pub(crate) struct UpsertRates {
    rows: String,
}

impl UpsertRates {
    pub(crate) fn new(mut rates: Vec<Rate>) -> Result<Self, Error> {
        for rate in &mut rates {
            trim(&mut rate.line1);
            trim(&mut rate.postal_code);
            trim(&mut rate.country);
            let complete = ![&rate.line1, &rate.postal_code, &rate.country, &rate.currency, &rate.service]
                .iter()
                .any(|field| field.is_empty());
            if !complete || rate.amount_minor < 0 || rate.days < 0 {
                return Err(Error::invalid(
                    "invalid_rate",
                    "a rate has no empty field and no negative number",
                ));
            }
        }
        Ok(Self { rows: serde_json::to_string(&rates).expect("rates are plain data") })
    }
}

impl Change for UpsertRates {
    type Answer = u64;
    const ANNOUNCES: bool = false;

    async fn apply(&self, txn: &mut SqliteConnection) -> Result<u64, Error> {
        // One statement for all rows; `WHERE true` keeps SQLite from reading ON CONFLICT as a join condition.
        let upsert = "INSERT INTO rates (country, postal_code, line1, currency, service, amount_minor, days) \
                      SELECT value ->> 'country', value ->> 'postal_code', value ->> 'line1', \
                      value ->> 'currency', value ->> 'service', value ->> 'amount_minor', value ->> 'days' \
                      FROM json_each(?) WHERE true \
                      ON CONFLICT DO UPDATE SET amount_minor = excluded.amount_minor, days = excluded.days";
        Ok(sqlx::query(upsert).bind(&self.rows).execute(txn).await?.rows_affected())
    }
}

/// The body of `POST /carrier/v1/quotes`.
#[derive(Debug, Deserialize)]
pub(crate) struct QuoteRequest {
    destination: Destination,
    currency: String,
    items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
struct Destination {
    line1: String,
    postal_code: String,
    country: String,
}

#[derive(Debug, Deserialize)]
struct Item {
    quantity: i64,
    weight_g: i64,
}

/// One way to send it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Quote {
    service: String,
    name: String,
    amount_minor: i64,
    currency: String,
    days: i64,
}

impl Quote {
    fn new(service: &str, amount_minor: i64, currency: &str, days: i64) -> Self {
        let (service, currency) = (service.to_owned(), currency.to_owned());
        Self { name: capitalized(&service), service, amount_minor, currency, days }
    }
}

/// All ways to send it, the cheapest first.
pub(crate) async fn quote(store: &Store, mut request: QuoteRequest) -> Result<Vec<Quote>, Error> {
    let grams = total_weight(&request.items)?;
    if !is_currency(&request.currency) {
        return Err(Error::invalid("invalid_currency", "currency must be three capital letters (ISO 4217)"));
    }
    let (to, currency) = (&mut request.destination, &request.currency);
    trim(&mut to.line1);
    trim(&mut to.postal_code);
    trim(&mut to.country);
    let select = "SELECT service, amount_minor, days FROM rates \
                  WHERE country = ? AND postal_code = ? AND line1 = ? AND currency = ? \
                  ORDER BY amount_minor, service";
    let rows = sqlx::query(select)
        .bind(&to.country)
        .bind(&to.postal_code)
        .bind(&to.line1)
        .bind(currency)
        .fetch_all(store.read())
        .await?;
    if rows.is_empty() {
        let standard = standard_price(grams);
        let express = standard * 2 + 500;
        return Ok(vec![
            Quote::new("standard", standard, currency, 3),
            Quote::new("express", express, currency, 1),
        ]);
    }
    let quotes = rows.iter().map(|row| {
        Ok(Quote::new(row.try_get("service")?, row.try_get("amount_minor")?, currency, row.try_get("days")?))
    });
    quotes.collect()
}

fn total_weight(items: &[Item]) -> Result<i64, Error> {
    let refused = || Error::invalid("invalid_items", "items must have a quantity of 1 or more and a weight");
    if items.is_empty() {
        return Err(refused());
    }
    items.iter().try_fold(0_i64, |sum, item| {
        if item.quantity < 1 || item.weight_g < 0 {
            return Err(refused());
        }
        let total = item.quantity.checked_mul(item.weight_g).and_then(|grams| sum.checked_add(grams));
        // A thousand tonnes is no parcel service any more, and keeps the price far from overflow.
        total.filter(|grams| *grams <= 1_000_000_000).ok_or_else(refused)
    })
}

fn standard_price(grams: i64) -> i64 {
    let (full, rest) = (grams / PARCEL, grams % PARCEL);
    let step = STEPS.iter().find(|(limit, _)| rest <= *limit).map_or(0, |(_, price)| *price);
    full * STEPS[STEPS.len() - 1].1 + if full > 0 && rest == 0 { 0 } else { step }
}

fn trim(field: &mut String) {
    let trimmed = field.trim();
    if trimmed.len() != field.len() {
        *field = trimmed.to_owned();
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_goes_up_in_steps_and_by_parcels() {
        let cases = [
            (0, 490),
            (1_000, 490),
            (1_001, 590),
            (5_000, 790),
            (31_500, 1_790),
            (31_501, 2_280),
            (63_000, 3_580),
        ];
        for (grams, price) in cases {
            assert_eq!(standard_price(grams), price, "{grams} g");
        }
    }
}
