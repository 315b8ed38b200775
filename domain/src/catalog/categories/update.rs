//! Renaming and moving categories. A category cannot be moved below itself.

use entity::category;
use entity::states::SlugKind;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::tree::with_descendants;
use super::{check, slug_taken};
use crate::audit::{self, Action};
use crate::catalog::{Seo, SeoChange, former_slugs};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct CategoryChange {
    pub slug: Option<String>,
    pub name: Option<String>,
    /// `Some(None)` moves it to the top.
    pub parent_id: Option<Option<Uuid>>,
    pub position: Option<i32>,
    pub seo: SeoChange,
}

/// # Errors
/// `NotFound`; `Invalid`, also when the parent does not exist or is the category itself or below it; Conflict
/// `slug_taken`.
pub async fn update(txn: &Txn, id: Uuid, change: CategoryChange) -> Result<category::Model> {
    let name = change.name.map(|name| name.trim().to_owned());
    let mut violations = check(change.slug.as_deref(), name.as_deref());
    Seo::default().with(change.seo.clone()).check(&mut violations);
    violations.into_result()?;
    if let Some(Some(parent)) = change.parent_id {
        check_move(txn, id, parent).await?;
    }
    let before = category::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(txn).await?;
    let before = before.ok_or(Error::NotFound { what: "category" })?;
    let category = category::Entity::update_many()
        .col_expr(category::Column::Version, Expr::col(category::Column::Version).add(1))
        .set(category::ActiveModel {
            slug: change.slug.map_or(NotSet, Set),
            name: name.map_or(NotSet, Set),
            parent_id: change.parent_id.map_or(NotSet, Set),
            position: change.position.map_or(NotSet, Set),
            seo_title: change.seo.title.map_or(NotSet, Set),
            seo_description: change.seo.description.map_or(NotSet, Set),
            updated_at: Set(now()),
            ..Default::default()
        })
        .filter(category::Column::Id.eq(id))
        .exec_with_returning(txn)
        .await
        .map_err(slug_taken)?
        .pop()
        .ok_or(Error::NotFound { what: "category" })?;
    former_slugs::moved(txn, SlugKind::Category, id, &before.slug, &category.slug).await?;
    audit::changed(txn, Action::CategoryUpdate, &before, &category).await?;
    events::record(txn, &Event::CategoryChanged { category_id: id }, category.version).await?;
    Ok(category)
}

/// All categories are locked, in one order, so that two moves at once cannot make a circle between them.
async fn check_move(txn: &Txn, id: Uuid, parent: Uuid) -> Result<()> {
    let categories = category::Entity::find()
        .order_by_asc(category::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(txn)
        .await?;
    if !categories.iter().any(|category| category.id == parent) {
        return Err(Error::invalid("parent_id", "there is no such category"));
    }
    if with_descendants(id, &categories).contains(&parent) {
        return Err(Error::invalid("parent_id", "must not be the category itself or one below it"));
    }
    Ok(())
}
