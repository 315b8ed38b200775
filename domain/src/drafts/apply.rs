//! Doing what a draft says, through the functions that staff's own edits go through.

use entity::draft;
use entity::states::{AttributeKind, DraftKind};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{basis, corrupt, order_facts, product_facts, review_facts};
use crate::catalog::attributes::{self, Attribute, NewValue, ProductValue, ValueKind};
use crate::catalog::products::{self, ProductChange, ProductDetail};
use crate::catalog::translations::{self, Texts};
use crate::catalog::{Seo, SeoChange};
use crate::error::{Error, Result};
use crate::orders;
use crate::prompts::{Described, Extracted, OneText, Reading, SeoTexts, Translated};
use crate::reviews::{NewSummary, set_summary};
use crate::store::Txn;

pub(super) async fn apply(txn: &Txn, draft: &draft::Model, author: (Option<Uuid>, String)) -> Result<()> {
    if let Some(order_id) = draft.order_id {
        unchanged(draft, &order_facts::read(txn, order_id).await?)?;
        let replied: OneText = content(draft)?;
        let model = draft.model.as_deref().unwrap_or_default();
        let text = format!("{}\n\n(drafted by {model})", replied.text.trim());
        orders::note(txn, order_id, author, &text).await?;
        return Ok(());
    }
    let product_id = draft.product_id.ok_or_else(|| corrupt(draft))?;
    if draft.kind == DraftKind::ReviewSummary {
        unchanged(draft, &review_facts::read(txn, product_id).await?)?;
        let summarized: OneText = content(draft)?;
        let model = draft.model.clone().unwrap_or_default();
        let new = NewSummary { text: summarized.text.trim().to_owned(), model, by: author.0 };
        return set_summary(txn, product_id, new).await;
    }
    let (detail, facts) = product_facts::read(txn, product_id).await?;
    unchanged(draft, &facts)?;
    let version = if draft.kind == DraftKind::Translation {
        let locale = draft.language.as_deref().ok_or_else(|| corrupt(draft))?;
        translations::set(txn, product_id, locale, texts(draft)?).await?.1
    } else {
        let change = change(txn, draft, &detail).await?;
        products::update(txn, product_id, change).await?.version
    };
    // Either takes the product's lock; whoever changed it between the look and the lock shows in the version.
    if version > detail.product.version + 1 { Err(changed()) } else { Ok(()) }
}

fn texts(draft: &draft::Model) -> Result<Texts> {
    let translated: Translated = content(draft)?;
    let some = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(Texts {
        name: translated.name,
        description: translated.description,
        seo: Seo { title: some(translated.seo_title), description: some(translated.seo_description) },
        model: draft.model.clone(),
    })
}

fn unchanged(draft: &draft::Model, facts: &impl serde::Serialize) -> Result<()> {
    if draft.basis.as_deref() == Some(basis(facts)?.as_str()) { Ok(()) } else { Err(changed()) }
}

fn changed() -> Error {
    Error::conflict(
        "changed_meanwhile",
        "what the draft is about has changed since; reject it and ask for another one",
    )
}

fn content<T: DeserializeOwned>(draft: &draft::Model) -> Result<T> {
    Ok(serde_json::from_value(draft.content.clone().ok_or_else(|| corrupt(draft))?)?)
}

async fn change(txn: &Txn, draft: &draft::Model, detail: &ProductDetail) -> Result<ProductChange> {
    Ok(match draft.kind {
        DraftKind::Description => {
            let described: Described = content(draft)?;
            let description = Some(described.description.trim().to_owned());
            ProductChange { description, ..ProductChange::default() }
        }
        DraftKind::Seo => {
            let texts: SeoTexts = content(draft)?;
            let seo =
                SeoChange { title: Some(Some(texts.title)), description: Some(Some(texts.description)) };
            ProductChange { seo, ..ProductChange::default() }
        }
        DraftKind::Attributes => {
            let extracted: Extracted = content(draft)?;
            let known = attributes::list(txn).await?;
            let mut values: Vec<NewValue> = detail.values.iter().map(kept).collect();
            for reading in &extracted.attributes {
                values.retain(|value| value.code != reading.code);
                values.push(read(reading, &known));
            }
            ProductChange { values: Some(values), ..ProductChange::default() }
        }
        DraftKind::Reply | DraftKind::Translation | DraftKind::ReviewSummary => return Err(corrupt(draft)),
    })
}

/// What the product has already, as it is given.
fn kept(value: &ProductValue) -> NewValue {
    let new = NewValue { code: value.attribute.code.clone(), ..NewValue::default() };
    match &value.value {
        ValueKind::Choices(choices) => {
            NewValue { choices: Some(choices.iter().map(|choice| choice.code.clone()).collect()), ..new }
        }
        ValueKind::Number(milli) => NewValue { number: Some(*milli as f64 / 1000.0), ..new },
        ValueKind::Boolean(boolean) => NewValue { boolean: Some(*boolean), ..new },
    }
}

/// As the kind of the attribute wants it. What does not fit any more is refused by the catalogue.
fn read(reading: &Reading, known: &[Attribute]) -> NewValue {
    let new = NewValue { code: reading.code.clone(), ..NewValue::default() };
    let kind = known.iter().find(|attribute| attribute.row.code == reading.code).map(|one| one.row.kind);
    match (kind, reading.values.as_slice()) {
        (Some(AttributeKind::Number), [value]) => NewValue { number: value.parse().ok(), ..new },
        (Some(AttributeKind::Boolean), [value]) => NewValue { boolean: value.parse().ok(), ..new },
        (_, values) => NewValue { choices: Some(values.to_vec()), ..new },
    }
}
