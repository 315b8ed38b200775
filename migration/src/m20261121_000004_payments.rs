//! Payments, refunds, webhooks, invoices and mails.

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
                    .table("payments")
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(text("provider"))
                    .col(text_null("reference"))
                    .col(text("token"))
                    .col(text("state"))
                    .col(natural("amount_minor"))
                    .col(text("currency"))
                    .col(text_null("failure_code"))
                    .col(text_null("action_url"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by("payments", "order_id", "orders"))
                    .take(),
                Table::create()
                    .table("payment_entries")
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(uuid("payment_id"))
                    .col(text("kind"))
                    .col(natural("amount_minor"))
                    .col(text("currency"))
                    .col(text("provider"))
                    .col(text("reference"))
                    .col(instant("created_at"))
                    .foreign_key(&mut owned_by("payment_entries", "order_id", "orders"))
                    .take(),
                Table::create()
                    .table("refunds")
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(uuid("payment_id"))
                    .col(text("state"))
                    .col(natural("amount_minor"))
                    .col(text("currency"))
                    .col(text("reason"))
                    .col(text_null("reference"))
                    .col(text_null("failure_code"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by("refunds", "order_id", "orders"))
                    .take(),
                Table::create()
                    .table("webhook_receipts")
                    .col(id("id"))
                    .col(text("provider"))
                    .col(text("event_id"))
                    .col(text("body"))
                    .col(instant("received_at"))
                    .col(instant_null("processed_at"))
                    .take(),
                Table::create()
                    .table("invoices")
                    .col(id("id"))
                    .col(uuid("order_id").unique_key().take())
                    .col(text("number").unique_key().take())
                    .col(integer("year"))
                    .col(big_integer("sequence"))
                    .col(json_binary("document"))
                    .col(natural("total_minor"))
                    .col(text("currency"))
                    .col(text("storage_key"))
                    .col(text_null("sha256"))
                    .col(instant("issued_at"))
                    .take(),
                Table::create()
                    .table("invoice_counters")
                    .col(integer("year").primary_key().take())
                    .col(big_integer("last"))
                    .take(),
                Table::create()
                    .table("mails")
                    .col(id("id"))
                    .col(text("message_id").unique_key().take())
                    .col(text("template"))
                    .col(uuid_null("order_id"))
                    .col(text("recipient"))
                    .col(text("sender"))
                    .col(text("subject"))
                    .col(text("text"))
                    .col(text("html"))
                    .col(json_binary("attachments"))
                    .col(instant("created_at"))
                    .take(),
            ],
            vec![
                unique("payments_reference", "payments", &["provider", "reference"]),
                index("payments_order", "payments", &["order_id"]),
                index("payments_unsettled", "payments", &["updated_at"])
                    .cond_where(Expr::col("state").is_in(["unknown", "processing", "created"]))
                    .take(),
                unique("payment_entries_reference", "payment_entries", &["provider", "kind", "reference"]),
                index("payment_entries_order", "payment_entries", &["order_id"]),
                index("refunds_order", "refunds", &["order_id"]),
                index("refunds_unsettled", "refunds", &["updated_at"])
                    .cond_where(Expr::col("state").is_in(["unknown", "processing", "requested"]))
                    .take(),
                unique("webhook_receipts_event", "webhook_receipts", &["provider", "event_id"]),
                unique("invoices_sequence", "invoices", &["year", "sequence"]),
                index("mails_newest", "mails", &["created_at", "id"]),
                index("mails_order", "mails", &["order_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            &[
                "mails",
                "invoice_counters",
                "invoices",
                "webhook_receipts",
                "refunds",
                "payment_entries",
                "payments",
            ],
        )
        .await
    }
}
