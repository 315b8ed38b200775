//! Defining an attribute.

use entity::attribute;
use entity::states::AttributeKind;
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::{Attribute, check_choices, code_taken, find, insert_choices};
use crate::audit::{self, Action};
use crate::catalog::limits::{self, Violations};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct NewAttribute {
    /// Written like a tag; stays as it is.
    pub code: String,
    pub name: String,
    pub kind: AttributeKind,
    /// Of numbers only.
    pub unit: Option<String>,
    /// Whether shoppers filter by it.
    pub filterable: bool,
    pub position: i32,
    /// In their order; of choices only.
    pub choices: Vec<NewChoice>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChoice {
    /// Written like a tag; stays as it is.
    pub code: String,
    pub label: String,
}

/// # Errors
/// `Invalid` with all that is wrong; Refused `too_many_attributes`; Conflict `code_taken`.
pub async fn create(txn: &Txn, new: NewAttribute) -> Result<Attribute> {
    let name = new.name.trim().to_owned();
    check(&new, &name).into_result()?;
    if attribute::Entity::find().count(txn).await? >= limits::ATTRIBUTES as u64 {
        return Err(Error::refused(
            "too_many_attributes",
            format!("a shop has at most {} attributes", limits::ATTRIBUTES),
        ));
    }
    let (id, now) = (Uuid::now_v7(), now());
    let row = attribute::ActiveModel {
        id: Set(id),
        code: Set(new.code),
        name: Set(name),
        kind: Set(new.kind),
        unit: Set(new.unit),
        filterable: Set(new.filterable),
        position: Set(new.position),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = attribute::Entity::insert(row).exec_with_returning(txn).await.map_err(code_taken)?;
    insert_choices(txn, id, &new.choices).await?;
    audit::created(txn, Action::AttributeCreate, &row).await?;
    events::record(txn, &Event::AttributeChanged { attribute_id: id }, row.version).await?;
    find(txn, id).await
}

fn check(new: &NewAttribute, name: &str) -> Violations {
    let mut violations = Violations::default();
    violations.check("code", limits::tag(&new.code));
    violations.check("name", limits::name(name, limits::CATEGORY_NAME));
    if let Some(unit) = &new.unit {
        violations.check("unit", limits::name(unit, limits::UNIT));
        if new.kind != AttributeKind::Number {
            violations.add("unit", "is for numbers only");
        }
    }
    if new.kind == AttributeKind::Choice {
        check_choices(&mut violations, &new.choices);
    } else if !new.choices.is_empty() {
        violations.add("choices", "are for the kind choice only");
    }
    violations
}
