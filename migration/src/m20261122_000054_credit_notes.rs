//! Credit notes with numbers of their own, and the invoices that one of them took the place of.

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
        let (notes, former) = ("credit_notes", "former_invoices");
        create(
            manager,
            vec![
                Table::create()
                    .table(notes)
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(uuid("invoice_id"))
                    .col(text("invoice_number"))
                    .col(uuid_null("refund_id").unique_key().take())
                    .col(text("number").unique_key().take())
                    .col(integer("year"))
                    .col(big_integer("sequence"))
                    .col(text("reason"))
                    .col(json_binary("document"))
                    .col(natural("total_minor"))
                    .col(text("currency"))
                    .col(text("storage_key"))
                    .col(text_null("sha256"))
                    .col(instant("issued_at"))
                    .take(),
                Table::create()
                    .table("credit_note_counters")
                    .col(integer("year").primary_key().take())
                    .col(big_integer("last"))
                    .take(),
                Table::create()
                    .table(former)
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(text("number").unique_key().take())
                    .col(integer("year"))
                    .col(big_integer("sequence"))
                    .col(json_binary("document"))
                    .col(natural("total_minor"))
                    .col(text("currency"))
                    .col(text("storage_key"))
                    .col(text_null("sha256"))
                    .col(instant("issued_at"))
                    .col(instant("replaced_at"))
                    .take(),
            ],
            vec![
                unique("credit_notes_sequence", notes, &["year", "sequence"]),
                index("credit_notes_order", notes, &["order_id"]),
                index("credit_notes_newest", notes, &["issued_at", "id"]),
                unique("former_invoices_sequence", former, &["year", "sequence"]),
                index("former_invoices_order", former, &["order_id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["former_invoices", "credit_note_counters", "credit_notes"]).await
    }
}
