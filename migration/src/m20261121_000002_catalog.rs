//! Categories, products, variants, images and stock.

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
                    .table("categories")
                    .col(id("id"))
                    .col(uuid_null("parent_id"))
                    .col(text("slug").unique_key().take())
                    .col(text("name"))
                    .col(integer("position"))
                    .col(big_integer("version"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut reference("categories", "parent_id", "categories"))
                    .take(),
                Table::create()
                    .table("products")
                    .col(id("id"))
                    .col(uuid_null("category_id"))
                    .col(text("slug").unique_key().take())
                    .col(text("name"))
                    .col(text("description"))
                    .col(text("status"))
                    .col(integer("tax_rate_bp"))
                    .col(text("search_text"))
                    .col(big_integer_null("price_from_minor"))
                    .col(text_null("currency"))
                    .col(big_integer("version"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut reference("products", "category_id", "categories"))
                    .take(),
                Table::create()
                    .table("variants")
                    .col(id("id"))
                    .col(uuid("product_id"))
                    .col(text("sku").unique_key().take())
                    .col(text("name"))
                    .col(natural("price_minor"))
                    .col(text("currency"))
                    .col(integer("weight_g"))
                    .col(integer("position"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by("variants", "product_id", "products"))
                    .take(),
                Table::create()
                    .table("images")
                    .col(id("id"))
                    .col(uuid("product_id"))
                    .col(text("storage_key"))
                    .col(text("content_type"))
                    .col(text("alt"))
                    .col(integer("width"))
                    .col(integer("height"))
                    .col(integer("position"))
                    .col(instant("created_at"))
                    .foreign_key(&mut owned_by("images", "product_id", "products"))
                    .take(),
                Table::create()
                    .table("stock_levels")
                    .col(id("variant_id"))
                    .col(natural("on_hand"))
                    .col(natural("reserved"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by("stock_levels", "variant_id", "variants"))
                    .check(Expr::col("reserved").lte(Expr::col("on_hand")))
                    .take(),
                Table::create()
                    .table("stock_movements")
                    .col(id("id"))
                    .col(uuid("variant_id"))
                    .col(big_integer("delta"))
                    .col(text("reason"))
                    .col(uuid_null("order_id"))
                    .col(instant("created_at"))
                    .take(),
            ],
            vec![
                index("products_newest", "products", &["created_at", "id"]),
                index("products_price", "products", &["price_from_minor", "id"]),
                index("products_name", "products", &["name", "id"]),
                index("products_category", "products", &["category_id"]),
                index("variants_product", "variants", &["product_id"]),
                index("images_product", "images", &["product_id"]),
                index("stock_movements_variant", "stock_movements", &["variant_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["stock_movements", "stock_levels", "images", "variants", "products", "categories"])
            .await
    }
}
