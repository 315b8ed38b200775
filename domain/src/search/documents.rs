//! Products as they are indexed, from the tables. At most ten queries for any number of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::states::{AttributeKind, ProductStatus};
use entity::{attribute, attribute_choice, brand, category, product, product_tag, product_value, variant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::engine::Document;
use crate::catalog::codes;
use crate::catalog::products::in_stock_of;
use crate::error::Result;

/// Deeper trees are cut: no shop has them.
const DEPTH: usize = 12;

/// The facet whose values are the codes of the attributes that a product has and that are filtered by: it tells which
/// facets are worth counting.
pub(super) const HAS: &str = "has";

/// What all documents share, read once for many.
struct Shared {
    categories: HashMap<Uuid, category::Model>,
    attributes: HashMap<Uuid, attribute::Model>,
    choices: HashMap<(Uuid, String), String>,
}

/// The documents of those of these products that shoppers see now or will see by the clock alone. The others belong
/// into no index.
pub async fn documents(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Document>> {
    let products = product::Entity::find()
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .filter(product::Column::DeletedAt.is_null())
        .filter(product::Column::Status.is_in([ProductStatus::Active, ProductStatus::Scheduled]))
        .all(db)
        .await?;
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let found = || products.iter().map(|product| product.id);
    let brands: HashMap<Uuid, brand::Model> = brand::Entity::find()
        .filter(brand::Column::Id.is_in(products.iter().filter_map(|product| product.brand_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|brand| (brand.id, brand))
        .collect();
    let variants = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(found()))
        .order_by_asc(variant::Column::Position)
        .all(db)
        .await?;
    let values =
        product_value::Entity::find().filter(product_value::Column::ProductId.is_in(found())).all(db).await?;
    let tags =
        product_tag::Entity::find().filter(product_tag::Column::ProductId.is_in(found())).all(db).await?;
    let shared = Shared::read(db, &values).await?;
    let mut codes = codes::of_products(db, found()).await?;
    let in_stock = in_stock_of(db, found().collect()).await?;
    let mut parts: HashMap<Uuid, Parts> = HashMap::new();
    for variant in variants {
        parts.entry(variant.product_id).or_default().variants.push(variant);
    }
    for value in values {
        parts.entry(value.product_id).or_default().values.push(value);
    }
    for tag in tags {
        parts.entry(tag.product_id).or_default().tags.push(tag.tag);
    }
    let document = |product: product::Model| {
        let mut parts = parts.remove(&product.id).unwrap_or_default();
        parts.codes = codes.remove(&product.id).unwrap_or_default();
        let brand = product.brand_id.and_then(|id| brands.get(&id));
        let is_in_stock = in_stock.contains(&product.id);
        shared.document(product, brand, parts, is_in_stock)
    };
    Ok(products.into_iter().filter_map(document).collect())
}

/// The next documents of the whole catalogue behind that product, some hundreds, and the last product that was looked at;
/// `None` at the end.
pub async fn all_documents(db: &impl ConnectionTrait, after: Uuid) -> Result<Option<(Vec<Document>, Uuid)>> {
    let ids = super::follow::page(db, super::feed::Change::Everything, after).await?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    Ok(Some((documents(db, &ids).await?, last)))
}

#[derive(Default)]
struct Parts {
    variants: Vec<variant::Model>,
    values: Vec<product_value::Model>,
    tags: Vec<String>,
    codes: Vec<String>,
}

impl Shared {
    /// With the choices that these values name.
    async fn read(db: &impl ConnectionTrait, values: &[product_value::Model]) -> Result<Self> {
        let categories = category::Entity::find().all(db).await?;
        let attributes = attribute::Entity::find().all(db).await?;
        let of: BTreeSet<Uuid> = values.iter().map(|value| value.attribute_id).collect();
        let named: BTreeSet<&str> =
            values.iter().filter(|one| one.number_milli.is_none()).map(|one| one.value.as_str()).collect();
        let choices = attribute_choice::Entity::find()
            .filter(attribute_choice::Column::AttributeId.is_in(of))
            .filter(attribute_choice::Column::Code.is_in(named))
            .all(db)
            .await?;
        Ok(Self {
            categories: categories.into_iter().map(|category| (category.id, category)).collect(),
            attributes: attributes.into_iter().map(|attribute| (attribute.id, attribute)).collect(),
            choices: choices
                .into_iter()
                .map(|choice| ((choice.attribute_id, choice.code), choice.label))
                .collect(),
        })
    }

    fn document(
        &self,
        product: product::Model,
        brand: Option<&brand::Model>,
        parts: Parts,
        in_stock: bool,
    ) -> Option<Document> {
        let begins = match product.status {
            ProductStatus::Active => 0,
            ProductStatus::Scheduled => product.publish_at?.timestamp_micros(),
            ProductStatus::Draft | ProductStatus::Archived => return None,
        };
        let ends = product.unpublish_at.map_or(i64::MAX, |end| end.timestamp_micros());
        let path = self.path(product.category_id);
        let mut document = Document {
            id: product.id,
            title: product.name,
            brand: brand.map(|brand| brand.name.clone()).unwrap_or_default(),
            category: path.iter().map(|category| category.name.as_str()).collect::<Vec<_>>().join(" "),
            description: product.description,
            codes: parts.variants.iter().map(|variant| variant.sku.clone()).chain(parts.codes).collect(),
            price_minor: product.price_from_minor,
            in_stock,
            created_at: product.created_at.timestamp_micros(),
            visible: (begins, ends),
            ..Document::default()
        };
        document.keys.extend(brand.map(|brand| ("brand".to_owned(), brand.id.to_string())));
        document.keys.extend(path.iter().map(|category| ("category".to_owned(), category.id.to_string())));
        document.keys.extend(parts.tags.iter().map(|tag| ("tag".to_owned(), tag.clone())));
        document.attributes.extend(parts.tags);
        // What variants are called says what there is to choose from.
        let names: BTreeSet<&str> = parts.variants.iter().map(|variant| variant.name.as_str()).collect();
        document.attributes.extend(names.into_iter().filter(|name| !name.is_empty()).map(str::to_owned));
        self.add_values(&mut document, &parts.values);
        Some(document)
    }

    fn add_values(&self, document: &mut Document, values: &[product_value::Model]) {
        let mut by_attribute: BTreeMap<&str, (&attribute::Model, Vec<&product_value::Model>)> =
            BTreeMap::new();
        for value in values {
            if let Some(attribute) = self.attributes.get(&value.attribute_id) {
                by_attribute.entry(&attribute.code).or_insert((attribute, Vec::new())).1.push(value);
            }
        }
        for (code, (attribute, values)) in by_attribute {
            document.shape.push(code.to_owned());
            if attribute.filterable {
                document.keys.push((HAS.to_owned(), code.to_owned()));
            }
            for value in values {
                let label = self.choices.get(&(attribute.id, value.value.clone())).unwrap_or(&value.value);
                match attribute.kind {
                    AttributeKind::Choice => document.attributes.push(label.clone()),
                    AttributeKind::Boolean if value.value == "true" => {
                        document.attributes.push(attribute.name.clone());
                    }
                    AttributeKind::Boolean => {}
                    AttributeKind::Number => {
                        let unit = attribute.unit.as_deref().unwrap_or_default();
                        document.attributes.push(format!("{} {unit}", value.value));
                    }
                }
                match value.number_milli.filter(|_| attribute.filterable) {
                    Some(milli) => document.numbers.push((code.to_owned(), milli)),
                    None if attribute.filterable => {
                        document.keys.push((facet_of(code), value.value.clone()));
                    }
                    None => {}
                }
            }
        }
    }

    /// From the root on.
    fn path(&self, id: Option<Uuid>) -> Vec<&category::Model> {
        let mut path = Vec::new();
        let mut next = id;
        while let Some(category) = next.and_then(|id| self.categories.get(&id)).filter(|_| path.len() < DEPTH)
        {
            path.push(category);
            next = category.parent_id;
        }
        path.reverse();
        path
    }
}

/// The name of an attribute's facet, which is no name of another facet.
pub(super) fn facet_of(code: &str) -> String {
    format!("attribute:{code}")
}
