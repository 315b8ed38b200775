//! What a model is told of a product.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::catalog::attributes::{self, ProductValue, ValueKind, decimal};
use crate::catalog::products::{self, ProductDetail};
use crate::error::{Error, Result};
use crate::prompts::{Fact, Known, ProductFacts};

/// Attributes that a model reads for at once, and choices of each. What is more says less and costs the same.
const ATTRIBUTES: usize = 80;
const CHOICES: usize = 60;

/// The product, published or not, and what is told of it.
///
/// # Errors
/// `NotFound` also for one that is deleted.
pub(super) async fn read(db: &impl ConnectionTrait, id: Uuid) -> Result<(ProductDetail, ProductFacts)> {
    let detail = products::find_by_slug_or_id(db, &id.to_string(), true).await?;
    if detail.product.id != id || detail.product.deleted_at.is_some() {
        return Err(Error::NotFound { what: "product" });
    }
    let facts = of(&detail);
    Ok((detail, facts))
}

fn of(detail: &ProductDetail) -> ProductFacts {
    let product = &detail.product;
    let mut variants: Vec<String> = detail.variants.iter().map(|one| one.variant.name.clone()).collect();
    variants.retain(|name| *name != product.name);
    ProductFacts {
        name: product.name.clone(),
        brand: detail.brand.as_ref().map(|brand| brand.name.clone()),
        category: detail.category.as_ref().map(|category| category.name.clone()),
        tags: detail.tags.clone(),
        attributes: detail.values.iter().map(fact).collect(),
        variants,
        description: product.description.clone(),
        seo_title: product.seo_title.clone(),
        seo_description: product.seo_description.clone(),
    }
}

pub(crate) fn fact(value: &ProductValue) -> Fact {
    let text = match &value.value {
        ValueKind::Choices(choices) => {
            choices.iter().map(|choice| choice.label.as_str()).collect::<Vec<_>>().join(", ")
        }
        ValueKind::Number(milli) => {
            let unit = value.attribute.unit.as_deref().unwrap_or_default();
            format!("{} {unit}", decimal(*milli)).trim_end().to_owned()
        }
        ValueKind::Boolean(true) => "yes".to_owned(),
        ValueKind::Boolean(false) => "no".to_owned(),
    };
    Fact { name: value.attribute.name.clone(), value: text }
}

/// The attributes by which shoppers filter and which the product does not have yet, neither itself nor by its variants.
pub(super) async fn missing(db: &impl ConnectionTrait, detail: &ProductDetail) -> Result<Vec<Known>> {
    let all = attributes::list(db).await?;
    let is_missing = |id: Uuid| {
        !detail.values.iter().any(|value| value.attribute.id == id)
            && !detail.options.iter().any(|option| option.row.id == id)
    };
    let known = all.into_iter().filter(|attribute| is_missing(attribute.row.id)).take(ATTRIBUTES);
    Ok(known.map(|attribute| Known::of(&attribute, CHOICES)).collect())
}
