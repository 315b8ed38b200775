//! What products have of the attributes. What follows from the options of their variants is kept beside it, so that shoppers
//! filter by both in one way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::states::AttributeKind;
use entity::{attribute, attribute_choice, product_value, variant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::many::row;
use super::{Attribute, by_codes, by_ids};
use crate::catalog::limits::{self, Violations};
use crate::error::Result;
use crate::store::Txn;

/// A value to be. What is given must fit the kind of the attribute.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewValue {
    /// Of the attribute.
    pub code: String,
    /// Codes of choices, one at least.
    pub choices: Option<Vec<String>>,
    /// With three decimals at most.
    pub number: Option<f64>,
    pub boolean: Option<bool>,
}

/// What a product has of one attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductValue {
    pub attribute: attribute::Model,
    pub value: ValueKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueKind {
    /// By position.
    Choices(Vec<attribute_choice::Model>),
    /// Thousandths.
    Number(i64),
    Boolean(bool),
}

/// As it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::catalog) struct Stored {
    pub(super) attribute_id: Uuid,
    pub(super) value: String,
    pub(super) number_milli: Option<i64>,
}

impl Stored {
    pub fn of(row: product_value::Model) -> Self {
        Self { attribute_id: row.attribute_id, value: row.value, number_milli: row.number_milli }
    }
}

/// What is to be kept of `values`, given the attributes that they name. `options` are those in which the product's variants
/// differ.
pub(in crate::catalog) fn check_values(
    violations: &mut Violations,
    attributes: &[Attribute],
    options: &[Attribute],
    values: &[NewValue],
) -> BTreeSet<Stored> {
    let mut kept = BTreeSet::new();
    for (index, new) in values.iter().enumerate() {
        let at = |part: &str| format!("attributes/{index}/{part}");
        let Some(attribute) = attributes.iter().find(|attribute| attribute.row.code == new.code) else {
            violations.add(at("code"), "there is no such attribute");
            continue;
        };
        if values.iter().take(index).any(|other| other.code == new.code) {
            violations.add(at("code"), "stands there twice");
        }
        if options.iter().any(|option| option.row.id == attribute.row.id) {
            violations.add(at("code"), "is an option of this product: its variants have it");
        }
        let given = usize::from(new.choices.is_some())
            + usize::from(new.number.is_some())
            + usize::from(new.boolean.is_some());
        let mut keep = |value: String, number_milli| {
            kept.insert(Stored { attribute_id: attribute.row.id, value, number_milli });
        };
        match (attribute.row.kind, &new.choices, new.number, new.boolean) {
            (AttributeKind::Choice, Some(choices), None, None) => {
                if choices.is_empty() {
                    violations.add(at("choices"), "must not be empty");
                }
                for choice in choices {
                    match attribute.choice(choice) {
                        Some(choice) => keep(choice.code.clone(), None),
                        None => violations.add(at("choices"), format!("{choice:.40} is none of them")),
                    }
                }
            }
            (AttributeKind::Number, None, Some(number), None) => match milli(number) {
                Some(milli) => keep(decimal(milli), Some(milli)),
                None => {
                    violations.add(at("number"), "must have at most three decimals and be less than 10^12")
                }
            },
            (AttributeKind::Boolean, None, None, Some(boolean)) => keep(boolean.to_string(), None),
            (kind, ..) => {
                let field = match kind {
                    AttributeKind::Choice => "choices",
                    AttributeKind::Number => "number",
                    AttributeKind::Boolean => "boolean",
                };
                let message = if given > 1 { "must be the only value" } else { "is missing" };
                violations.add(at(field), message);
            }
        }
    }
    if kept.len() > limits::VALUES {
        violations.add("attributes", format!("must be at most {}", limits::VALUES));
    }
    kept
}

/// Thousandths, if that is exact.
pub(crate) fn milli(number: f64) -> Option<i64> {
    let scaled = number * 1000.0;
    let rounded = scaled.round();
    let most = limits::NUMBER_MILLI as f64;
    let is_exact = (scaled - rounded).abs() <= scaled.abs() * f64::EPSILON;
    (number.is_finite() && is_exact && rounded.abs() < most).then_some(rounded as i64)
}

