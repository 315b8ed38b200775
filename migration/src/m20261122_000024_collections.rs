//! Collections of products, by hand or by rule, and products that go with others.

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
        create(
            manager,
            vec![
                Table::create()
                    .table("collections")
                    .col(id("id"))
                    .col(text("slug").unique_key().take())
                    .col(text("name"))
                    .col(text("description"))
                    .col(text_null("seo_title"))
                    .col(text_null("seo_description"))
                    .col(json_binary_null("rule"))
                    .col(boolean("published"))
                    .col(big_integer("version"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .take(),
                Table::create()
                    .table("collection_items")
                    .col(uuid("collection_id"))
                    .col(uuid("product_id"))
                    .col(integer("position"))
                    .primary_key(Index::create().col("collection_id").col("product_id"))
                    .foreign_key(&mut owned_by("collection_items", "collection_id", "collections"))
                    .foreign_key(&mut owned_by("collection_items", "product_id", "products"))
                    .take(),
                Table::create()
                    .table("related_products")
                    .col(uuid("product_id"))
                    .col(uuid("related_id"))
                    .col(integer("position"))
                    .primary_key(Index::create().col("product_id").col("related_id"))
                    .foreign_key(&mut owned_by("related_products", "product_id", "products"))
                    .foreign_key(&mut owned_by("related_products", "related_id", "products"))
                    .take(),
            ],
            vec![
                index("collections_name", "collections", &["name", "id"]),
                index("collection_items_product", "collection_items", &["product_id"]),
                index("related_products_related", "related_products", &["related_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["related_products", "collection_items", "collections"]).await
    }
}
