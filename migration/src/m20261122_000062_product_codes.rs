//! What makers and shops call a product by: part numbers and EANs. And how far an import of lines has come.

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
        let codes = Table::create()
            .table("product_codes")
            .col(uuid("product_id"))
            .col(integer("position"))
            .col(text("code"))
            .primary_key(Index::create().col("product_id").col("position"))
            .foreign_key(&mut owned_by("product_codes", "product_id", "products"))
            .to_owned();
        let imports = Table::create()
            .table("line_imports")
            .col(text("file").primary_key())
            .col(natural("lines"))
            .col(instant("updated_at"))
            .to_owned();
        create(manager, vec![codes, imports], vec![]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["line_imports", "product_codes"]).await
    }
}
