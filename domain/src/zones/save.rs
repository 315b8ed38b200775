//! Making a zone, and putting new terms into the place of old ones.

use std::collections::BTreeSet;

use entity::zone;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::{TaxRate, is_class};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, FieldError, Result};
use crate::events::{self, Event};
use crate::shipping::is_country;
use crate::store::Txn;

/// Countries, regions or postal prefixes of one zone.
const MOST: usize = 300;
const RATES: usize = 50;

/// Everything about a zone that staff decides.
#[derive(Debug, Clone)]
pub struct Terms {
    pub name: String,
    /// ISO 3166-1 alpha-2; none: the rest of the world.
    pub countries: Vec<String>,
    pub regions: Vec<String>,
    pub postal_prefixes: Vec<String>,
    pub tax_rates: Vec<TaxRate>,
}

/// # Errors
/// `Invalid` with all that is wrong.
pub async fn create(txn: &Txn, terms: Terms) -> Result<zone::Model> {
    check(&terms)?;
    let now = now();
    let row = zone::Model {
        id: Uuid::now_v7(),
        name: terms.name.trim().to_owned(),
        countries: json!(terms.countries),
        regions: json!(terms.regions),
        postal_prefixes: json!(terms.postal_prefixes),
        tax_rates: json!(terms.tax_rates),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    zone::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    audit::created(txn, Action::ZoneCreate, &row).await?;
    events::record(txn, &Event::ZoneChanged { zone_id: row.id }, row.version).await?;
    Ok(row)
}

/// # Errors
/// `NotFound`; `Invalid` with all that is wrong; Conflict `changed_meanwhile` when `seen` is another version.
pub async fn replace(txn: &Txn, id: Uuid, terms: Terms, seen: Option<i64>) -> Result<zone::Model> {
    check(&terms)?;
    let before = lock(txn, id).await?;
    if seen.is_some_and(|seen| seen != before.version) {
        return Err(Error::conflict("changed_meanwhile", "somebody changed it meanwhile; look at it again"));
    }
    let after = zone::Model {
        name: terms.name.trim().to_owned(),
        countries: json!(terms.countries),
        regions: json!(terms.regions),
        postal_prefixes: json!(terms.postal_prefixes),
        tax_rates: json!(terms.tax_rates),
        version: before.version + 1,
        updated_at: now(),
        ..before.clone()
    };
    zone::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(zone::Column::Id.eq(id))
        .exec(txn)
        .await?;
    audit::changed(txn, Action::ZoneUpdate, &before, &after).await?;
    events::record(txn, &Event::ZoneChanged { zone_id: id }, after.version).await?;
    Ok(after)
}

/// The zone, locked until the transaction ends.
pub(super) async fn lock(txn: &Txn, id: Uuid) -> Result<zone::Model> {
    zone::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "zone" })
}

fn check(terms: &Terms) -> Result<()> {
    let mut wrong = Vec::new();
    let mut unless = |is_right: bool, field: &'static str, message: &str| {
        if !is_right {
            wrong.push(FieldError { field: field.into(), message: message.into() });
        }
    };
    let is_line = |text: &str, most: usize| {
        (1..=most).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control)
    };
    unless(is_line(&terms.name, 100), "name", "must have 1 to 100 characters in one line");
    let countries = terms.countries.iter().all(|code| is_country(code));
    unless(countries, "countries", "must be codes of ISO 3166-1, such as DE or GB");
    let is_region = |region: &String| is_line(region, 100);
    unless(terms.regions.iter().all(is_region), "regions", "must have 1 to 100 characters each");
    let is_prefix = |prefix: &String| {
        (1..=12).contains(&prefix.len()) && prefix.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ')
    };
    let prefixes = terms.postal_prefixes.iter().all(is_prefix);
    unless(prefixes, "postal_prefixes", "must be 1 to 12 letters and digits each");
    for (field, list) in [
        ("countries", &terms.countries),
        ("regions", &terms.regions),
        ("postal_prefixes", &terms.postal_prefixes),
    ] {
        unless(list.len() <= MOST, field, "must have at most 300");
    }
    let is_narrow = !terms.regions.is_empty() || !terms.postal_prefixes.is_empty();
    unless(
        !is_narrow || !terms.countries.is_empty(),
        "countries",
        "are needed with regions and postal prefixes",
    );
    let classes: BTreeSet<&str> = terms.tax_rates.iter().map(|rate| rate.tax_class.as_str()).collect();
    unless(classes.len() == terms.tax_rates.len(), "tax_rates", "must name each tax class once");
    unless(terms.tax_rates.len() <= RATES, "tax_rates", "must have at most 50");
    let is_rate = |rate: &TaxRate| is_class(&rate.tax_class) && (0..=10_000).contains(&rate.rate_bp);
    let message = "need a class of lower-case letters, digits and underscores, and a rate of 0 to 10000";
    unless(terms.tax_rates.iter().all(is_rate), "tax_rates", message);
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}
