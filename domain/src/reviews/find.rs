//! Looking at reviews: those of a product for everybody, and all of them for staff.

use entity::review;
use entity::states::ReviewState;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Value,
};
use uuid::Uuid;

use super::rating::{Rating, ratings};
use super::write::{bought, require_there};
use crate::catalog::products::require_visible;
use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// What to list. All of it must match.
#[derive(Debug, Clone, Default)]
pub struct ReviewFilter {
    pub product_id: Option<Uuid>,
    pub state: Option<ReviewState>,
    pub rating: Option<i32>,
    /// Whether the shop replied.
    pub answered: Option<bool>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub sort: ReviewSort,
    /// Continue after this row of an earlier page.
    pub after: Option<After>,
    pub limit: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReviewSort {
    #[default]
    Newest,
    Oldest,
    Best,
    Worst,
}

impl ReviewSort {
    const fn is_by_rating(self) -> bool {
        matches!(self, Self::Best | Self::Worst)
    }
}

/// The place of a row: by time or by rating, and its id, which grows with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Time(Timestamp, Uuid),
    Rating(i32, Uuid),
}

impl After {
    /// The place of that row in a list of that order.
    pub const fn of(row: &review::Model, sort: ReviewSort) -> Self {
        if sort.is_by_rating() {
            Self::Rating(row.rating, row.id)
        } else {
            Self::Time(row.created_at, row.id)
        }
    }
}

/// One query, whatever is asked for.
pub async fn list(db: &impl ConnectionTrait, filter: &ReviewFilter) -> Result<Vec<review::Model>> {
    use review::Column;
    let mut query = review::Entity::find();
    if let Some(product_id) = filter.product_id {
        query = query.filter(Column::ProductId.eq(product_id));
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state));
    }
    if let Some(rating) = filter.rating {
        query = query.filter(Column::Rating.eq(rating));
    }
    match filter.answered {
        Some(true) => query = query.filter(Column::Answer.is_not_null()),
        Some(false) => query = query.filter(Column::Answer.is_null()),
        None => {}
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::CreatedAt.gte(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::CreatedAt.lt(until));
    }
    let by = if filter.sort.is_by_rating() { Column::Rating } else { Column::CreatedAt };
    let falls = matches!(filter.sort, ReviewSort::Newest | ReviewSort::Best);
    // Of those with as many stars, the newest come first either way.
    let id_falls = filter.sort != ReviewSort::Oldest;
    if let Some(after) = filter.after {
        let (value, id): (Value, Uuid) = match after {
            After::Time(at, id) => (at.into(), id),
            After::Rating(rating, id) => (rating.into(), id),
        };
        let beyond = if falls { by.lt(value.clone()) } else { by.gt(value.clone()) };
        let same_but = if id_falls { Column::Id.lt(id) } else { Column::Id.gt(id) };
        query = query.filter(beyond.or(by.eq(value).and(same_but)));
    }
    let direction = |falls: bool| if falls { Order::Desc } else { Order::Asc };
    let rows = query.order_by(by, direction(falls)).order_by(Column::Id, direction(id_falls));
    Ok(rows.limit(filter.limit).all(db).await?)
}

/// Reviews of a product that everybody sees, and what they come to. Four queries.
///
/// # Errors
/// `NotFound` also for a product that shoppers do not see.
pub async fn published(
    db: &impl ConnectionTrait,
    product_id: Uuid,
    filter: ReviewFilter,
) -> Result<(Vec<review::Model>, Rating)> {
    require_visible(db, product_id).await?;
    let rating = ratings(db, [product_id]).await?.remove(&product_id).unwrap_or_default();
    let filter = ReviewFilter { product_id: Some(product_id), state: Some(ReviewState::Published), ..filter };
    Ok((list(db, &filter).await?, rating))
}

/// What the customer says about the product, and whether they may say something: they bought it.
///
/// # Errors
/// `NotFound` for the product.
pub async fn own_or_may(
    db: &impl ConnectionTrait,
    product_id: Uuid,
    user_id: Uuid,
) -> Result<(Option<review::Model>, bool)> {
    require_there(db, product_id).await?;
    let may = bought(db, product_id, user_id).await?.is_some();
    Ok((own(db, product_id, user_id).await?, may))
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, review_id: Uuid) -> Result<review::Model> {
    review::Entity::find_by_id(review_id).one(db).await?.ok_or(Error::NotFound { what: "review" })
}

/// What the customer says about the product.
pub async fn own(
    db: &impl ConnectionTrait,
    product_id: Uuid,
    user_id: Uuid,
) -> Result<Option<review::Model>> {
    Ok(review::Entity::find()
        .filter(review::Column::ProductId.eq(product_id))
        .filter(review::Column::UserId.eq(user_id))
        .one(db)
        .await?)
}
