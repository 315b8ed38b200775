//! Products that are published for a time, deleted so that they can come back, and found under their former slugs; what
//! search engines are told.

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
        for column in [
            text_null("seo_title"),
            text_null("seo_description"),
            instant_null("publish_at"),
            instant_null("unpublish_at"),
            instant_null("deleted_at"),
        ] {
            manager.alter_table(Table::alter().table("products").add_column(column).take()).await?;
        }
        for column in [text_null("seo_title"), text_null("seo_description")] {
            manager.alter_table(Table::alter().table("categories").add_column(column).take()).await?;
        }
        create(
            manager,
            vec![
                Table::create()
                    .table("former_slugs")
                    .col(text("kind"))
                    .col(text("slug"))
                    .col(uuid("target_id"))
                    .col(instant("created_at"))
                    .primary_key(Index::create().col("kind").col("slug"))
                    .take(),
            ],
            vec![
                index("former_slugs_target", "former_slugs", &["target_id"]),
                index("products_publish_at", "products", &["publish_at"])
                    .cond_where(Expr::col("publish_at").is_not_null())
                    .take(),
                index("products_unpublish_at", "products", &["unpublish_at"])
                    .cond_where(Expr::col("unpublish_at").is_not_null())
                    .take(),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in ["products_publish_at", "products_unpublish_at"] {
            manager.drop_index(Index::drop().name(index).table("products").to_owned()).await?;
        }
        drop(manager, &["former_slugs"]).await?;
        for column in ["seo_title", "seo_description"] {
            manager.alter_table(Table::alter().table("categories").drop_column(column).take()).await?;
        }
        for column in ["seo_title", "seo_description", "publish_at", "unpublish_at", "deleted_at"] {
            manager.alter_table(Table::alter().table("products").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
