//! The schema, in one code path for PostgreSQL and SQLite.
//!
//! [`up`] may be called by any number of processes at once: on PostgreSQL they queue behind an advisory lock, on SQLite
//! behind the write lock of the file.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};

mod columns;
mod grants;
mod m20261121_000001_accounts;
mod m20261121_000002_catalog;
mod m20261121_000003_orders;
mod m20261121_000004_payments;
mod m20261121_000005_jobs;
mod m20261121_000006_read_models;
mod m20261122_000007_fleet;
mod m20261122_000008_batches;
mod m20261122_000009_timetable;
mod m20261122_000010_webhooks;
mod m20261122_000011_event_log;
mod m20261122_000011_event_partitions;
mod m20261122_000013_operate;
mod m20261122_000014_batch_ends;
mod m20261122_000014_exports;
mod m20261122_000014_imports;
mod m20261122_000015_breakers;
mod m20261122_000016_audit;
mod m20261122_000017_roles;
mod m20261122_000018_proofs;
mod m20261122_000019_api_keys;
mod m20261122_000020_addresses;
mod m20261122_000021_product_life;
mod m20261122_000022_brands;
mod m20261122_000023_attributes;
mod m20261122_000024_collections;
mod m20261122_000030_promotions;
mod m20261122_000031_zones;
mod m20261122_000040_payments;
mod m20261122_000041_disputes;
mod m20261122_000042_shipments;
mod m20261122_000043_order_desk;
mod m20261122_000050_shop_settings;
mod m20261122_000051_second_factors;
mod m20261122_000052_stock_keeping;
mod m20261122_000053_pictures;
mod m20261122_000054_credit_notes;
mod m20261122_000055_mail_templates;
mod m20261122_000056_export_filters;
mod m20261122_000057_order_lines_by_product;
mod m20261122_000060_search;
mod m20261122_000061_synonyms;
mod m20261122_000062_product_codes;
mod m20261122_000063_search_insight;
mod m20261122_000065_recommendations;
mod m20261122_000066_models;
mod m20261122_000067_drafts;
mod m20261122_000068_inquiries;
mod m20261122_000070_returns;
mod m20261122_000071_reviews;
mod m20261122_000072_backorders;
mod m20261122_000073_customers;
mod m20261122_000075_wishes;
mod m20261122_000076_bundles;
mod m20261122_000077_data_exports;
mod m20261122_000078_translations;
mod m20261123_000079_sales_confirmed;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_accounts::Migration),
            Box::new(m20261121_000002_catalog::Migration),
            Box::new(m20261121_000003_orders::Migration),
            Box::new(m20261121_000004_payments::Migration),
            Box::new(m20261121_000005_jobs::Migration),
            Box::new(m20261121_000006_read_models::Migration),
            Box::new(m20261122_000007_fleet::Migration),
            Box::new(m20261122_000008_batches::Migration),
            Box::new(m20261122_000009_timetable::Migration),
            Box::new(m20261122_000010_webhooks::Migration),
            Box::new(m20261122_000011_event_log::Migration),
            Box::new(m20261122_000011_event_partitions::Migration),
            Box::new(m20261122_000013_operate::Migration),
            Box::new(m20261122_000014_batch_ends::Migration),
            Box::new(m20261122_000014_exports::Migration),
            Box::new(m20261122_000014_imports::Migration),
            Box::new(m20261122_000015_breakers::Migration),
            Box::new(m20261122_000016_audit::Migration),
            Box::new(m20261122_000017_roles::Migration),
            Box::new(m20261122_000018_proofs::Migration),
            Box::new(m20261122_000019_api_keys::Migration),
            Box::new(m20261122_000020_addresses::Migration),
            Box::new(m20261122_000021_product_life::Migration),
            Box::new(m20261122_000022_brands::Migration),
            Box::new(m20261122_000023_attributes::Migration),
            Box::new(m20261122_000024_collections::Migration),
            Box::new(m20261122_000030_promotions::Migration),
            Box::new(m20261122_000031_zones::Migration),
            Box::new(m20261122_000040_payments::Migration),
            Box::new(m20261122_000041_disputes::Migration),
            Box::new(m20261122_000042_shipments::Migration),
            Box::new(m20261122_000043_order_desk::Migration),
            Box::new(m20261122_000050_shop_settings::Migration),
            Box::new(m20261122_000051_second_factors::Migration),
            Box::new(m20261122_000052_stock_keeping::Migration),
            Box::new(m20261122_000053_pictures::Migration),
            Box::new(m20261122_000054_credit_notes::Migration),
            Box::new(m20261122_000060_search::Migration),
            Box::new(m20261122_000061_synonyms::Migration),
            Box::new(m20261122_000062_product_codes::Migration),
            Box::new(m20261122_000063_search_insight::Migration),
            Box::new(m20261122_000055_mail_templates::Migration),
            Box::new(m20261122_000056_export_filters::Migration),
            Box::new(m20261122_000057_order_lines_by_product::Migration),
            Box::new(m20261122_000065_recommendations::Migration),
            Box::new(m20261122_000066_models::Migration),
            Box::new(m20261122_000067_drafts::Migration),
            Box::new(m20261122_000068_inquiries::Migration),
            Box::new(m20261122_000070_returns::Migration),
            Box::new(m20261122_000071_reviews::Migration),
            Box::new(m20261122_000072_backorders::Migration),
            Box::new(m20261122_000073_customers::Migration),
            Box::new(m20261122_000075_wishes::Migration),
            Box::new(m20261122_000076_bundles::Migration),
            Box::new(m20261122_000077_data_exports::Migration),
            Box::new(m20261122_000078_translations::Migration),
            Box::new(m20261123_000079_sales_confirmed::Migration),
        ]
    }
}

/// Any constant will do, as long as nobody else takes it.
const ADVISORY_LOCK: i64 = 0x5045_4e44_454e;

/// Brings the schema up to date. `db` must be a pool of one connection, since the lock belongs to a session.
pub async fn up(db: &DatabaseConnection) -> Result<(), DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Migrator::up(db, None).await;
    }
    db.execute_unprepared(&format!("SELECT pg_advisory_lock({ADVISORY_LOCK})")).await?;
    let result = Migrator::up(db, None).await;
    db.execute_unprepared(&format!("SELECT pg_advisory_unlock({ADVISORY_LOCK})")).await?;
    result
}

/// How the schema differs from this version's: the names of migrations that are missing, and of those that this version
/// does not know. Changes nothing.
pub async fn compare(db: &DatabaseConnection) -> Result<(Vec<String>, Vec<String>), DbErr> {
    let known: Vec<String> = Migrator::migrations().iter().map(|one| one.name().to_owned()).collect();
    let query =
        Query::select().column("version").from("seaql_migrations").order_by("version", Order::Asc).take();
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok((known, Vec::new()));
    }
    let rows = db.query_all(&query).await?;
    let applied: Vec<String> = rows.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?;
    let missing = known.iter().filter(|name| !applied.contains(name)).cloned().collect();
    let unknown = applied.into_iter().filter(|name| !known.contains(name)).collect();
    Ok((missing, unknown))
}
