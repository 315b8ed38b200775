//! Typed attributes with their choices, what products have of them, and the options in which variants differ.

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
        for column in [json_binary_null("option_values"), text_null("option_key")] {
            manager.alter_table(Table::alter().table("variants").add_column(column).take()).await?;
        }
        create(
            manager,
            vec![
                Table::create()
                    .table("attributes")
                    .col(id("id"))
                    .col(text("code").unique_key().take())
                    .col(text("name"))
                    .col(text("kind"))
                    .col(text_null("unit"))
                    .col(boolean("filterable"))
                    .col(integer("position"))
                    .col(big_integer("version"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .take(),
                Table::create()
                    .table("attribute_choices")
                    .col(uuid("attribute_id"))
                    .col(text("code"))
                    .col(text("label"))
                    .col(integer("position"))
                    .primary_key(Index::create().col("attribute_id").col("code"))
                    .foreign_key(&mut owned_by("attribute_choices", "attribute_id", "attributes"))
                    .take(),
                Table::create()
                    .table("product_options")
                    .col(uuid("product_id"))
                    .col(uuid("attribute_id"))
                    .col(integer("position"))
                    .primary_key(Index::create().col("product_id").col("attribute_id"))
                    .foreign_key(&mut owned_by("product_options", "product_id", "products"))
                    .foreign_key(&mut reference("product_options", "attribute_id", "attributes"))
                    .take(),
                Table::create()
                    .table("product_values")
                    .col(uuid("product_id"))
                    .col(uuid("attribute_id"))
                    .col(text("value"))
                    .col(big_integer_null("number_milli"))
                    .col(boolean("of_variants"))
                    .primary_key(Index::create().col("product_id").col("attribute_id").col("value"))
                    .foreign_key(&mut owned_by("product_values", "product_id", "products"))
                    .foreign_key(&mut reference("product_values", "attribute_id", "attributes"))
                    .take(),
            ],
            vec![
                unique("variants_options", "variants", &["product_id", "option_key"]),
                index("product_options_attribute", "product_options", &["attribute_id"]),
                index("product_values_value", "product_values", &["attribute_id", "value", "product_id"]),
                index("product_values_number", "product_values", &["attribute_id", "number_milli"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["product_values", "product_options", "attribute_choices", "attributes"]).await?;
        manager.drop_index(Index::drop().name("variants_options").table("variants").to_owned()).await?;
        for column in ["option_values", "option_key"] {
            manager.alter_table(Table::alter().table("variants").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
