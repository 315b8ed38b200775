//! Options: the attributes in which the variants of a product differ, such as size and colour. A variant has one value of
//! each, and no other variant of the product has the same ones.

use std::collections::{BTreeMap, BTreeSet};

use entity::states::AttributeKind;
use entity::{product, product_option, variant};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Attribute, by_codes_locked, by_ids, stored};
use crate::audit::{self, Action};
use crate::catalog::limits::{self, Violations};
use crate::catalog::touch::{lock, refresh};
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;

/// Codes of choices by the codes of their attributes.
pub(in crate::catalog) type OptionValues = BTreeMap<String, String>;

/// As it is kept with a variant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::catalog) struct Combination {
    pub values: Option<Value>,
    pub key: Option<String>,
}

/// The options of a product, in their order. At most three queries.
pub(in crate::catalog) async fn of_product(
    db: &impl ConnectionTrait,
    product_id: Uuid,
) -> Result<Vec<Attribute>> {
    let rows = product_option::Entity::find()
        .filter(product_option::Column::ProductId.eq(product_id))
        .order_by_asc(product_option::Column::Position)
        .all(db)
        .await?;
    let position = |id: Uuid| rows.iter().position(|row| row.attribute_id == id);
    let mut options = by_ids(db, rows.iter().map(|row| row.attribute_id)).await?;
    options.sort_by_key(|attribute| position(attribute.row.id));
    Ok(options)
}

/// What a variant has of the options, if that is one choice of each. `path` is where it stands in the input.
pub(in crate::catalog) fn combine(
    violations: &mut Violations,
    path: &str,
    options: &[Attribute],
    given: &OptionValues,
) -> Combination {
    for option in options {
        let code = &option.row.code;
        match given.get(code) {
            None => violations.add(format!("{path}options/{code}"), "is missing"),
            Some(value) if option.choice(value).is_none() => {
                violations.add(format!("{path}options/{code}"), "is none of the choices");
            }
            Some(_) => {}
        }
    }
    for code in given.keys() {
        if !options.iter().any(|option| option.row.code == *code) {
            violations.add(format!("{path}options/{code:.40}"), "is no option of this product");
        }
    }
    if options.is_empty() {
        return Combination::default();
    }
    let pairs: Vec<String> = given.iter().map(|(code, value)| format!("{code}={value}")).collect();
    Combination { values: Some(json!(given)), key: Some(pairs.join(";")) }
}

/// Looks the attributes up that are to be options.
pub(in crate::catalog) async fn resolve(
    txn: &Txn,
    violations: &mut Violations,
    codes: &[String],
) -> Result<Vec<Attribute>> {
    if codes.len() > limits::OPTIONS {
        violations.add("options", format!("must be at most {}", limits::OPTIONS));
        return Ok(Vec::new());
    }
    let known = by_codes_locked(txn, codes.iter().cloned()).await?;
    let mut options: Vec<Attribute> = Vec::with_capacity(codes.len());
    for (index, code) in codes.iter().enumerate() {
        let field = format!("options/{index}");
        match known.iter().find(|attribute| attribute.row.code == *code) {
            None => violations.add(field, "there is no such attribute"),
            Some(attribute) if attribute.row.kind != AttributeKind::Choice => {
                violations.add(field, "must be an attribute of the kind choice");
            }
            Some(_) if options.iter().any(|option| option.row.code == *code) => {
                violations.add(field, "stands there twice");
            }
            Some(attribute) => options.push(attribute.clone()),
        }
    }
    Ok(options)
}

