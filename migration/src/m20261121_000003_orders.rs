//! Carts, quotes, orders and what was answered under an idempotency key.

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
                    .table("carts")
                    .col(id("id"))
                    .col(text_null("token_hash"))
                    .col(uuid_null("user_id"))
                    .col(text("state"))
                    .col(text("currency"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .take(),
                Table::create()
                    .table("cart_lines")
                    .col(id("id"))
                    .col(uuid("cart_id"))
                    .col(uuid("variant_id"))
                    .col(integer("quantity"))
                    .col(big_integer("seen_price_minor"))
                    .col(instant("created_at"))
                    .foreign_key(&mut owned_by("cart_lines", "cart_id", "carts"))
                    .foreign_key(&mut owned_by("cart_lines", "variant_id", "variants"))
                    .take(),
                Table::create()
                    .table("shipping_quotes")
                    .col(id("id"))
                    .col(uuid("cart_id"))
                    .col(text("carrier"))
                    .col(text("service"))
                    .col(text("name"))
                    .col(natural("price_minor"))
                    .col(text("currency"))
                    .col(integer("days"))
                    .col(text("fingerprint"))
                    .col(instant("expires_at"))
                    .col(instant("created_at"))
                    .foreign_key(&mut owned_by("shipping_quotes", "cart_id", "carts"))
                    .take(),
                Table::create()
                    .table("orders")
                    .col(id("id"))
                    .col(text("number").unique_key().take())
                    .col(uuid_null("user_id"))
                    .col(uuid("cart_id"))
                    .col(text("email"))
                    .col(text("state"))
                    .col(text("fulfilment"))
                    .col(text("currency"))
                    .col(natural("items_minor"))
                    .col(natural("shipping_minor"))
                    .col(natural("tax_minor"))
                    .col(natural("total_minor"))
                    .col(natural("captured_minor"))
                    .col(natural("refunded_minor"))
                    .col(text("shipping_method"))
                    .col(text("shipping_name"))
                    .col(integer("shipping_tax_rate_bp"))
                    .col(json_binary("shipping_address"))
                    .col(json_binary("billing_address"))
                    .col(text_null("tracking"))
                    .col(instant("hold_until"))
                    .col(big_integer("version"))
                    .col(text("trace_id"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .check(Expr::col("refunded_minor").lte(Expr::col("captured_minor")))
                    .take(),
                Table::create()
                    .table("order_lines")
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(integer("position"))
                    .col(uuid("variant_id"))
                    .col(uuid("product_id"))
                    .col(uuid_null("category_id"))
                    .col(text("sku"))
                    .col(text("name"))
                    .col(big_integer("quantity"))
                    .col(natural("unit_price_minor"))
                    .col(integer("tax_rate_bp"))
                    .col(natural("total_minor"))
                    .foreign_key(&mut owned_by("order_lines", "order_id", "orders"))
                    .take(),
                Table::create()
                    .table("reservations")
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(uuid("variant_id"))
                    .col(natural("quantity"))
                    .col(text("state"))
                    .col(instant("expires_at"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by("reservations", "order_id", "orders"))
                    .take(),
                Table::create()
                    .table("transitions")
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(text("axis"))
                    .col(uuid("subject_id"))
                    .col(text("from_state"))
                    .col(text("to_state"))
                    .col(text("cause"))
                    .col(instant("created_at"))
                    .foreign_key(&mut owned_by("transitions", "order_id", "orders"))
                    .take(),
                Table::create()
                    .table("idempotency_keys")
                    .col(text("scope"))
                    .col(text("key"))
                    .col(text("fingerprint"))
                    .col(integer("status"))
                    .col(json_binary("response"))
                    .col(instant("created_at"))
                    .primary_key(Index::create().col("scope").col("key"))
                    .take(),
            ],
            vec![
                unique("carts_token", "carts", &["token_hash"]),
                unique("carts_one_open_per_user", "carts", &["user_id"])
                    .cond_where(Expr::col("state").eq("open"))
                    .take(),
                index("carts_idle", "carts", &["updated_at"])
                    .cond_where(Expr::col("state").eq("open"))
                    .take(),
                unique("cart_lines_variant", "cart_lines", &["cart_id", "variant_id"]),
                index("orders_lapsing", "orders", &["hold_until"])
                    .cond_where(Expr::col("state").eq("awaiting_payment"))
                    .take(),
                index("orders_user", "orders", &["user_id"]),
                index("order_lines_order", "order_lines", &["order_id"]),
                index("shipping_quotes_expiry", "shipping_quotes", &["expires_at"]),
                index("reservations_order", "reservations", &["order_id"]),
                index("transitions_order", "transitions", &["order_id"]),
                index("idempotency_keys_age", "idempotency_keys", &["created_at"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            &[
                "idempotency_keys",
                "transitions",
                "reservations",
                "order_lines",
                "orders",
                "shipping_quotes",
                "cart_lines",
                "carts",
            ],
        )
        .await
    }
}
