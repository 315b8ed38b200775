//! Whether an order was sold at all: money that comes for one that was not, and goes back, is no sale.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let confirmed = boolean("confirmed").default(false).take();
        manager.alter_table(Table::alter().table("sales_facts").add_column(confirmed).take()).await?;
        // Events may be in files by now; of an order whose events are, only the fact itself tells.
        manager
            .get_connection()
            .execute_unprepared(
                "UPDATE sales_facts SET confirmed = true WHERE (captured_minor >= total_minor AND NOT cancelled) \
                 OR EXISTS (SELECT 1 FROM events e WHERE e.aggregate = 'order' \
                 AND e.aggregate_id = sales_facts.order_id AND e.kind IN ('order_paid', 'order_confirmed'))",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("sales_facts").drop_column("confirmed").take()).await
    }
}
