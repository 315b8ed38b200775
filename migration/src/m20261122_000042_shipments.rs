//! Parcels: what of an order went out in which, and where it is. Until now an order went out as a whole.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
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
        let (shipments, lines) = ("shipments", "shipment_lines");
        create(
            manager,
            vec![
                Table::create()
                    .table(shipments)
                    .col(id("id"))
                    .col(uuid("order_id"))
                    .col(text("number").unique_key().take())
                    .col(text("state"))
                    .col(text_null("carrier"))
                    .col(text_null("tracking"))
                    .col(text_null("tracking_url"))
                    .col(instant("shipped_at"))
                    .col(instant_null("delivered_at"))
                    .col(instant_null("returned_at"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by(shipments, "order_id", "orders"))
                    .take(),
                Table::create()
                    .table(lines)
                    .col(id("id"))
                    .col(uuid("shipment_id"))
                    .col(uuid("order_line_id"))
                    .col(natural("quantity"))
                    .foreign_key(&mut owned_by(lines, "shipment_id", shipments))
                    .foreign_key(&mut owned_by(lines, "order_line_id", "order_lines"))
                    .take(),
            ],
            vec![
                index("shipments_order", shipments, &["order_id"]),
                unique("shipment_lines_line", lines, &["shipment_id", "order_line_id"]),
                index("shipment_lines_order_line", lines, &["order_line_id"]),
            ],
        )
        .await?;
        keep_what_was_sent(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["shipment_lines", "shipments"]).await
    }
}

/// Orders that were sent before there were parcels get one each, under ids that follow from theirs.
async fn keep_what_was_sent(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // An order's id is free in a table of its own, and so is a line's: one parcel for each.
    let delivered = "CASE WHEN fulfilment = 'delivered' THEN updated_at END";
    let state = "CASE WHEN fulfilment = 'delivered' THEN 'delivered' ELSE 'shipped' END";
    let sent = "fulfilment IN ('shipped', 'delivered')";
    let db = manager.get_connection();
    db.execute_unprepared(&format!(
        "INSERT INTO shipments (id, order_id, number, state, tracking, shipped_at, delivered_at, updated_at) \
         SELECT id, id, number || '-1', {state}, tracking, updated_at, {delivered}, updated_at FROM orders WHERE {sent}"
    ))
    .await?;
    db.execute_unprepared(&format!(
        "INSERT INTO shipment_lines (id, shipment_id, order_line_id, quantity) \
         SELECT l.id, l.order_id, l.id, l.quantity FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.{sent}"
    ))
    .await?;
    if manager.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared("ANALYZE shipments; ANALYZE shipment_lines").await?;
    }
    Ok(())
}
