//! What categories are told. The rules are the domain's (`domain::catalog::limits`); here they are only documented.

use domain::catalog::categories::{CategoryChange, NewCategory};
use domain::catalog::{Seo, SeoChange};
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::{Example, MaybeUndefined};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::payload::present;

/// A category to be.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct CategoryRequest {
    #[oai(validator(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub slug: String,
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    pub name: String,
    #[serde(default, deserialize_with = "present")]
    pub parent_id: Option<Uuid>,
    /// Lower comes first.
    #[serde(default)]
    #[oai(default)]
    pub position: i32,
    /// What search engines show instead of the name.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub seo_title: Option<String>,
    /// What search engines show below it.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 500))]
    pub seo_description: Option<String>,
}

impl Example for CategoryRequest {
    fn example() -> Self {
        Self {
            slug: "tea".into(),
            name: "Tea".into(),
            parent_id: None,
            position: 1,
            seo_title: Some("Fine teas".into()),
            seo_description: None,
        }
    }
}

impl From<CategoryRequest> for NewCategory {
    fn from(request: CategoryRequest) -> Self {
        Self {
            slug: request.slug,
            name: request.name,
            parent_id: request.parent_id,
            position: request.position,
            seo: Seo { title: request.seo_title, description: request.seo_description },
        }
    }
}

/// What of a category changes. What is absent stays.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct CategoryChangeRequest {
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub slug: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    pub name: Option<String>,
    /// Null moves it to the top.
    #[serde(default)]
    #[oai(nullable)]
    pub parent_id: MaybeUndefined<Uuid>,
    #[serde(default, deserialize_with = "present")]
    pub position: Option<i32>,
    /// Null: what search engines show is the name.
    #[serde(default)]
    #[oai(nullable)]
    pub seo_title: MaybeUndefined<String>,
    #[serde(default)]
    #[oai(nullable)]
    pub seo_description: MaybeUndefined<String>,
}

impl Example for CategoryChangeRequest {
    fn example() -> Self {
        Self {
            slug: None,
            name: Some("Fine tea".into()),
            parent_id: MaybeUndefined::Undefined,
            position: Some(2),
            seo_title: MaybeUndefined::Undefined,
            seo_description: MaybeUndefined::Undefined,
        }
    }
}

impl From<CategoryChangeRequest> for CategoryChange {
    fn from(request: CategoryChangeRequest) -> Self {
        Self {
            slug: request.slug,
            name: request.name,
            parent_id: patch(request.parent_id),
            position: request.position,
            seo: SeoChange { title: patch(request.seo_title), description: patch(request.seo_description) },
        }
    }
}

/// What is undefined stays.
pub(super) fn patch<T>(field: MaybeUndefined<T>) -> Option<Option<T>> {
    match field {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}
