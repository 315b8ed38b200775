//! The audit log, which the database itself keeps from being changed.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const POSTGRES: &str = "
CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries
FOR EACH ROW EXECUTE FUNCTION audit_entries_stay();
CREATE TRIGGER audit_entries_stay_all BEFORE TRUNCATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay();";

const SQLITE: &str = "
CREATE TRIGGER audit_entries_keep BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = "audit_entries";
        create(
            manager,
            vec![
                Table::create()
                    .table(table)
                    .col(id("id"))
                    .col(instant("at"))
                    .col(text("actor_kind"))
                    .col(uuid_null("actor_id"))
                    .col(text("action"))
                    .col(text("entity"))
                    .col(text("entity_id"))
                    .col(json_binary_null("before"))
                    .col(json_binary_null("after"))
                    .col(text_null("address"))
                    .col(text_null("user_agent"))
                    .col(text_null("request_id"))
                    .col(text("trace_id"))
                    .take(),
            ],
            vec![
                index("audit_entries_newest", table, &["at", "id"]),
                index("audit_entries_actor", table, &["actor_id", "at", "id"]),
                index("audit_entries_entity", table, &["entity", "entity_id", "at", "id"]),
                index("audit_entries_action", table, &["action", "at", "id"]),
            ],
        )
        .await?;
        let triggers = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        manager.get_connection().execute_unprepared(triggers).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["audit_entries"]).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared("DROP FUNCTION audit_entries_stay()").await?;
        }
        Ok(())
    }
}
