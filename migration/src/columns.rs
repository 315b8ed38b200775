//! Shorthand for the columns, keys and indexes that the migrations repeat.

use sea_orm_migration::{prelude::*, schema::*};

pub fn id(name: &'static str) -> ColumnDef {
    uuid(name).primary_key().take()
}

pub fn instant(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone(name)
}

pub fn instant_null(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone_null(name)
}

/// A count or an amount that can never be negative.
pub fn natural(name: &'static str) -> ColumnDef {
    big_integer(name).check(Expr::col(name).gte(0)).take()
}

/// A reference whose row goes when its parent goes.
pub fn owned_by(
    table: &'static str,
    column: &'static str,
    parent: &'static str,
) -> ForeignKeyCreateStatement {
    reference(table, column, parent).on_delete(ForeignKeyAction::Cascade).to_owned()
}

/// A reference that keeps its parent from being deleted.
pub fn reference(
    table: &'static str,
    column: &'static str,
    parent: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(parent, "id").on_delete(ForeignKeyAction::Restrict).to_owned()
}

pub fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

pub fn unique(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(name, table, columns).unique().to_owned()
}

/// Creates the tables and then the indexes.
pub async fn create(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
    indexes: Vec<IndexCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Drops the tables, in the order given.
pub async fn drop(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).to_owned()).await?;
    }
    Ok(())
}
