//! Roles made of permissions, who has them, and which accounts are closed. Until now a user had one of three fixed roles.

use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::sea_orm::prelude::{DateTimeUtc, Json, Uuid};
use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Last digits of the id, slug, name, description, permissions. Administrators may do everything, whatever their row says.
const SHIPPED: &[(u128, &str, &str, &str, &[&str])] = &[
    (0xa01, "admin", "Administrator", "Everything.", &[]),
    (
        0xa02,
        "catalogue_manager",
        "Catalogue manager",
        "Products, their variants, stock and pictures, and how they sell.",
        &["catalog_write", "sales_read"],
    ),
    (
        0xa03,
        "support",
        "Support",
        "Sees orders and mails, and cancels for customers.",
        &["orders_read", "orders_write", "mails_read"],
    ),
    (0xa04, "fulfilment", "Fulfilment", "Packs and sends orders.", &["orders_read", "orders_write"]),
    (
        0xa05,
        "finance",
        "Finance",
        "Sees orders and sales, and gives money back.",
        &["orders_read", "payments_refund", "sales_read"],
    ),
    (
        0xa06,
        "operator",
        "Operator",
        "Keeps the machinery going: jobs, queues, mails, webhooks, and the audit log.",
        &["mails_read", "jobs_read", "jobs_write", "webhooks_read", "webhooks_write", "audit_read"],
    ),
];

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
                    .table("roles")
                    .col(id("id"))
                    .col(text("slug").unique_key().take())
                    .col(text("name"))
                    .col(text("description"))
                    .col(json_binary("permissions"))
                    .col(boolean("shipped"))
                    .col(big_integer("version"))
                    .col(instant("created_at"))
                    .col(instant("updated_at"))
                    .take(),
                Table::create()
                    .table("user_roles")
                    .col(uuid("user_id"))
                    .col(uuid("role_id"))
                    .primary_key(Index::create().col("user_id").col("role_id"))
                    .foreign_key(&mut owned_by("user_roles", "user_id", "users"))
                    .foreign_key(&mut reference("user_roles", "role_id", "roles"))
                    .take(),
                Table::create()
                    .table("revisions")
                    .col(text("name").primary_key().take())
                    .col(big_integer("revision"))
                    .take(),
            ],
            vec![index("user_roles_role", "user_roles", &["role_id"])],
        )
        .await?;
        let closed = instant_null("deactivated_at");
        manager.alter_table(Table::alter().table("users").add_column(closed).to_owned()).await?;
        let closed = index("users_deactivated", "users", &["deactivated_at"])
            .cond_where(Expr::col("deactivated_at").is_not_null())
            .take();
        manager.create_index(closed).await?;
        // Staff is listed by this.
        let staff =
            index("users_staff", "users", &["email"]).cond_where(Expr::col("role").ne("customer")).take();
        manager.create_index(staff).await?;
        fill(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["users_staff", "users_deactivated"] {
            manager.drop_index(Index::drop().name(name).table("users").to_owned()).await?;
        }
        manager.alter_table(Table::alter().table("users").drop_column("deactivated_at").to_owned()).await?;
        drop(manager, &["revisions", "user_roles", "roles"]).await
    }
}

/// The roles that are shipped, and what people had until now: administrators stay that, staff gets all the others, which
/// together allow what staff was allowed.
async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    // The day of this migration.
    let now = DateTimeUtc::from_timestamp(1_795_305_600, 0).unwrap_or_default();
    for (last_digits, slug, name, description, permissions) in SHIPPED {
        let id = Uuid::from_u128(0x7000_8000_0000_0000_0000 | last_digits);
        let permissions = Json::from(permissions.to_vec());
        let insert = Query::insert()
            .into_table("roles")
            .columns([
                "id",
                "slug",
                "name",
                "description",
                "permissions",
                "shipped",
                "version",
                "created_at",
                "updated_at",
            ])
            .values([
                id.into(),
                (*slug).into(),
                (*name).into(),
                (*description).into(),
                permissions.into(),
                true.into(),
                1i64.into(),
                now.into(),
                now.into(),
            ])
            .map_err(|error| DbErr::Migration(error.to_string()))?
            .to_owned();
        db.execute(&insert).await?;
    }
    for (role, condition) in [("admin", "r.slug = 'admin'"), ("staff", "r.slug <> 'admin'")] {
        let sql = format!(
            "INSERT INTO user_roles (user_id, role_id) SELECT u.id, r.id FROM users u, roles r \
             WHERE u.role = '{role}' AND {condition}"
        );
        db.execute_unprepared(&sql).await?;
    }
    db.execute_unprepared("INSERT INTO revisions (name, revision) VALUES ('access', 0), ('settings', 0)")
        .await?;
    Ok(())
}
