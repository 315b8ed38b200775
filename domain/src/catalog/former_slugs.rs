//! Slugs that moved: what had one before is still found by it, until something else takes it.

use std::collections::HashSet;

use entity::former_slug;
use entity::states::SlugKind;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::slug;
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;

/// Something that had the slug `from` has `to` now.
pub(super) async fn moved(txn: &Txn, kind: SlugKind, target_id: Uuid, from: &str, to: &str) -> Result<()> {
    if from == to {
        return Ok(());
    }
    taken(txn, kind, to).await?;
    let row = former_slug::ActiveModel {
        kind: Set(kind),
        slug: Set(from.to_owned()),
        target_id: Set(target_id),
        created_at: Set(now()),
    };
    let overwrite = OnConflict::columns([former_slug::Column::Kind, former_slug::Column::Slug])
        .update_columns([former_slug::Column::TargetId, former_slug::Column::CreatedAt])
        .to_owned();
    former_slug::Entity::insert(row).on_conflict(overwrite).exec_without_returning(txn).await?;
    Ok(())
}

/// Something has the slug now, so it leads nowhere else any more.
pub(super) async fn taken(txn: &Txn, kind: SlugKind, slug: &str) -> Result<()> {
    former_slug::Entity::delete_by_id((kind, slug.to_owned())).exec(txn).await?;
    Ok(())
}

/// What had these slugs is gone for good.
pub(super) async fn gone(txn: &Txn, kind: SlugKind, target_id: Uuid) -> Result<()> {
    former_slug::Entity::delete_many()
        .filter(former_slug::Column::Kind.eq(kind))
        .filter(former_slug::Column::TargetId.eq(target_id))
        .exec(txn)
        .await?;
    Ok(())
}

/// What had this slug last, if it is one.
pub(super) async fn target(db: &impl ConnectionTrait, kind: SlugKind, slug: &str) -> Result<Option<Uuid>> {
    if !slug::is_slug(slug) {
        return Ok(None);
    }
    let row = former_slug::Entity::find_by_id((kind, slug.to_owned())).one(db).await?;
    Ok(row.map(|row| row.target_id))
}

/// Those that begin like this: a slug that is made from a name shall not take one of them away.
pub(super) async fn beginning_with(
    db: &impl ConnectionTrait,
    kind: SlugKind,
    stem: &str,
) -> Result<HashSet<String>> {
    let slugs: Vec<String> = former_slug::Entity::find()
        .select_only()
        .column(former_slug::Column::Slug)
        .filter(former_slug::Column::Kind.eq(kind))
        .filter(former_slug::Column::Slug.starts_with(stem))
        .into_tuple()
        .all(db)
        .await?;
    Ok(slugs.into_iter().collect())
}
