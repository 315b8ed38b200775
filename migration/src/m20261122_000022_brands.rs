//! Brands, and tags of products.
//!
//! `products.brand_id` has no foreign key, since SQLite adds none to a table that is there: `domain::catalog::brands` keeps
//! it, under the brand's lock.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let brand = uuid_null("brand_id");
        manager.alter_table(Table::alter().table("products").add_column(brand).take()).await?;
        create(
            manager,
            vec![
                Table::create()
                    .table("brands")
                    .col(id("id"))
                    .col(text("slug").unique_key().take())
                    .col(text("name"))
                    .col(text("description"))
                    .col(text_null("seo_title"))
                    .col(text_null("seo_description"))
                    .col(big_integer("version"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .take(),
                Table::create()
                    .table("product_tags")
                    .col(uuid("product_id"))
                    .col(text("tag"))
                    .primary_key(Index::create().col("product_id").col("tag"))
                    .foreign_key(&mut owned_by("product_tags", "product_id", "products"))
                    .take(),
            ],
            vec![
                index("products_brand", "products", &["brand_id"]),
                index("brands_name", "brands", &["name", "id"]),
                index("product_tags_tag", "product_tags", &["tag", "product_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("products_brand").table("products").to_owned()).await?;
        drop(manager, &["product_tags", "brands"]).await?;
        manager.alter_table(Table::alter().table("products").drop_column("brand_id").take()).await
    }
}
