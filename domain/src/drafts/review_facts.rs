//! What a model is told of the reviews of a product: the newest ones, cut, without who wrote them.

use entity::states::ReviewState;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::error::Result;
use crate::prompts::{ReviewFacts, Said};
use crate::reviews::{self, ReviewFilter, ReviewSort};

/// Reviews that are told, and characters of each. What is more says less and costs the same.
const REVIEWS: u64 = 60;
const CHARACTERS: usize = 600;

/// Of a product, published or not.
///
/// # Errors
/// `NotFound`.
pub(super) async fn read(db: &impl ConnectionTrait, product_id: Uuid) -> Result<ReviewFacts> {
    let (detail, _) = super::product_facts::read(db, product_id).await?;
    let filter = ReviewFilter {
        product_id: Some(product_id),
        state: Some(ReviewState::Published),
        sort: ReviewSort::Newest,
        limit: REVIEWS,
        ..ReviewFilter::default()
    };
    let rows = reviews::list(db, &filter).await?;
    let cut = |text: &str| text.chars().take(CHARACTERS).collect::<String>();
    let reviews = rows.iter().filter(|row| !row.title.is_empty() || !row.text.is_empty());
    Ok(ReviewFacts {
        product: detail.product.name,
        reviews: reviews
            .map(|row| Said { stars: row.rating, title: cut(&row.title), text: cut(&row.text) })
            .collect(),
    })
}
