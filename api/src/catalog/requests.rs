//! What the catalogue is told. The rules are the domain's (`domain::catalog::limits`); here they are only documented.

use domain::catalog::categories::{CategoryChange, NewCategory};
use domain::catalog::products::{NewProduct, ProductChange};
use domain::entity::states::ProductStatus;
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::{Example, MaybeUndefined};
use serde::Deserialize;
use uuid::Uuid;

use super::schema::Status;
use super::variant_requests::VariantRequest;
use crate::payload::{objects, present};

/// A category to be.
#[derive(Debug, Deserialize, Validate, Object)]
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
}

impl Example for CategoryRequest {
    fn example() -> Self {
        Self { slug: "tea".into(), name: "Tea".into(), parent_id: None, position: 1 }
    }
}

impl From<CategoryRequest> for NewCategory {
    fn from(request: CategoryRequest) -> Self {
        Self {
            slug: request.slug,
            name: request.name,
            parent_id: request.parent_id,
            position: request.position,
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
}

impl Example for CategoryChangeRequest {
    fn example() -> Self {
        Self {
            slug: None,
            name: Some("Fine tea".into()),
            parent_id: MaybeUndefined::Undefined,
            position: Some(2),
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
        }
    }
}

fn patch<T>(field: MaybeUndefined<T>) -> Option<Option<T>> {
    match field {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

/// A product to be, with its variants.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct ProductRequest {
    /// Made from the name if absent.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub slug: Option<String>,
    #[oai(validator(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    pub name: String,
    #[serde(default)]
    #[oai(
        default,
        validator(max_length = 10000, pattern = "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]*$")
    )]
    pub description: String,
    #[serde(default, deserialize_with = "present")]
    pub category_id: Option<Uuid>,
    /// A draft if absent.
    #[serde(default, deserialize_with = "present")]
    pub status: Option<Status>,
    /// Tax included in the prices, basis points: 1900 is 19 %.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub tax_rate_bp: i32,
    #[serde(default, deserialize_with = "objects")]
    #[oai(default, validator(max_items = 100))]
    pub variants: Vec<VariantRequest>,
}

impl Example for ProductRequest {
    fn example() -> Self {
        Self {
            slug: Some("dune-mug".into()),
            name: "Dune Mug".into(),
            description: "Stoneware, glazed inside.".into(),
            category_id: None,
            status: Some(Status::Active),
            tax_rate_bp: 1900,
            variants: vec![VariantRequest::example()],
        }
    }
}

impl From<ProductRequest> for NewProduct {
    fn from(request: ProductRequest) -> Self {
        Self {
            slug: request.slug,
            name: request.name,
            description: request.description,
            category_id: request.category_id,
            status: request.status.map_or(ProductStatus::Draft, Into::into),
            tax_rate_bp: request.tax_rate_bp,
            variants: request.variants.into_iter().map(Into::into).collect(),
        }
    }
}

/// What of a product changes. What is absent stays.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct ProductChangeRequest {
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub slug: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(max_length = 10000, pattern = "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]*$"))]
    pub description: Option<String>,
    /// Null takes it out of its category.
    #[serde(default)]
    #[oai(nullable)]
    pub category_id: MaybeUndefined<Uuid>,
    #[serde(default, deserialize_with = "present")]
    pub status: Option<Status>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub tax_rate_bp: Option<i32>,
}

impl Example for ProductChangeRequest {
    fn example() -> Self {
        Self {
            slug: None,
            name: Some("Dune Mug, large".into()),
            description: None,
            category_id: MaybeUndefined::Undefined,
            status: Some(Status::Archived),
            tax_rate_bp: None,
        }
    }
}

impl From<ProductChangeRequest> for ProductChange {
    fn from(request: ProductChangeRequest) -> Self {
        Self {
            slug: request.slug,
            name: request.name,
            description: request.description,
            category_id: patch(request.category_id),
            status: request.status.map(Into::into),
            tax_rate_bp: request.tax_rate_bp,
        }
    }
}
