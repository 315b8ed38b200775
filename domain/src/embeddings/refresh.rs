//! Making vectors of products that have none, or whose text has changed since.
//!
//! Which ones these are, the tables tell: nothing is lost with a job, and a shop that sets up a model later has all of its
//! products made into vectors. What changed without changing its text (its stock, its price) is only noted.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use entity::{brand, category, product, product_embedding as row};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::embedder::Embedder;
use super::{text, vector};
use crate::assistant::{Link, Models, Purpose, PurposeSettings, Usage};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Store;

/// Products that are looked at together.
const PAGE: u64 = 256;
/// Texts of one call.
const TEXTS: usize = 64;

/// Providers of embeddings by name.
pub type Embedders = BTreeMap<&'static str, Arc<dyn Embedder>>;

/// What became of the products that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Refreshed {
    /// New vectors.
    pub made: u64,
    /// Whose text is the same as before.
    pub unchanged: u64,
    /// Whether there may be more.
    pub more: bool,
}

/// One page of products that changed since their vector was made.
///
/// # Errors
/// Those of [`Models::embed`]; what was made by then stays.
pub async fn refresh(store: &Store, models: &Models, embedders: &Embedders) -> Result<Refreshed> {
    let Some(model) = models.embedding_model() else { return Ok(Refreshed::default()) };
    // Before anything is read: what changes meanwhile is due once more.
    let at = now();
    let products = due(store.read(), &model).await?;
    let mut refreshed = Refreshed { more: products.len() as u64 == PAGE, ..Default::default() };
    let texts = texts_of(store.read(), &products).await?;
    let known: HashMap<Uuid, String> = row::Entity::find()
        .select_only()
        .columns([row::Column::ProductId, row::Column::TextHash])
        .filter(row::Column::Model.eq(model.as_str()))
        .filter(row::Column::ProductId.is_in(products.iter().map(|product| product.id)))
        .into_tuple::<(Uuid, String)>()
        .all(store.read())
        .await?
        .into_iter()
        .collect();
    let (same, changed): (Vec<_>, Vec<_>) =
        texts.into_iter().partition(|(id, text)| known.get(id) == Some(&text::hash(text)));
    let same: Vec<Uuid> = same.into_iter().map(|(id, _)| id).collect();
    refreshed.unchanged = same.len() as u64;
    if !same.is_empty() {
        row::Entity::update_many()
            .set(row::ActiveModel { updated_at: Set(at), ..Default::default() })
            .filter(row::Column::Model.eq(model.as_str()))
            .filter(row::Column::ProductId.is_in(same))
            .exec(store.relaxed())
            .await?;
    }
    for part in changed.chunks(TEXTS) {
        let asked: Vec<String> = part.iter().map(|(_, text)| text.clone()).collect();
        let vectors = models.embed(embedders, &asked).await?;
        let mut rows = Vec::with_capacity(part.len());
        for ((product_id, text), made) in part.iter().zip(vectors) {
            rows.push(row::ActiveModel {
                product_id: Set(*product_id),
                model: Set(model.clone()),
                text_hash: Set(text::hash(text)),
                vector: Set(vector::to_bytes(&made)),
                updated_at: Set(at),
            });
        }
        refreshed.made += rows.len() as u64;
        let known = OnConflict::columns([row::Column::ProductId, row::Column::Model])
            .update_columns([row::Column::TextHash, row::Column::Vector, row::Column::UpdatedAt])
            .to_owned();
        row::Entity::insert_many(rows).on_conflict(known).exec_without_returning(store.relaxed()).await?;
    }
    Ok(refreshed)
}

/// Products that are not deleted and have no vector of the model that is as new as they are.
async fn due(db: &impl ConnectionTrait, model: &str) -> Result<Vec<product::Model>> {
    let mine = model.to_owned();
    let join = product::Entity::belongs_to(row::Entity)
        .from(product::Column::Id)
        .to(row::Column::ProductId)
        .on_condition(move |_, right| {
            Condition::all().add(Expr::col((right, row::Column::Model)).eq(mine.as_str()))
        })
        .into();
    let outdated = Expr::col((row::Entity, row::Column::UpdatedAt))
        .lte(Expr::col((product::Entity, product::Column::UpdatedAt)));
    let products = product::Entity::find()
        .join(JoinType::LeftJoin, join)
        .filter(product::Column::DeletedAt.is_null())
        .filter(Condition::any().add(row::Column::ProductId.is_null()).add(outdated))
        .order_by_asc(product::Column::Id)
        .limit(PAGE)
        .all(db)
        .await?;
    Ok(products)
}

