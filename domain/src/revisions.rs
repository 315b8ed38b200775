//! Numbers that grow when something changes that every process keeps in memory, so that looking whether it changed costs
//! one row.

use entity::revision;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::error::{Error, Result};
use crate::store::Txn;

/// What is kept in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Roles, who has them, and which accounts are closed.
    Access,
    /// What the shop says about itself.
    Settings,
    /// How far the changes are that search indexes follow.
    Search,
}

impl Subject {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Settings => "settings",
            Self::Search => "search",
        }
    }
}

/// The number as it is now.
pub async fn current(db: &impl ConnectionTrait, subject: Subject) -> Result<i64> {
    let row = revision::Entity::find_by_id(subject.as_str()).one(db).await?;
    Ok(row.map_or(0, |row| row.revision))
}

/// Says that it changes. Whoever else wants to change the same waits until this transaction ends, so call it first.
pub async fn begin(txn: &Txn, subject: Subject) -> Result<()> {
    let grown = revision::Entity::update_many()
        .col_expr(revision::Column::Revision, Expr::col(revision::Column::Revision).add(1))
        .filter(revision::Column::Name.eq(subject.as_str()))
        .exec(txn)
        .await?;
    if grown.rows_affected == 0 {
        return Err(Error::Corrupt(format!("there is no revision of {}", subject.as_str())));
    }
    Ok(())
}
