//! Settings that are changed while the shop runs.

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
            .table("shop_settings")
            .col(id("id"))
            .col(json_binary("overrides"))
            .col(big_integer("version"))
            .col(instant("updated_at"))
            .take();
        create(manager, vec![table], Vec::new()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["shop_settings"]).await
    }
}
