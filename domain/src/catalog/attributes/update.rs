//! Changing an attribute. Its code and kind stay; a choice that a product has cannot be taken away.

use std::collections::BTreeSet;

use entity::states::AttributeKind;
use entity::{attribute, attribute_choice, product_value};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Attribute, NewChoice, check_choices, find, insert_choices};
use crate::audit::{self, Action};
use crate::catalog::limits::{self, Violations};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct AttributeChange {
    pub name: Option<String>,
    /// `Some(None)` takes it away.
    pub unit: Option<Option<String>>,
    pub filterable: Option<bool>,
    pub position: Option<i32>,
    /// All that there are to be, in their order.
    pub choices: Option<Vec<NewChoice>>,
}

/// What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`; `Invalid` with all that is wrong; Conflict `choice_in_use`.
pub async fn update(txn: &Txn, id: Uuid, change: AttributeChange) -> Result<Attribute> {
    // Against products that are given a choice just now, see `values::set_values`.
    let locked = attribute::Entity::find_by_id(id).lock(LockType::Update).one(txn).await?;
    let before = locked.ok_or(Error::NotFound { what: "attribute" })?;
    let change = AttributeChange { name: change.name.map(|name| name.trim().to_owned()), ..change };
    check(before.kind, &change).into_result()?;
    let after = attribute::Model {
        name: change.name.unwrap_or_else(|| before.name.clone()),
        unit: change.unit.unwrap_or_else(|| before.unit.clone()),
        filterable: change.filterable.unwrap_or(before.filterable),
        position: change.position.unwrap_or(before.position),
        ..before.clone()
    };
    let choices_changed = match change.choices {
        Some(choices) => set_choices(txn, id, &choices).await?,
        None => false,
    };
    audit::changed(txn, Action::AttributeUpdate, &before, &after).await?;
    if after != before || choices_changed {
        let row = attribute::ActiveModel {
            name: Set(after.name),
            unit: Set(after.unit),
            filterable: Set(after.filterable),
            position: Set(after.position),
            version: Set(before.version + 1),
            updated_at: Set(now()),
            ..Default::default()
        };
        attribute::Entity::update_many().set(row).filter(attribute::Column::Id.eq(id)).exec(txn).await?;
        events::record(txn, &Event::AttributeChanged { attribute_id: id }, before.version + 1).await?;
    }
    find(txn, id).await
}

fn check(kind: AttributeKind, change: &AttributeChange) -> Violations {
    let mut violations = Violations::default();
    if let Some(name) = &change.name {
        violations.check("name", limits::name(name, limits::CATEGORY_NAME));
    }
    if let Some(Some(unit)) = &change.unit {
        violations.check("unit", limits::name(unit, limits::UNIT));
        if kind != AttributeKind::Number {
            violations.add("unit", "is for numbers only");
        }
    }
    match &change.choices {
        Some(choices) if kind == AttributeKind::Choice => check_choices(&mut violations, choices),
        Some(choices) if !choices.is_empty() => violations.add("choices", "are for the kind choice only"),
        _ => {}
    }
    violations
}

async fn set_choices(txn: &Txn, id: Uuid, choices: &[NewChoice]) -> Result<bool> {
    let before = find(txn, id).await?.choices;
    let same = before.len() == choices.len()
        && before.iter().zip(choices).all(|(old, new)| old.code == new.code && old.label == new.label.trim());
    if same {
        return Ok(false);
    }
    let kept: BTreeSet<&str> = choices.iter().map(|choice| choice.code.as_str()).collect();
    let gone: Vec<&str> =
        before.iter().map(|choice| choice.code.as_str()).filter(|code| !kept.contains(code)).collect();
    let used = product_value::Entity::find()
        .filter(product_value::Column::AttributeId.eq(id))
        .filter(product_value::Column::Value.is_in(gone))
        .one(txn)
        .await?;
    if let Some(used) = used {
        return Err(Error::conflict(
            "choice_in_use",
            format!("products have the choice {}; take it from them first", used.value),
        ));
    }
    attribute_choice::Entity::delete_many()
        .filter(attribute_choice::Column::AttributeId.eq(id))
        .exec(txn)
        .await?;
    insert_choices(txn, id, choices).await?;
    Ok(true)
}
