//! Typed attributes: what products have in common and differ in. Staff defines them; products have values of them, and the
//! variants of a product differ in those that are its options.

mod create;
mod delete;
mod find;
mod many;
mod options;
mod update;
mod values;

pub use create::{NewAttribute, NewChoice, create};
pub use delete::delete;
pub use find::{Attribute, AttributeFilter, find, list, page};
pub(super) use find::{by_codes, by_codes_locked, by_codes_naming, by_ids};
pub(super) use many::set_many;
pub(super) use options::{
    Combination, combine, of_product as options_of, resolve as resolve_options, set_ids as set_option_ids,
};
pub use options::{OptionsChange, VariantOptions, set_options};
pub use update::{AttributeChange, update};
pub use values::{NewValue, ProductValue, ValueKind, values_of};
pub(super) use values::{Stored, check_values, refresh_of_variants, set_values, stored};
pub(crate) use values::{decimal, milli, texts_of};

use entity::attribute_choice;
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, SqlErr};
use uuid::Uuid;

use super::limits::{self, Violations};
use crate::error::{Error, Result};
use crate::store::Txn;

/// Whether a number can be kept as it is: with three decimals at most.
pub(crate) fn is_exact(number: f64) -> bool {
    milli(number).is_some()
}

fn code_taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::conflict("code_taken", "another attribute has this code")
        }
        _ => error.into(),
    }
}

fn check_choices(violations: &mut Violations, choices: &[NewChoice]) {
    if choices.len() > limits::CHOICES {
        violations.add("choices", format!("must be at most {}", limits::CHOICES));
    }
    for (index, choice) in choices.iter().enumerate() {
        violations.check(format!("choices/{index}/code"), limits::tag(&choice.code));
        violations
            .check(format!("choices/{index}/label"), limits::name(choice.label.trim(), limits::VARIANT_NAME));
        if choices.iter().take(index).any(|other| other.code == choice.code) {
            violations.add(format!("choices/{index}/code"), "stands there twice");
        }
    }
}

/// In the order given.
async fn insert_choices(txn: &Txn, attribute_id: Uuid, choices: &[NewChoice]) -> Result<()> {
    let row = |(position, choice): (i32, &NewChoice)| attribute_choice::ActiveModel {
        attribute_id: Set(attribute_id),
        code: Set(choice.code.clone()),
        label: Set(choice.label.trim().to_owned()),
        position: Set(position),
    };
    let rows: Vec<_> = (0..).zip(choices).map(row).collect();
    if !rows.is_empty() {
        attribute_choice::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}
