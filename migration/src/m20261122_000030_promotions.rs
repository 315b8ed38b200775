//! Promotions and who used them, the codes that lie in a cart, and what of an order is discount.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::*;
use crate::grants::grant;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Roles that came with the program, and what they may do from now on.
const GRANTED: &[(&str, &[&str])] = &[
    ("catalogue_manager", &["promotions_read", "promotions_write"]),
    ("support", &["promotions_read"]),
    ("finance", &["promotions_read"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (promotions, redemptions) = ("promotions", "promotion_redemptions");
        create(
            manager,
            vec![
                Table::create()
                    .table(promotions)
                    .col(id("id"))
                    .col(text("name"))
                    .col(text_null("code").unique_key().take())
                    .col(text("kind"))
                    .col(integer("percent_bp"))
                    .col(natural("amount_minor"))
                    .col(integer("buy_quantity"))
                    .col(integer("get_quantity"))
                    .col(json_binary("product_ids"))
                    .col(json_binary("category_ids"))
                    .col(natural("min_subtotal_minor"))
                    .col(boolean("first_order"))
                    .col(instant_null("starts_at"))
                    .col(instant_null("ends_at"))
                    .col(big_integer_null("max_uses"))
                    .col(big_integer_null("max_uses_per_customer"))
                    .col(natural("uses"))
                    .col(boolean("exclusive"))
                    .col(integer("priority"))
                    .col(boolean("enabled"))
                    .col(big_integer("version"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .take(),
                Table::create()
                    .table(redemptions)
                    .col(id("id"))
                    .col(uuid("promotion_id"))
                    .col(uuid("order_id"))
                    .col(uuid_null("user_id"))
                    .col(text("email"))
                    .col(text_null("code"))
                    .col(natural("amount_minor"))
                    .col(text("currency"))
                    .col(instant("created_at"))
                    .col(instant_null("released_at"))
                    .foreign_key(&mut reference(redemptions, "promotion_id", promotions))
                    .foreign_key(&mut owned_by(redemptions, "order_id", "orders"))
                    .take(),
            ],
            vec![
                index("promotions_newest", promotions, &["created_at", "id"]),
                // What a cart looks through: the automatic ones.
                index("promotions_automatic", promotions, &["priority"])
                    .cond_where(Expr::col("code").is_null().and(Expr::col("enabled").eq(true)))
                    .take(),
                unique("promotion_redemptions_once", redemptions, &["promotion_id", "order_id"]),
                index("promotion_redemptions_order", redemptions, &["order_id"]),
                index("promotion_redemptions_email", redemptions, &["promotion_id", "email"]),
                index("promotion_redemptions_user", redemptions, &["promotion_id", "user_id"]),
                index("promotion_redemptions_newest", redemptions, &["promotion_id", "created_at", "id"]),
                index("orders_email", "orders", &["email"]),
            ],
        )
        .await?;
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        grant(manager, GRANTED).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns().into_iter().rev() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
        }
        manager.drop_index(Index::drop().name("orders_email").table("orders").to_owned()).await?;
        drop(manager, &["promotion_redemptions", "promotions"]).await
    }
}

/// What is added to tables that are there. What was ordered before had no discount.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    vec![
        ("carts", json_binary("codes").default("[]").take()),
        ("orders", big_integer("discount_minor").default(0).take()),
        ("orders", big_integer("shipping_discount_minor").default(0).take()),
        ("orders", json_binary("adjustments").default("[]").take()),
        ("orders", json_binary_null("taxes")),
        ("orders", boolean("prices_include_tax").default(true).take()),
        ("order_lines", big_integer("discount_minor").default(0).take()),
        ("order_lines", json_binary("adjustments").default("[]").take()),
        ("order_lines", big_integer_null("tax_minor")),
    ]
}
