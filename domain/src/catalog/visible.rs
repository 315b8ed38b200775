//! What shoppers see. A product is published by its row alone: no job has to run when its time comes, and what is kept in
//! the cache says until when it is right.

use entity::product;
use entity::states::ProductStatus;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::clock::Timestamp;
use crate::error::Result;

/// Products that are published at that moment.
pub(crate) fn condition(at: Timestamp) -> Condition {
    let (status, publish, unpublish) =
        (product::Column::Status, product::Column::PublishAt, product::Column::UnpublishAt);
    let begun = Condition::any()
        .add(status.eq(ProductStatus::Active))
        .add(Condition::all().add(status.eq(ProductStatus::Scheduled)).add(publish.lte(at)));
    let not_over = Condition::any().add(unpublish.is_null()).add(unpublish.gt(at));
    Condition::all().add(product::Column::DeletedAt.is_null()).add(begun).add(not_over)
}

/// Whether shoppers see this product at that moment.
pub fn is_visible(product: &product::Model, at: Timestamp) -> bool {
    let begun = match product.status {
        ProductStatus::Active => true,
        ProductStatus::Scheduled => product.publish_at.is_some_and(|begin| begin <= at),
        ProductStatus::Draft | ProductStatus::Archived => false,
    };
    begun && product.deleted_at.is_none() && product.unpublish_at.is_none_or(|end| end > at)
}

/// When the next product appears or goes after that moment by the clock alone. Two look-ups in an index.
pub async fn next_change(db: &impl ConnectionTrait, at: Timestamp) -> Result<Option<Timestamp>> {
    let first = |column: product::Column| {
        product::Entity::find()
            .select_only()
            .column(column)
            .filter(column.gt(at))
            .filter(product::Column::DeletedAt.is_null())
            .order_by_asc(column)
            .limit(1)
            .into_tuple::<Timestamp>()
    };
    let appears = first(product::Column::PublishAt).one(db).await?;
    let goes = first(product::Column::UnpublishAt).one(db).await?;
    Ok(appears.into_iter().chain(goes).min())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;
    use crate::clock::now;

    #[test]
    fn a_product_appears_and_goes_at_its_time_to_the_microsecond() {
        let (now, tick) = (now(), TimeDelta::microseconds(1));
        let product = |status, publish_at, unpublish_at| product::Model {
            id: Uuid::nil(),
            category_id: None,
            brand_id: None,
            slug: String::new(),
            name: String::new(),
            description: String::new(),
            status,
            tax_rate_bp: 0,
            search_text: String::new(),
            price_from_minor: None,
            currency: None,
            seo_title: None,
            seo_description: None,
            publish_at,
            unpublish_at,
            deleted_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        for (status, publish_at, unpublish_at, visible) in [
            (ProductStatus::Draft, None, None, false),
            (ProductStatus::Archived, None, None, false),
            (ProductStatus::Active, None, None, true),
            (ProductStatus::Active, None, Some(now), false),
            (ProductStatus::Active, None, Some(now + tick), true),
            (ProductStatus::Scheduled, None, None, false),
            (ProductStatus::Scheduled, Some(now), None, true),
            (ProductStatus::Scheduled, Some(now + tick), None, false),
            (ProductStatus::Scheduled, Some(now - tick), Some(now), false),
        ] {
            let product = product(status, publish_at, unpublish_at);
            assert_eq!(is_visible(&product, now), visible, "{product:?}");
            let deleted = product::Model { deleted_at: Some(now), ..product };
            assert!(!is_visible(&deleted, now), "{deleted:?}");
        }
    }
}
