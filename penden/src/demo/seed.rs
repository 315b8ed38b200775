//! Filling the demo shop, once.

use std::collections::HashMap;

use anyhow::Context;
use bytes::Bytes;
use chrono::TimeDelta;
use domain::accounts::{self, Registration};
use domain::catalog::categories::{self, NewCategory};
use domain::catalog::images::{self, NewImage};
use domain::catalog::products::{self, NewProduct};
use domain::catalog::variants::NewVariant;
use domain::clock::now;
use domain::entity::states::{ProductStatus, Role};
use domain::entity::variant;
use domain::{Txn, inventory};
use platform::Services;
use rust_embed::RustEmbed;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use uuid::Uuid;

use super::range::{self, Range};
use super::{ADMIN, CUSTOMER, PASSWORD, STAFF, checkout, past};

/// The demo's files.
#[derive(RustEmbed)]
#[folder = "demo/"]
pub(super) struct Files;

#[derive(Deserialize)]
struct Shop {
    currency: String,
    categories: Vec<Category>,
    #[serde(flatten)]
    range: Range,
    products: Vec<Product>,
}

#[derive(Deserialize)]
struct Category {
    slug: String,
    name: String,
    parent: Option<String>,
    position: i32,
}

#[derive(Deserialize)]
struct Product {
    slug: String,
    name: String,
    category: String,
    brand: String,
    description: String,
    tax_rate_bp: i32,
    /// On sale if left out.
    status: Option<ProductStatus>,
    images: Vec<Image>,
    tags: Vec<String>,
    values: Vec<range::Value>,
    options: Vec<String>,
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
struct Image {
    file: String,
    alt: String,
    width: i32,
    height: i32,
}

#[derive(Deserialize)]
struct Variant {
    sku: String,
    name: String,
    price_minor: i64,
    stock: i64,
    weight_g: i32,
    #[serde(default)]
    options: std::collections::BTreeMap<String, String>,
    /// From how many left on it counts as running low.
    low_at: Option<i64>,
}

/// Fills the shop unless it has categories already. People, categories, products and their pictures are written in one
/// transaction: a start that is cut off leaves nothing half done.
pub async fn fill(services: &Services) -> anyhow::Result<()> {
    if !categories::tree(services.store.read()).await?.is_empty() {
        return Ok(());
    }
    let file = Files::get("shop.json").context("the demo's shop.json is embedded")?;
    let shop: Shop = serde_json::from_slice(&file.data).context("the demo's shop.json is well-formed")?;
    store_pictures(services, &shop).await?;
    let mut people = Vec::new();
    for ((email, name), role) in [(ADMIN, Role::Admin), (STAFF, Role::Staff), (CUSTOMER, Role::Customer)] {
        let registration =
            Registration { email: email.to_owned(), name: name.to_owned(), password: PASSWORD.to_owned() };
        people.push((accounts::prepare(registration).await?, role));
    }
    // Before the shop is there: a shop without it has no past to tell.
    past::begin(services).await?;
    services.store.write(async |txn| write(txn, shop, people).await).await?;
    Ok(())
}

async fn write(txn: &Txn, shop: Shop, people: Vec<(accounts::NewUser, Role)>) -> domain::Result<()> {
    for (new, role) in people {
        accounts::ensure_user(txn, new, role).await?;
    }
    let mut ids: HashMap<String, Uuid> = HashMap::new();
    for category in shop.categories {
        let parent_id = category.parent.as_ref().and_then(|parent| ids.get(parent)).copied();
        let new = NewCategory {
            slug: category.slug.clone(),
            name: category.name,
            parent_id,
            position: category.position,
            ..NewCategory::default()
        };
        ids.insert(category.slug, categories::create(txn, new).await?.id);
    }
    let brands = shop.range.begin(txn).await?;
    let (mut reduced, mut slugs) = (Vec::new(), HashMap::new());
    for product in shop.products {
        let (slug, is_reduced) = (product.slug.clone(), product.tax_rate_bp < 1_900);
        let places = Places {
            category: ids.get(&product.category).copied(),
            brand: brands.get(&product.brand).copied(),
        };
        let id = add(txn, &shop.currency, product, places).await?;
        slugs.insert(slug, id);
        if is_reduced {
            reduced.push(id);
        }
    }
    shop.range.finish(txn, &slugs).await?;
    checkout::fill(txn, &ids, &reduced).await
}

/// Where a product belongs.
struct Places {
    category: Option<Uuid>,
    brand: Option<Uuid>,
}

async fn add(txn: &Txn, currency: &str, product: Product, places: Places) -> domain::Result<Uuid> {
    let low: HashMap<String, i64> =
        product.variants.iter().filter_map(|variant| Some((variant.sku.clone(), variant.low_at?))).collect();
    let variants = product.variants.into_iter().map(|variant| NewVariant {
        sku: variant.sku,
        name: variant.name,
        price_minor: variant.price_minor,
        weight_g: variant.weight_g,
        stock: variant.stock,
        options: variant.options,
    });
    let status = product.status.unwrap_or(ProductStatus::Active);
    let new = NewProduct {
        slug: Some(product.slug),
        name: product.name,
        description: product.description,
        category_id: places.category,
        brand_id: places.brand,
        status,
        publish_at: (status == ProductStatus::Scheduled).then(|| now() + TimeDelta::days(5)),
        tax_rate_bp: product.tax_rate_bp,
        tags: product.tags,
        values: product.values.into_iter().map(Into::into).collect(),
        options: product.options,
        variants: variants.collect(),
        ..NewProduct::default()
    };
    let created = products::create(txn, currency, new).await?;
    for image in product.images {
        let new = NewImage {
            storage_key: storage_key(&image.file),
            content_type: "image/svg+xml".to_owned(),
            alt: image.alt,
            width: image.width,
            height: image.height,
            color: None,
        };
        images::add(txn, created.id, new).await?;
    }
    if !low.is_empty() {
        let of_product = variant::Column::ProductId.eq(created.id);
        for row in variant::Entity::find().filter(of_product).all(txn).await? {
            if let Some(low_at) = low.get(&row.sku) {
                inventory::set_low_at(txn, row.id, Some(*low_at)).await?;
            }
        }
    }
    Ok(created.id)
}

async fn store_pictures(services: &Services, shop: &Shop) -> anyhow::Result<()> {
    for image in shop.products.iter().flat_map(|product| &product.images) {
        let file =
            Files::get(&image.file).with_context(|| format!("the demo has no picture {}", image.file))?;
        let content = Bytes::from(file.data.into_owned());
        services.storage.put(&storage_key(&image.file), content, "image/svg+xml").await?;
    }
    Ok(())
}

/// `img/dune-mug.svg` is kept as `media/demo-dune-mug.svg`.
fn storage_key(file: &str) -> String {
    format!("media/demo-{}", file.trim_start_matches("img/"))
}
