//! What mails say in the shop's own words, and whom a change of address is to be told at the old one.

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
        let table = Table::create()
            .table("mail_templates")
            .col(id("id"))
            .col(text("kind").unique_key().take())
            .col(text_null("subject"))
            .col(text_null("body"))
            .col(text_null("text"))
            .col(big_integer("version"))
            .col(instant("updated_at"))
            .col(text_null("failure"))
            .col(instant_null("failed_at"))
            .take();
        create(manager, vec![table], Vec::new()).await?;
        let former = Table::alter().table("email_proofs").add_column(text_null("former_email")).take();
        manager.alter_table(former).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("email_proofs").drop_column("former_email").take()).await?;
        drop(manager, &["mail_templates"]).await
    }
}
