//! Brands and tags on the wire, and what is said to make them. The rules are the domain's.

use domain::catalog::brands::{BrandChange, NewBrand};
use domain::catalog::{Seo, SeoChange};
use domain::entity::brand;
use garde::Validate;
use poem_openapi::types::{Example, MaybeUndefined};
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::requests::patch;
use crate::payload::present;

/// Who makes a product.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Brand {
    pub id: Uuid,
    /// Its name in addresses and filters.
    pub slug: String,
    pub name: String,
    pub description: String,
    /// What search engines show instead of the name.
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
}

impl From<brand::Model> for Brand {
    fn from(row: brand::Model) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            description: row.description,
            seo_title: row.seo_title,
            seo_description: row.seo_description,
        }
    }
}

/// A page of brands, by name.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct BrandPage {
    pub items: Vec<Brand>,
    pub next_cursor: Option<String>,
}

/// A tag, and how many products that shoppers see have it.
#[derive(Debug, Object)]
pub struct TagCount {
    pub tag: String,
    pub products: i64,
}

/// A page of tags, in the order of the alphabet.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TagPage {
    pub items: Vec<TagCount>,
    pub next_cursor: Option<String>,
}

/// Lists by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum CatalogNameSort {
    #[default]
    NameAsc,
    NameDesc,
}

/// A brand to be.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct BrandRequest {
    /// Made from the name if absent.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub slug: Option<String>,
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    pub name: String,
    #[serde(default)]
    #[oai(
        default,
        validator(max_length = 10000, pattern = "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]*$")
    )]
    pub description: String,
    /// What search engines show instead of the name.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub seo_title: Option<String>,
    /// What search engines show below it.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 500))]
    pub seo_description: Option<String>,
}

impl Example for BrandRequest {
    fn example() -> Self {
        Self {
            slug: Some("kiln".into()),
            name: "Kiln".into(),
            description: "Stoneware from the north.".into(),
            seo_title: None,
            seo_description: None,
        }
    }
}

impl From<BrandRequest> for NewBrand {
    fn from(request: BrandRequest) -> Self {
        Self {
            slug: request.slug,
            name: request.name,
            description: request.description,
            seo: Seo { title: request.seo_title, description: request.seo_description },
        }
    }
}

/// What of a brand changes. What is absent stays.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct BrandChangeRequest {
    /// The one that it has leads to it from then on.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub slug: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(max_length = 10000))]
    pub description: Option<String>,
    /// Null: what search engines show is the name.
    #[serde(default)]
    #[oai(nullable)]
    pub seo_title: MaybeUndefined<String>,
    #[serde(default)]
    #[oai(nullable)]
    pub seo_description: MaybeUndefined<String>,
}

impl Example for BrandChangeRequest {
    fn example() -> Self {
        Self {
            slug: None,
            name: Some("Kiln & Co".into()),
            description: None,
            seo_title: MaybeUndefined::Undefined,
            seo_description: MaybeUndefined::Undefined,
        }
    }
}

impl From<BrandChangeRequest> for BrandChange {
    fn from(request: BrandChangeRequest) -> Self {
        Self {
            slug: request.slug,
            name: request.name,
            description: request.description,
            seo: SeoChange { title: patch(request.seo_title), description: patch(request.seo_description) },
        }
    }
}
