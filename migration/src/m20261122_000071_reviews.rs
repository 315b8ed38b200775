//! What customers say about what they bought, and what it comes to for each product.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::*;
use crate::grants::grant;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (reviews, ratings) = ("reviews", "product_ratings");
        create(
            manager,
            vec![
                Table::create()
                    .table(reviews)
                    .col(id("id"))
                    .col(uuid("product_id"))
                    .col(uuid("user_id"))
                    .col(uuid("order_id"))
                    .col(text("author"))
                    .col(integer("rating").check(Expr::col("rating").between(1, 5)).take())
                    .col(text("title"))
                    .col(text("text"))
                    .col(text("state"))
                    .col(text_null("answer"))
                    .col(instant_null("answered_at"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by(reviews, "product_id", "products"))
                    .foreign_key(&mut owned_by(reviews, "user_id", "users"))
                    .take(),
                Table::create()
                    .table(ratings)
                    .col(id("product_id"))
                    .col(natural("ones"))
                    .col(natural("twos"))
                    .col(natural("threes"))
                    .col(natural("fours"))
                    .col(natural("fives"))
                    .foreign_key(&mut owned_by(ratings, "product_id", "products"))
                    .take(),
            ],
            vec![
                unique("reviews_one_each", reviews, &["product_id", "user_id"]),
                index("reviews_of_product", reviews, &["product_id", "state", "created_at", "id"]),
                index("reviews_by_rating", reviews, &["product_id", "state", "rating", "id"]),
                index("reviews_newest", reviews, &["created_at", "id"]),
                index("reviews_state", reviews, &["state", "created_at", "id"]),
                index("reviews_user", reviews, &["user_id"]),
            ],
        )
        .await?;
        let both: &[&str] = &["reviews_read", "reviews_write"];
        grant(manager, &[("catalogue_manager", both), ("support", both)]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["product_ratings", "reviews"]).await
    }
}
