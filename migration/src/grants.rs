//! Giving shipped roles what a new part of the program lets people do.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::sea_orm::prelude::Json;

/// Adds permissions to roles that came with the program, in the order of the names given.
pub async fn grant(manager: &SchemaManager<'_>, granted: &[(&str, &[&str])]) -> Result<(), DbErr> {
    let db = manager.get_connection();
    for (slug, names) in granted {
        let query = Query::select()
            .column("permissions")
            .from("roles")
            .and_where(Expr::col("slug").eq(*slug))
            .and_where(Expr::col("shipped").eq(true))
            .take();
        let Some(row) = db.query_one(&query).await? else { continue };
        let stored: Json = row.try_get("", "permissions")?;
        let mut permissions = stored.as_array().cloned().unwrap_or_default();
        for name in *names {
            if !permissions.iter().any(|stored| stored == name) {
                permissions.push(Json::from(*name));
            }
        }
        let update = Query::update()
            .table("roles")
            .value("permissions", Json::Array(permissions))
            .and_where(Expr::col("slug").eq(*slug))
            .and_where(Expr::col("shipped").eq(true))
            .take();
        db.execute(&update).await?;
    }
    Ok(())
}
