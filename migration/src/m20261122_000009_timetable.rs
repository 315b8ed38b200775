//! The timetable's own book, mails that are sent once per subject, and the state of providers outside.

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
        for column in [uuid_null("job_id"), text_null("fired_by")] {
            manager.alter_table(Table::alter().table("ticks").add_column(column).take()).await?;
        }
        create(
            manager,
            vec![
                Table::create()
                    .table("timetable")
                    .col(text("name").primary_key())
                    .col(text("kind"))
                    .col(text("expression"))
                    .col(text("zone"))
                    .col(text("missed"))
                    .col(boolean("enabled"))
                    .col(instant("fired_until"))
                    .col(instant_null("next_at"))
                    .col(instant_null("last_slot"))
                    .col(instant_null("last_fired_at"))
                    .col(text_null("last_fired_by"))
                    .col(uuid_null("last_job_id"))
                    .col(instant_null("retired_at"))
                    .col(instant("updated_at"))
                    .take(),
                Table::create()
                    .table("reminders")
                    .col(text("template"))
                    .col(uuid("subject_id"))
                    .col(instant("created_at"))
                    .primary_key(Index::create().col("template").col("subject_id"))
                    .take(),
                Table::create()
                    .table("mail_preferences")
                    .col(id("user_id"))
                    .col(boolean("reminders"))
                    .col(instant("updated_at"))
                    .foreign_key(&mut owned_by("mail_preferences", "user_id", "users"))
                    .take(),
                Table::create()
                    .table("outside_limits")
                    .col(text("provider").primary_key())
                    .col(big_integer("arrival"))
                    .col(natural("interval_micros"))
                    .col(natural("burst"))
                    .take(),
                Table::create()
                    .table("outside_states")
                    .col(text("provider"))
                    .col(text("process"))
                    .col(text("breaker"))
                    .col(instant("since"))
                    .col(natural("calls"))
                    .col(natural("failures"))
                    .col(natural("put_off"))
                    .col(text_null("last_error"))
                    .col(instant_null("last_error_at"))
                    .col(instant("updated_at"))
                    .primary_key(Index::create().col("provider").col("process"))
                    .take(),
            ],
            vec![
                index("orders_completed", "orders", &["updated_at"])
                    .cond_where(Expr::col("state").eq("completed"))
                    .take(),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("orders_completed").table("orders").to_owned()).await?;
        drop(manager, &["outside_states", "outside_limits", "mail_preferences", "reminders", "timetable"])
            .await?;
        for column in ["job_id", "fired_by"] {
            manager.alter_table(Table::alter().table("ticks").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
