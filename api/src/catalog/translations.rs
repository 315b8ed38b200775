//! Texts of products in other languages: for staff to write, and for shoppers in place of the shop's own.

use std::collections::HashMap;

use domain::catalog::translations::{self, Texts};
use domain::catalog::{Seo, limits};
use domain::entity::product_translation;
use garde::Validate;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;
use uuid::Uuid;

use super::Deleted;
use super::product_schema::{Product, ProductSummary};
use super::rendered::forget;
use crate::auth::{CatalogWrite, Require};
use crate::openapi::Tag;
use crate::payload::{ValidJson, present};
use crate::problem::Result;
use crate::state::{Shared, State};

/// The endpoints.
pub struct Translations(pub Shared);

/// The texts of a product in another language.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Translation {
    /// BCP 47.
    pub locale: String,
    pub name: String,
    /// May be empty.
    pub description: String,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    /// The language model that drafted it, if one did and nobody changed it since.
    pub drafted_by: Option<String>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
}

impl From<product_translation::Model> for Translation {
    fn from(row: product_translation::Model) -> Self {
        Self {
            locale: row.locale,
            name: row.name,
            description: row.description,
            seo_title: row.seo_title,
            seo_description: row.seo_description,
            drafted_by: row.model,
            updated_at: row.updated_at,
        }
    }
}

/// All translations of a product, by language; forty at most.
#[derive(Debug, Object)]
pub struct TranslationList {
    pub items: Vec<Translation>,
}

/// What a product is called and how it is described in another language.
#[derive(Debug, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct TranslationRequest {
    #[oai(validator(min_length = 1, max_length = 200))]
    #[garde(length(chars, min = 1, max = limits::NAME))]
    pub name: String,
    /// Absent: empty.
    #[serde(default)]
    #[oai(default, validator(max_length = 10000))]
    #[garde(length(chars, max = limits::DESCRIPTION))]
    pub description: String,
    /// What search engines show instead of the name.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 200))]
    #[garde(length(chars, min = 1, max = limits::SEO_TITLE))]
    pub seo_title: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 500))]
    #[garde(length(chars, min = 1, max = limits::SEO_DESCRIPTION))]
    pub seo_description: Option<String>,
}

impl Example for TranslationRequest {
    fn example() -> Self {
        Self {
            name: "Becher aus Steinzeug".into(),
            description: "Von Hand glasiert.".into(),
            seo_title: None,
            seo_description: None,
        }
    }
}

