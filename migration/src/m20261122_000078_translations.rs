//! Texts of products in further languages, and what models sum reviews up to.

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
        let (translations, summaries) = ("product_translations", "review_summaries");
        create(
            manager,
            vec![
                Table::create()
                    .table(translations)
                    .col(uuid("product_id"))
                    .col(text("locale"))
                    .col(text("name"))
                    .col(text("description"))
                    .col(text_null("seo_title"))
                    .col(text_null("seo_description"))
                    .col(text_null("model"))
                    .col(instant("updated_at"))
                    .primary_key(Index::create().col("product_id").col("locale"))
                    .foreign_key(&mut owned_by(translations, "product_id", "products"))
                    .take(),
                Table::create()
                    .table(summaries)
                    .col(id("product_id"))
                    .col(text("text"))
                    .col(natural("reviews"))
                    .col(text("model"))
                    .col(uuid_null("approved_by"))
                    .col(instant("approved_at"))
                    .foreign_key(&mut owned_by(summaries, "product_id", "products"))
                    .take(),
            ],
            vec![index("product_translations_locale", translations, &["locale"])],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["review_summaries", "product_translations"]).await
    }
}
