//! Texts of products in further languages. The shop's own stand in the product itself, and are shown where there is no
//! translation; what is searched for is looked up in them alone
//! ([0074](../../../docs/decisions/0074-translations-and-summaries.md)).

use std::collections::HashMap;

use entity::product_translation as row;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Seo;
use super::limits::{self, Violations};
use super::touch::{lock, save};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Languages of one product, at most.
pub const MOST: usize = 40;

/// What a product is called and how it is described in another language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    pub name: String,
    /// May be empty.
    pub description: String,
    pub seo: Seo,
    /// `provider/model`, if one drafted it.
    pub model: Option<String>,
}

/// All of a product, by language. Also of one that shoppers do not see.
pub async fn list(db: &impl ConnectionTrait, product_id: Uuid) -> Result<Vec<row::Model>> {
    let theirs = row::Entity::find().filter(row::Column::ProductId.eq(product_id));
    Ok(theirs.order_by_asc(row::Column::Locale).all(db).await?)
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, product_id: Uuid, locale: &str) -> Result<row::Model> {
    let found = row::Entity::find_by_id((product_id, locale.to_owned())).one(db).await?;
    found.ok_or(Error::NotFound { what: "translation" })
}

/// Those of these products that are translated into that language. One query.
pub async fn of_products(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
    locale: &str,
) -> Result<HashMap<Uuid, row::Model>> {
    let rows = row::Entity::find()
        .filter(row::Column::ProductId.is_in(ids))
        .filter(row::Column::Locale.eq(locale))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.product_id, row)).collect())
}

/// The languages into which anything is translated.
pub async fn locales(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let all = row::Entity::find().select_only().column(row::Column::Locale).distinct();
    Ok(all.order_by_asc(row::Column::Locale).into_tuple().all(db).await?)
}

/// Of the languages that there are, the one in which a reader of that language is answered: itself, or without its country.
pub fn fitting<'a>(wanted: &str, there_are: &'a [String]) -> Option<&'a str> {
    let is = |one: &&String, tag: &str| one.eq_ignore_ascii_case(tag);
    let language = wanted.split('-').next().unwrap_or(wanted);
    let whole = there_are.iter().find(|one| is(one, wanted));
    whole.or_else(|| there_are.iter().find(|one| is(one, language))).map(String::as_str)
}

/// Writes the product's texts in that language. What changes nothing announces nothing. Returns them, and the product's
/// version.
///
/// # Errors
/// `NotFound`; `Invalid` with all that is wrong; Refused `too_many_translations`.
pub async fn set(txn: &Txn, product_id: Uuid, locale: &str, texts: Texts) -> Result<(row::Model, i64)> {
    let texts = Texts {
        name: texts.name.trim().to_owned(),
        description: texts.description.trim().to_owned(),
        ..texts
    };
    check(locale, &texts)?;
    let product = lock(txn, product_id).await?;
    let there_are = list(txn, product_id).await?;
    let before = there_are.iter().find(|row| row.locale == locale);
    if before.is_none() && there_are.len() >= MOST {
        let detail = format!("a product has at most {MOST} translations; remove one first");
        return Err(Error::refused("too_many_translations", detail));
    }
    let after = row::Model {
        product_id,
        locale: locale.to_owned(),
        name: texts.name,
        description: texts.description,
        seo_title: texts.seo.title,
        seo_description: texts.seo.description,
        model: texts.model,
        updated_at: now(),
    };
    audit::did(txn, Action::TranslationSet, product_id, before.map(facts), Some(facts(&after))).await?;
    if let Some(before) = before.filter(|before| facts(before) == facts(&after)) {
        return Ok((before.clone(), product.version));
    }
    let all = [
        row::Column::Name,
        row::Column::Description,
        row::Column::SeoTitle,
        row::Column::SeoDescription,
        row::Column::Model,
        row::Column::UpdatedAt,
    ];
    let known =
        OnConflict::columns([row::Column::ProductId, row::Column::Locale]).update_columns(all).to_owned();
    row::Entity::insert(after.clone().into_active_model().reset_all())
        .on_conflict(known)
        .exec_without_returning(txn)
        .await?;
    let product = save(txn, product_id, Default::default()).await?;
    Ok((after, product.version))
}

/// # Errors
/// `NotFound`.
pub async fn remove(txn: &Txn, product_id: Uuid, locale: &str) -> Result<()> {
    lock(txn, product_id).await?;
    let before = find(txn, product_id, locale).await?;
    row::Entity::delete_by_id((product_id, locale.to_owned())).exec(txn).await?;
    audit::did(txn, Action::TranslationRemove, product_id, Some(facts(&before)), None).await?;
    save(txn, product_id, Default::default()).await?;
    Ok(())
}

fn facts(row: &row::Model) -> Value {
    json!({
        "locale": row.locale,
        "name": row.name,
        "description": row.description,
        "seo_title": row.seo_title,
        "seo_description": row.seo_description,
        "model": row.model,
    })
}

fn check(locale: &str, texts: &Texts) -> Result<()> {
    let mut violations = Violations::default();
    if !is_locale(locale) {
        violations.add("locale", "must be a language such as de, or one of a country such as de-AT");
    }
    violations.check("name", limits::name(&texts.name, limits::NAME));
    violations.check("description", limits::description(&texts.description));
    texts.seo.check(&mut violations);
    violations.into_result()
}

fn is_locale(text: &str) -> bool {
    let (language, country) = text.split_once('-').map_or((text, None), |(one, two)| (one, Some(two)));
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && country.is_none_or(|country| country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_answered_in_their_language_or_in_the_shops() {
        let there_are = ["de", "de-AT", "fr-CH"].map(str::to_owned);
        for (wanted, answer) in [
            ("de", Some("de")),
            ("de-AT", Some("de-AT")),
            ("de-at", Some("de-AT")),
            ("de-DE", Some("de")),
            ("fr-CH", Some("fr-CH")),
            ("fr", None),
            ("en-GB", None),
            ("", None),
        ] {
            assert_eq!(fitting(wanted, &there_are), answer, "{wanted}");
        }
    }

    #[test]
    fn a_locale_is_a_language_with_or_without_a_country() {
        for good in ["de", "gsw", "pt-BR"] {
            assert!(is_locale(good), "{good}");
        }
        for bad in ["", "d", "deut", "DE", "de-at", "de-AUT", "de-", "de_AT", "zh-Hant"] {
            assert!(!is_locale(bad), "{bad}");
        }
    }
}