/// `12500` is `12.5`.
pub(crate) fn decimal(milli: i64) -> String {
    let (sign, size) = (if milli < 0 { "-" } else { "" }, milli.unsigned_abs());
    let text = format!("{sign}{}.{:03}", size / 1000, size % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What products have themselves, not by their variants.
pub(in crate::catalog) async fn stored(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<product_value::Model>> {
    Ok(product_value::Entity::find()
        .filter(product_value::Column::ProductId.is_in(products))
        .filter(product_value::Column::OfVariants.eq(false))
        .all(db)
        .await?)
}

/// What products have themselves, as text: `colour:red,blue;width:12.5`.
pub(crate) async fn texts_of(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let rows = stored(db, products).await?;
    let ids: BTreeSet<Uuid> = rows.iter().map(|row| row.attribute_id).collect();
    let codes: HashMap<Uuid, String> =
        by_ids(db, ids).await?.into_iter().map(|attribute| (attribute.row.id, attribute.row.code)).collect();
    let mut values: HashMap<Uuid, BTreeMap<&str, BTreeSet<String>>> = HashMap::new();
    for row in rows {
        if let Some(code) = codes.get(&row.attribute_id) {
            values.entry(row.product_id).or_default().entry(code).or_default().insert(row.value);
        }
    }
    let text = |(code, values): (&str, BTreeSet<String>)| {
        format!("{code}:{}", values.into_iter().collect::<Vec<_>>().join(","))
    };
    Ok(values
        .into_iter()
        .map(|(id, values)| (id, values.into_iter().map(text).collect::<Vec<_>>().join(";")))
        .collect())
}

/// Gives a product, whose row is locked, these values and no others. Returns whether that changed anything.
pub(in crate::catalog) async fn set_values(
    txn: &Txn,
    product_id: Uuid,
    values: BTreeSet<Stored>,
) -> Result<bool> {
    let before = stored(txn, [product_id]).await?.into_iter().map(Stored::of);
    replace(txn, product_id, false, before.collect(), values).await
}

/// Writes anew what follows from the variants of a product whose row is locked.
pub(in crate::catalog) async fn refresh_of_variants(
    txn: &Txn,
    product_id: Uuid,
    variants: &[variant::Model],
) -> Result<()> {
    let mut codes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for variant in variants {
        let values = variant.option_values.as_ref().and_then(|values| values.as_object());
        for (code, value) in values.into_iter().flatten() {
            codes.entry(code).or_default().extend(value.as_str());
        }
    }
    let rows = product_value::Entity::find()
        .filter(product_value::Column::ProductId.eq(product_id))
        .filter(product_value::Column::OfVariants.eq(true))
        .all(txn)
        .await?;
    if codes.is_empty() && rows.is_empty() {
        return Ok(());
    }
    let before = rows.into_iter().map(Stored::of);
    let attributes = by_codes(txn, codes.keys().map(|code| (*code).to_owned())).await?;
    let mut after = BTreeSet::new();
    for attribute in attributes {
        for value in codes.remove(attribute.row.code.as_str()).into_iter().flatten() {
            let (attribute_id, value) = (attribute.row.id, value.to_owned());
            after.insert(Stored { attribute_id, value, number_milli: None });
        }
    }
    replace(txn, product_id, true, before.collect(), after).await?;
    Ok(())
}

async fn replace(
    txn: &Txn,
    product_id: Uuid,
    of_variants: bool,
    before: BTreeSet<Stored>,
    after: BTreeSet<Stored>,
) -> Result<bool> {
    if before == after {
        return Ok(false);
    }
    product_value::Entity::delete_many()
        .filter(product_value::Column::ProductId.eq(product_id))
        .filter(product_value::Column::OfVariants.eq(of_variants))
        .exec(txn)
        .await?;
    let rows: Vec<_> = after.into_iter().map(|stored| row(product_id, of_variants, stored)).collect();
    if !rows.is_empty() {
        product_value::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(true)
}

/// What the product has of each attribute, by position and name. At most three queries.
pub async fn values_of(db: &impl ConnectionTrait, product_id: Uuid) -> Result<Vec<ProductValue>> {
    let rows = stored(db, [product_id]).await?;
    let ids: BTreeSet<Uuid> = rows.iter().map(|row| row.attribute_id).collect();
    let attributes = by_ids(db, ids).await?;
    Ok(attributes.into_iter().filter_map(|attribute| value_of(attribute, &rows)).collect())
}

fn value_of(attribute: Attribute, rows: &[product_value::Model]) -> Option<ProductValue> {
    let mut own = rows.iter().filter(|row| row.attribute_id == attribute.row.id);
    let value = match attribute.row.kind {
        AttributeKind::Number => ValueKind::Number(own.next()?.number_milli?),
        AttributeKind::Boolean => ValueKind::Boolean(own.next()?.value == "true"),
        AttributeKind::Choice => {
            let codes: BTreeSet<&str> = own.map(|row| row.value.as_str()).collect();
            let chosen = attribute.choices.into_iter().filter(|choice| codes.contains(choice.code.as_str()));
            ValueKind::Choices(chosen.collect())
        }
    };
    Some(ProductValue { attribute: attribute.row, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_exactly_or_refused() {
        for (number, expected) in [
            (0.0, Some(0)),
            (12.5, Some(12_500)),
            (-0.001, Some(-1)),
            (0.29, Some(290)),
            (999_999_999_999.999, Some(999_999_999_999_999)),
            (1e12, None),
            (0.0005, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(milli(number), expected, "{number}");
        }
        for (milli, text) in [
            (0, "0"),
            (12_500, "12.5"),
            (-1, "-0.001"),
            (100_000, "100"),
            (i64::MIN, "-9223372036854775.808"),
        ] {
            assert_eq!(decimal(milli), text);
        }
    }
}
