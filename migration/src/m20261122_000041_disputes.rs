//! Chargebacks, and reports that compare our books with a provider's. Finance may see and keep them.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::*;
use crate::grants::grant;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (disputes, reports) = ("disputes", "reconciliations");
        create(
            manager,
            vec![
                Table::create()
                    .table(disputes)
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(uuid("payment_id"))
                    .col(text("provider"))
                    .col(text("reference"))
                    .col(text("state"))
                    .col(natural("amount_minor"))
                    .col(text("currency"))
                    .col(text("reason"))
                    .col(boolean("withdrawn"))
                    .col(instant_null("evidence_due_at"))
                    .col(instant("opened_at"))
                    .col(instant("told_at"))
                    .col(instant_null("closed_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by(disputes, "order_id", "orders"))
                    .take(),
                Table::create()
                    .table(reports)
                    .col(id("id"))
                    .col(text("provider"))
                    .col(instant("from_at"))
                    .col(instant("until_at"))
                    .col(text("state"))
                    .col(big_integer("compared"))
                    .col(big_integer("differing"))
                    .col(json_binary("differences"))
                    .col(instant("created_at"))
                    .col(instant_null("finished_at"))
                    .take(),
            ],
            vec![
                unique("disputes_reference", disputes, &["provider", "reference"]),
                index("disputes_newest", disputes, &["opened_at", "id"]),
                index("disputes_order", disputes, &["order_id"]),
                index("reconciliations_newest", reports, &["created_at", "id"]),
            ],
        )
        .await?;
        grant(manager, &[("finance", &["payments_write"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["reconciliations", "disputes"]).await
    }
}
