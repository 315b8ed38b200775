//! What to show: the sources of a kind, one behind the other, until there is enough.

use std::collections::HashMap;

use entity::{category, product};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::candidate::{Candidate, Reason, Recommended, Shortlist};
use super::{popular, seeds, similar, together};
use crate::catalog::categories::with_descendants;
use crate::catalog::products::summaries_of;
use crate::embeddings::Vectors;
use crate::error::{Error, FieldError, Result};

pub const MAX_LIMIT: u64 = 24;
/// Products that one recommendation starts from.
pub const MAX_PRODUCTS: usize = 20;

/// Products whose likes are looked for, the first ones.
const LIKENESSES: usize = 2;

/// What is to come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What was bought in one order with the products named.
    BoughtTogether,
    /// What is like the products named.
    Similar,
    /// What is bought most these weeks, in the category named.
    Popular,
    /// By what the customer bought and the products named, which they looked at.
    ForYou,
    /// The products named, as far as shoppers still see them. The one kind that may be empty.
    RecentlyViewed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub kind: Kind,
    /// Slugs or ids, the most important first; those that shoppers do not see count for nothing. None of them is
    /// recommended, but for [`Kind::RecentlyViewed`].
    pub products: Vec<String>,
    /// Slug of a category.
    pub category: Option<String>,
    /// Whose purchases count, for [`Kind::ForYou`].
    pub user_id: Option<Uuid>,
    /// 1 to [`MAX_LIMIT`].
    pub limit: u64,
}

/// For the page of one product. At most twenty queries.
///
/// # Errors
/// `NotFound` for a product that shoppers do not see, `Invalid` for a limit out of bounds.
pub async fn of_product(
    db: &impl ConnectionTrait,
    vectors: Option<&Vectors>,
    key: &str,
    kind: Kind,
    limit: u64,
) -> Result<Vec<Recommended>> {
    let wish = Wish { kind, products: vec![key.to_owned()], category: None, user_id: None, limit };
    check(&wish)?;
    let seeds = seeds::by_keys(db, &wish.products).await?;
    if seeds.is_empty() {
        return Err(Error::NotFound { what: "product" });
    }
    choose(db, vectors, &wish, seeds).await
}

/// In the order in which to show them; nothing that shoppers do not see, and what can be bought before what is sold out.
/// Empty only when there is nothing else to show. At most thirty queries.
///
/// # Errors
/// `NotFound` for the category, `Invalid` for bounds.
pub async fn recommend(
    db: &impl ConnectionTrait,
    vectors: Option<&Vectors>,
    wish: &Wish,
) -> Result<Vec<Recommended>> {
    check(wish)?;
    let mut seeds = seeds::by_keys(db, &wish.products).await?;
    if let (Kind::ForYou, Some(user_id)) = (wish.kind, wish.user_id) {
        let bought = seeds::bought_by(db, user_id).await?;
        let is_new = |one: &product::Model| !seeds.iter().any(|seed| seed.id == one.id);
        let bought: Vec<_> = bought.into_iter().filter(is_new).collect();
        seeds.extend(bought);
    }
    choose(db, vectors, wish, seeds).await
}

fn check(wish: &Wish) -> Result<()> {
    let mut wrong = Vec::new();
    let mut say = |field: &'static str, message: String| {
        wrong.push(FieldError { field: field.into(), message });
    };
    if !(1..=MAX_LIMIT).contains(&wish.limit) {
        say("limit", format!("must be between 1 and {MAX_LIMIT}"));
    }
    if wish.products.len() > MAX_PRODUCTS {
        say("products", format!("must be at most {MAX_PRODUCTS}"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

async fn choose(
    db: &impl ConnectionTrait,
    vectors: Option<&Vectors>,
    wish: &Wish,
    seeds: Vec<product::Model>,
) -> Result<Vec<Recommended>> {
    if wish.kind == Kind::RecentlyViewed {
        let viewed = seeds.iter().map(|seed| (seed.id, Reason::Viewed)).collect();
        return dress(db, viewed, wish.limit).await;
    }
    let categories = category::Entity::find().all(db).await?;
    let category = match &wish.category {
        Some(slug) => {
            let found = categories.iter().find(|category| category.slug == *slug);
            Some(found.ok_or(Error::NotFound { what: "category" })?)
        }
        None => {
            let of_seed = seeds.iter().find_map(|seed| seed.category_id);
            of_seed.and_then(|id| categories.iter().find(|category| category.id == id))
        }
    };
    let mut list = Shortlist::without(seeds.iter().map(|seed| seed.id));
    if matches!(wish.kind, Kind::BoughtTogether | Kind::ForYou) && !seeds.is_empty() {
        list.extend(together::candidates(db, &seeds, weight_of).await?);
    }
    // Twice as many, since what is sold out goes to the end; and the seeds may be among them.
    let enough = usize::try_from(wish.limit).unwrap_or(usize::MAX).saturating_mul(2);
    let limit = (enough + seeds.len()) as u64;
    if wish.kind != Kind::Popular && (wish.kind == Kind::ForYou || list.len() < enough) {
        let mut alike: Vec<Candidate> = Vec::new();
        for (place, seed) in seeds.iter().take(LIKENESSES).enumerate() {
            alike.extend(similar::candidates(db, vectors, seed, &categories, weight_of(place)).await?);
        }
        list.extend(alike);
    }
    if let Some(category) = category.filter(|_| list.len() < enough) {
        let within = with_descendants(category.id, &categories);
        let among = Condition::all().add(product::Column::CategoryId.is_in(within));
        let reason = Reason::PopularInCategory { category: category.slug.clone() };
        list.extend(popular::of_these_weeks(db, among.clone(), limit, &reason).await?);
        if wish.category.is_some() && list.len() < enough {
            list.extend(popular::newest(db, among, limit).await?);
        }
    }
    if list.len() < enough {
        list.extend(popular::of_these_weeks(db, Condition::all(), limit, &Reason::Popular).await?);
    }
    if list.len() < enough {
        list.extend(popular::ever(db, Condition::all(), limit, &Reason::Popular).await?);
    }
    if list.len() < enough {
        list.extend(popular::newest(db, Condition::all(), limit).await?);
    }
    let mut chosen = list.into_chosen();
    chosen.truncate(enough);
    dress(db, chosen, wish.limit).await
}

/// What the product at that place counts: the first most.
fn weight_of(place: usize) -> f64 {
    1.0 / (place as f64 + 1.0).sqrt()
}

/// As pages show them.
async fn dress(
    db: &impl ConnectionTrait,
    chosen: Vec<(Uuid, Reason)>,
    limit: u64,
) -> Result<Vec<Recommended>> {
    let ids: Vec<Uuid> = chosen.iter().map(|(id, _)| *id).collect();
    let mut reasons: HashMap<Uuid, Reason> = chosen.into_iter().collect();
    let summaries = summaries_of(db, &ids).await?;
    let recommended = summaries.into_iter().filter_map(|product| {
        let reason = reasons.remove(&product.product.id)?;
        Some(Recommended { product, reason })
    });
    let is_sold = |one: &Recommended| one.product.in_stock || one.product.on_backorder;
    let (mut all, sold_out): (Vec<_>, Vec<_>) = recommended.partition(is_sold);
    all.extend(sold_out);
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(all)
}
