//! Zones with their tax rates, shipping methods, and which tax class a product or variant is of.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::*;
use crate::grants::grant;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Roles that came with the program, and what they may do from now on.
const GRANTED: &[(&str, &[&str])] = &[
    ("catalogue_manager", &["checkout_read"]),
    ("support", &["checkout_read"]),
    ("fulfilment", &["checkout_read"]),
    ("finance", &["checkout_read", "checkout_write"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (zones, methods) = ("zones", "shipping_methods");
        create(
            manager,
            vec![
                Table::create()
                    .table(zones)
                    .col(id("id"))
                    .col(text("name"))
                    .col(json_binary("countries"))
                    .col(json_binary("regions"))
                    .col(json_binary("postal_prefixes"))
                    .col(json_binary("tax_rates"))
                    .col(big_integer("version"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .take(),
                Table::create()
                    .table(methods)
                    .col(id("id"))
                    .col(text("code").unique_key().take())
                    .col(text("name"))
                    .col(json_binary("zone_ids"))
                    .col(text("basis"))
                    .col(json_binary("brackets"))
                    .col(big_integer_null("free_from_minor"))
                    .col(integer("days"))
                    .col(integer("position"))
                    .col(boolean("enabled"))
                    .col(big_integer("version"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .take(),
                classes("product_tax_classes", "product_id", "products"),
                classes("variant_tax_classes", "variant_id", "variants"),
            ],
            vec![
                index("zones_newest", zones, &["created_at", "id"]),
                index("shipping_methods_newest", methods, &["created_at", "id"]),
            ],
        )
        .await?;
        grant(manager, GRANTED).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["variant_tax_classes", "product_tax_classes", "shipping_methods", "zones"]).await
    }
}

fn classes(table: &'static str, column: &'static str, parent: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(id(column))
        .col(text("tax_class"))
        .foreign_key(&mut owned_by(table, column, parent))
        .take()
}