#[OpenApi(prefix_path = "/api/v1/products", tag = "Tag::Catalog")]
impl Translations {
    /// List the translations of a product
    ///
    /// Needs the permission `catalog_write`.
    #[oai(path = "/:product/translations", method = "get", operation_id = "listTranslations")]
    async fn list(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<Json<TranslationList>> {
        let db = self.0.store().read();
        domain::catalog::products::find_by_slug_or_id(db, &product.0.to_string(), true).await?;
        let rows = translations::list(db, product.0).await?;
        Ok(Json(TranslationList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Translate a product
    ///
    /// What it is called and how it is described in that language, from now on. Needs the permission `catalog_write`.
    #[oai(path = "/:product/translations/:locale", method = "put", operation_id = "setTranslation")]
    async fn set(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
        /// BCP 47: a language such as `de`, or one of a country such as `de-AT`.
        #[oai(validator(max_length = 6, pattern = "^[a-z]{2,3}(-[A-Z]{2})?$"))]
        locale: Path<String>,
        body: ValidJson<TranslationRequest>,
    ) -> Result<Json<Translation>> {
        let body = body.0;
        let texts = Texts {
            name: body.name,
            description: body.description,
            seo: Seo { title: body.seo_title, description: body.seo_description },
            model: None,
        };
        let work = async |txn: &domain::Txn| translations::set(txn, product.0, &locale.0, texts).await;
        let (row, _) = self.0.store().write(work).await?;
        forget(&self.0).await;
        Ok(Json(row.into()))
    }

    /// Remove a translation
    ///
    /// Its readers see the shop's own texts again. Needs the permission `catalog_write`.
    #[oai(path = "/:product/translations/:locale", method = "delete", operation_id = "removeTranslation")]
    async fn remove(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
        /// BCP 47.
        #[oai(validator(max_length = 6, pattern = "^[a-z]{2,3}(-[A-Z]{2})?$"))]
        locale: Path<String>,
    ) -> Result<Deleted> {
        self.0.store().write(async |txn| translations::remove(txn, product.0, &locale.0).await).await?;
        forget(&self.0).await;
        Ok(Deleted::Done)
    }
}

/// The name of the answer that lists the languages that there are.
const LOCALES: &str = "locales";

/// In which language texts are answered, if in another one than the shop's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader(Option<String>);

impl Reader {
    /// As the shop writes.
    pub const OWN: Self = Self(None);

    /// Who asks for that language, or else prefers one in `Accept-Language`; the first of them, since which of the others is
    /// preferred to the shop's own cannot be known. Only what there are translations into counts, so that nobody can make
    /// answers in a thousand languages be kept.
    pub async fn of(state: &State, asked: Option<String>, accepted: Option<String>) -> domain::Result<Self> {
        let Some(wanted) = asked.or_else(|| preferred(&accepted?)) else { return Ok(Self::OWN) };
        let fill = async {
            let all = translations::locales(state.store().read()).await?;
            Ok(super::rendered::render(&all))
        };
        let kept = state.services.cache.get_or_fill(LOCALES, Box::pin(fill)).await?;
        let there_are: Vec<String> = serde_json::from_slice(&kept.body)?;
        Ok(Self(translations::fitting(&wanted, &there_are).map(str::to_owned)))
    }

    /// The key of an answer for them.
    pub fn key(&self, key: String) -> String {
        match &self.0 {
            Some(locale) => format!("{key}:{locale}"),
            None => key,
        }
    }

    /// At most one query.
    pub async fn product(&self, state: &State, product: &mut Product) -> domain::Result<()> {
        let Some(locale) = &self.0 else { return Ok(()) };
        let ids = product.related.iter().map(|one| one.id).chain([product.id]);
        let mut found = translations::of_products(state.store().read(), ids, locale).await?;
        if let Some(texts) = found.remove(&product.id) {
            product.name = texts.name;
            product.description = texts.description;
            product.seo_title = texts.seo_title;
            product.seo_description = texts.seo_description;
            product.locale = Some(texts.locale);
        }
        name(product.related.iter_mut(), &found);
        Ok(())
    }

    /// At most one query.
    pub async fn products<'a>(
        &self,
        state: &State,
        products: impl IntoIterator<Item = &'a mut ProductSummary>,
    ) -> domain::Result<()> {
        let Some(locale) = &self.0 else { return Ok(()) };
        let products: Vec<&mut ProductSummary> = products.into_iter().collect();
        let ids: Vec<Uuid> = products.iter().map(|one| one.id).collect();
        let found = translations::of_products(state.store().read(), ids, locale).await?;
        name(products, &found);
        Ok(())
    }
}

fn name<'a>(
    products: impl IntoIterator<Item = &'a mut ProductSummary>,
    found: &HashMap<Uuid, product_translation::Model>,
) {
    for product in products {
        if let Some(texts) = found.get(&product.id) {
            product.name.clone_from(&texts.name);
        }
    }
}

/// The language of an `Accept-Language` that has the most weight; the first of several.
fn preferred(accepted: &str) -> Option<String> {
    let ranges = accepted.split(',').take(20).filter_map(|range| {
        let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
        let weight =
            parameters.trim().strip_prefix("q=").map_or(Some(1.0), |text| text.parse::<f32>().ok())?;
        let tag = tag.trim();
        let is_tag = !tag.is_empty() && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (is_tag && weight > 0.0).then_some((tag, weight))
    });
    let best = ranges.reduce(|best, one| if one.1 > best.1 { one } else { best });
    best.map(|(tag, _)| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_most_weight_is_preferred() {
        for (accepted, wanted) in [
            ("de-DE,de;q=0.9,en;q=0.8", Some("de-DE")),
            ("en;q=0.2, fr-CH ;q=0.9, de;q=0.9", Some("fr-CH")),
            ("*", None),
            ("", None),
            ("de;q=0", None),
            ("de;q=much, it", Some("it")),
            ("<script>", None),
        ] {
            assert_eq!(preferred(accepted).as_deref(), wanted, "{accepted}");
        }
    }
}