async fn texts_of(db: &impl ConnectionTrait, products: &[product::Model]) -> Result<Vec<(Uuid, String)>> {
    let brands: Vec<Uuid> = products.iter().filter_map(|product| product.brand_id).collect();
    let brands = brand::Entity::find().filter(brand::Column::Id.is_in(brands)).all(db).await?;
    let brands: HashMap<Uuid, String> = brands.into_iter().map(|brand| (brand.id, brand.name)).collect();
    let categories: Vec<Uuid> = products.iter().filter_map(|product| product.category_id).collect();
    let categories = category::Entity::find().filter(category::Column::Id.is_in(categories)).all(db).await?;
    let categories: HashMap<Uuid, String> =
        categories.into_iter().map(|category| (category.id, category.name)).collect();
    let text = |product: &product::Model| {
        let brand = product.brand_id.and_then(|id| brands.get(&id)).map(String::as_str);
        let category = product.category_id.and_then(|id| categories.get(&id)).map(String::as_str);
        (product.id, text::of_product(product, brand, category))
    };
    Ok(products.iter().map(text).collect())
}

impl Models {
    /// `provider/model` of the vectors that are kept, if embeddings are on.
    pub fn embedding_model(&self) -> Option<String> {
        let settings = self.settings(Purpose::Embeddings).ok()?;
        settings.chain.first().map(|link| format!("{}/{}", link.provider, link.model))
    }

    /// Texts as vectors of length one, by the first model of the chain: vectors of another would not compare.
    ///
    /// # Errors
    /// `Refused`: `models_off`, `model_out_of_budget`, `model_rejected`. `Unavailable` and `TooBusy` when it does not answer.
    pub async fn embed(&self, embedders: &Embedders, texts: &[String]) -> Result<Vec<Vec<f32>>> {
        let settings = self.settings(Purpose::Embeddings)?;
        let (link, embedder) = first(settings, embedders)?;
        let vectors = self.booked_vectors(embedder.as_ref(), link, texts, settings.timeout).await?;
        vectors.into_iter().map(normal).collect()
    }

    /// What a shopper typed as a vector. In the book and within the budget unless it is computed here.
    ///
    /// # Errors
    /// As [`Self::embed`].
    pub(crate) async fn embed_question(
        &self,
        embedders: &Embedders,
        text: &str,
        limit: Duration,
    ) -> Result<Vec<f32>> {
        let settings = self.settings(Purpose::Embeddings)?;
        let (link, embedder) = first(settings, embedders)?;
        let texts = [text.to_owned()];
        let limit = Ord::min(limit, settings.timeout);
        let vectors = match embedder.is_local() {
            true => embedder.embed(&link.model, &texts, limit).await?.vectors,
            false => self.booked_vectors(embedder.as_ref(), link, &texts, limit).await?,
        };
        let vector = vectors.into_iter().next();
        normal(vector.ok_or_else(|| Error::unavailable("an embedding model", "no vector"))?)
    }

    async fn booked_vectors(
        &self,
        embedder: &dyn Embedder,
        link: &Link,
        texts: &[String],
        limit: Duration,
    ) -> Result<Vec<Vec<f32>>> {
        let bytes: usize = texts.iter().map(|text| text.len() / 2 + 2).sum();
        let most = Usage { input_tokens: i64::try_from(bytes).unwrap_or(i64::MAX), output_tokens: 0 };
        self.booked(Purpose::Embeddings, link, most, async {
            let embedded = embedder.embed(&link.model, texts, limit).await?;
            let usage = Usage { input_tokens: embedded.input_tokens, output_tokens: 0 };
            Ok((embedded.vectors, usage))
        })
        .await
    }
}

fn first<'a>(
    settings: &'a PurposeSettings,
    embedders: &'a Embedders,
) -> Result<(&'a Link, &'a Arc<dyn Embedder>)> {
    let link = settings.chain.first().ok_or_else(|| Error::refused("models_off", "no model is set up"))?;
    let embedder = embedders
        .get(link.provider.as_str())
        .ok_or_else(|| Error::refused("models_off", format!("{} makes no embeddings", link.provider)))?;
    Ok((link, embedder))
}

fn normal(made: Vec<f32>) -> Result<Vec<f32>> {
    vector::normalized(made)
        .ok_or_else(|| Error::unavailable("an embedding model", "a vector without direction"))
}