/// Notes the options of a product that has none yet.
pub(in crate::catalog) async fn set_ids(txn: &Txn, product_id: Uuid, options: &[Attribute]) -> Result<()> {
    let row = |(position, option): (i32, &Attribute)| product_option::ActiveModel {
        product_id: Set(product_id),
        attribute_id: Set(option.row.id),
        position: Set(position),
    };
    let rows: Vec<_> = (0..).zip(options).map(row).collect();
    if !rows.is_empty() {
        product_option::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// What the options of a product are to be.
#[derive(Debug, Clone)]
pub struct OptionsChange {
    /// Codes of attributes of the kind choice, in their order.
    pub options: Vec<String>,
    /// What variants have of them; the others keep what they have.
    pub variants: Vec<VariantOptions>,
}

#[derive(Debug, Clone)]
pub struct VariantOptions {
    pub variant_id: Uuid,
    pub values: BTreeMap<String, String>,
}

/// Sets the options of a product together with the values of its variants, which have to be complete.
///
/// # Errors
/// `NotFound`; `Invalid` with all that is wrong.
pub async fn set_options(txn: &Txn, product_id: Uuid, change: OptionsChange) -> Result<product::Model> {
    let product = lock(txn, product_id).await?;
    let mut violations = Violations::default();
    let options = resolve(txn, &mut violations, &change.options).await?;
    let own: BTreeSet<Uuid> =
        stored(txn, [product_id]).await?.into_iter().map(|row| row.attribute_id).collect();
    for (index, option) in options.iter().enumerate() {
        if own.contains(&option.row.id) {
            violations.add(format!("options/{index}"), "the product itself has a value of it");
        }
    }
    let variants = variant::Entity::find()
        .filter(variant::Column::ProductId.eq(product_id))
        .order_by_asc(variant::Column::Position)
        .order_by_asc(variant::Column::Id)
        .all(txn)
        .await?;
    for (index, given) in change.variants.iter().enumerate() {
        if !variants.iter().any(|variant| variant.id == given.variant_id) {
            violations.add(format!("variants/{index}/variant_id"), "the product has no such variant");
        }
    }
    let mut keys = BTreeSet::new();
    let mut combined = Vec::with_capacity(variants.len());
    for variant in &variants {
        let given = change.variants.iter().enumerate().find(|(_, given)| given.variant_id == variant.id);
        let (path, values) = match given {
            Some((index, given)) => (format!("variants/{index}/"), given.values.clone()),
            None => (format!("variants/{}/", variant.sku), kept(variant, &options)),
        };
        let combination = combine(&mut violations, &path, &options, &values);
        if combination.key.as_ref().is_some_and(|key| !keys.insert(key.clone())) {
            violations.add(format!("{path}options"), "another variant has the same ones");
        }
        combined.push(combination);
    }
    violations.into_result()?;
    write(txn, product_id, &options, &variants, combined).await?;
    let after = json!({ "options": change.options });
    audit::did(txn, Action::ProductOptions, product_id, None, Some(after)).await?;
    refresh(txn, &product, product::ActiveModel::default()).await
}

/// What a variant has of these options already.
fn kept(variant: &variant::Model, options: &[Attribute]) -> OptionValues {
    let values = variant.option_values.as_ref().and_then(Value::as_object);
    let is_option = |code: &str| options.iter().any(|option| option.row.code == code);
    let values = values.into_iter().flatten().filter(|(code, _)| is_option(code));
    values.filter_map(|(code, value)| Some((code.clone(), value.as_str()?.to_owned()))).collect()
}

async fn write(
    txn: &Txn,
    product_id: Uuid,
    options: &[Attribute],
    variants: &[variant::Model],
    combined: Vec<Combination>,
) -> Result<()> {
    product_option::Entity::delete_many()
        .filter(product_option::Column::ProductId.eq(product_id))
        .exec(txn)
        .await?;
    set_ids(txn, product_id, options).await?;
    // First of all none has any, so that two variants may exchange theirs.
    variant::Entity::update_many()
        .col_expr(variant::Column::OptionKey, Expr::value(None::<String>))
        .filter(variant::Column::ProductId.eq(product_id))
        .exec(txn)
        .await?;
    for (variant, combination) in variants.iter().zip(combined) {
        let row = variant::ActiveModel {
            option_values: Set(combination.values),
            option_key: Set(combination.key),
            updated_at: Set(now()),
            ..Default::default()
        };
        variant::Entity::update_many().set(row).filter(variant::Column::Id.eq(variant.id)).exec(txn).await?;
    }
    Ok(())
}
