//! Webhooks to merchants: endpoints, deliveries and every attempt.

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
                    .table("webhook_endpoints")
                    .col(id("id"))
                    .col(text("url"))
                    .col(text("description"))
                    .col(json_binary("events"))
                    .col(boolean("enabled"))
                    .col(text_null("disabled_reason"))
                    .col(instant_null("disabled_at"))
                    .col(text("secret"))
                    .col(text_null("previous_secret"))
                    .col(instant_null("previous_secret_until"))
                    .col(instant_null("failing_since"))
                    .col(natural("failures"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .take(),
                Table::create()
                    .table("webhook_deliveries")
                    .col(id("id"))
                    .col(uuid("endpoint_id"))
                    .col(uuid("message_id"))
                    .col(text("kind"))
                    .col(uuid_null("order_id"))
                    .col(text("body"))
                    .col(text("state"))
                    .col(integer("attempts"))
                    .col(integer_null("status"))
                    .col(text("trace_id"))
                    .col(instant("created_at"))
                    .col(instant_null("finished_at"))
                    .foreign_key(&mut owned_by("webhook_deliveries", "endpoint_id", "webhook_endpoints"))
                    .take(),
                Table::create()
                    .table("webhook_attempts")
                    .col(id("id"))
                    .col(uuid("delivery_id"))
                    .col(integer("number"))
                    .col(instant("started_at"))
                    .col(natural("duration_ms"))
                    .col(integer_null("status"))
                    .col(text("answer"))
                    .col(text_null("error"))
                    .foreign_key(&mut owned_by("webhook_attempts", "delivery_id", "webhook_deliveries"))
                    .take(),
            ],
            vec![
                unique("webhook_deliveries_message", "webhook_deliveries", &["endpoint_id", "message_id"]),
                index("webhook_deliveries_newest", "webhook_deliveries", &["created_at", "id"]),
                index("webhook_deliveries_order", "webhook_deliveries", &["order_id"])
                    .cond_where(Expr::col("order_id").is_not_null())
                    .take(),
                index("webhook_deliveries_pending", "webhook_deliveries", &["endpoint_id"])
                    .cond_where(Expr::col("state").eq("pending"))
                    .take(),
                index("webhook_deliveries_finished", "webhook_deliveries", &["finished_at"])
                    .cond_where(Expr::col("finished_at").is_not_null())
                    .take(),
                unique("webhook_attempts_number", "webhook_attempts", &["delivery_id", "number"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["webhook_attempts", "webhook_deliveries", "webhook_endpoints"]).await
    }
}
