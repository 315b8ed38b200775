//! What products are told. The rules are the domain's (`domain::catalog::limits`); here they are only documented.

use chrono::{DateTime, Utc};
use domain::catalog::attributes::NewValue;
use domain::catalog::products::{NewProduct, ProductChange};
use domain::catalog::{Seo, SeoChange};
use domain::clock::whole_micros;
use domain::entity::states::ProductStatus;
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::{Example, MaybeUndefined};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::requests::patch;
use super::schema::Status;
use super::variant_requests::VariantRequest;
use crate::payload::{objects, present};

/// What a product has of an attribute: exactly one of `choices`, `number` and `boolean`, as the attribute is.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct AttributeValueRequest {
    /// The code of the attribute.
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub code: String,
    /// Codes of choices.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_items = 1, max_items = 200))]
    pub choices: Option<Vec<String>>,
    /// With three decimals at most.
    #[serde(default, deserialize_with = "present")]
    pub number: Option<f64>,
    #[serde(default, deserialize_with = "present")]
    pub boolean: Option<bool>,
}

impl Example for AttributeValueRequest {
    fn example() -> Self {
        Self { code: "material".into(), choices: Some(vec!["stoneware".into()]), number: None, boolean: None }
    }
}

impl From<AttributeValueRequest> for NewValue {
    fn from(request: AttributeValueRequest) -> Self {
        Self {
            code: request.code,
            choices: request.choices,
            number: request.number,
            boolean: request.boolean,
        }
    }
}

/// A product to be, with its variants.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
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
    #[serde(default, deserialize_with = "present")]
    pub brand_id: Option<Uuid>,
    /// A draft if absent.
    #[serde(default, deserialize_with = "present")]
    pub status: Option<Status>,
    /// From then on shoppers see it; for the status `scheduled`, which needs it.
    #[serde(default, deserialize_with = "present")]
    pub publish_at: Option<DateTime<Utc>>,
    /// From then on shoppers do not see it any more.
    #[serde(default, deserialize_with = "present")]
    pub unpublish_at: Option<DateTime<Utc>>,
    /// Tax included in the prices, basis points: 1900 is 19 %.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub tax_rate_bp: i32,
    /// What search engines show instead of the name.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub seo_title: Option<String>,
    /// What search engines show below it.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 500))]
    pub seo_description: Option<String>,
    /// Written like slugs.
    #[serde(default)]
    #[oai(default, validator(max_items = 50))]
    pub tags: Vec<String>,
    #[serde(default, deserialize_with = "objects")]
    #[oai(default, validator(max_items = 200))]
    pub attributes: Vec<AttributeValueRequest>,
    /// Codes of the attributes in which the variants differ, in their order. Each variant then has one choice of each.
    #[serde(default)]
    #[oai(default, validator(max_items = 5))]
    pub options: Vec<String>,
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
            brand_id: None,
            status: Some(Status::Active),
            publish_at: None,
            unpublish_at: None,
            tax_rate_bp: 1900,
            seo_title: None,
            seo_description: None,
            tags: vec!["gift".into()],
            attributes: Vec::new(),
            options: Vec::new(),
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
            brand_id: request.brand_id,
            status: request.status.map_or(ProductStatus::Draft, Into::into),
            publish_at: request.publish_at.map(whole_micros),
            unpublish_at: request.unpublish_at.map(whole_micros),
            tax_rate_bp: request.tax_rate_bp,
            seo: Seo { title: request.seo_title, description: request.seo_description },
            tags: request.tags,
            values: request.attributes.into_iter().map(Into::into).collect(),
            options: request.options,
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
    /// The one that it has leads to it from then on.
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
    /// Null takes its brand away.
    #[serde(default)]
    #[oai(nullable)]
    pub brand_id: MaybeUndefined<Uuid>,
    #[serde(default, deserialize_with = "present")]
    pub status: Option<Status>,
    /// From then on shoppers see it; for the status `scheduled`, which needs it.
    #[serde(default)]
    #[oai(nullable)]
    pub publish_at: MaybeUndefined<DateTime<Utc>>,
    /// From then on shoppers do not see it any more. Null: they see it for good.
    #[serde(default)]
    #[oai(nullable)]
    pub unpublish_at: MaybeUndefined<DateTime<Utc>>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub tax_rate_bp: Option<i32>,
    /// Null: what search engines show is the name.
    #[serde(default)]
    #[oai(nullable)]
    pub seo_title: MaybeUndefined<String>,
    #[serde(default)]
    #[oai(nullable)]
    pub seo_description: MaybeUndefined<String>,
    /// All that there are to be.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(max_items = 50))]
    pub tags: Option<Vec<String>>,
    /// All that there are to be.
    #[serde(default, deserialize_with = "present_objects")]
    #[oai(validator(max_items = 200))]
    pub attributes: Option<Vec<AttributeValueRequest>>,
}

fn present_objects<'de, D: serde::Deserializer<'de>>(
    input: D,
) -> Result<Option<Vec<AttributeValueRequest>>, D::Error> {
    objects(input).map(Some)
}

impl Example for ProductChangeRequest {
    fn example() -> Self {
        Self {
            slug: None,
            name: Some("Dune Mug, large".into()),
            description: None,
            category_id: MaybeUndefined::Undefined,
            brand_id: MaybeUndefined::Undefined,
            status: Some(Status::Archived),
            publish_at: MaybeUndefined::Undefined,
            unpublish_at: MaybeUndefined::Undefined,
            tax_rate_bp: None,
            seo_title: MaybeUndefined::Undefined,
            seo_description: MaybeUndefined::Undefined,
            tags: Some(vec!["gift".into()]),
            attributes: None,
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
            brand_id: patch(request.brand_id),
            status: request.status.map(Into::into),
            publish_at: patch(request.publish_at).map(|at| at.map(whole_micros)),
            unpublish_at: patch(request.unpublish_at).map(|at| at.map(whole_micros)),
            tax_rate_bp: request.tax_rate_bp,
            seo: SeoChange { title: patch(request.seo_title), description: patch(request.seo_description) },
            tags: request.tags,
            values: request.attributes.map(|values| values.into_iter().map(Into::into).collect()),
        }
    }
}
