//! Reading categories.

use std::collections::HashMap;

use entity::category;
use entity::states::SlugKind;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::catalog::former_slugs;
use crate::catalog::slug::is_slug;
use crate::error::{Error, Result};

/// A category and those below it, by position and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryNode {
    pub category: category::Model,
    pub children: Vec<CategoryNode>,
}

/// All categories, from the top down.
pub async fn tree(db: &impl ConnectionTrait) -> Result<Vec<CategoryNode>> {
    Ok(grow(category::Entity::find().all(db).await?))
}

/// # Errors
/// `NotFound`.
pub async fn find_by_slug_or_id(db: &impl ConnectionTrait, key: &str) -> Result<category::Model> {
    let found = if let Ok(id) = Uuid::try_parse(key) {
        category::Entity::find_by_id(id).one(db).await?
    } else if is_slug(key) {
        category::Entity::find().filter(category::Column::Slug.eq(key)).one(db).await?
    } else {
        None
    };
    found.ok_or(Error::NotFound { what: "category" })
}

/// The slug that what had this one before has now.
pub async fn moved_to(db: &impl ConnectionTrait, slug: &str) -> Result<Option<String>> {
    let Some(id) = former_slugs::target(db, SlugKind::Category, slug).await? else { return Ok(None) };
    Ok(category::Entity::find_by_id(id).one(db).await?.map(|category| category.slug))
}

fn grow(mut categories: Vec<category::Model>) -> Vec<CategoryNode> {
    // Sorted here, because the two databases compare text differently.
    categories.sort_by(|a, b| (a.position, &a.name, a.id).cmp(&(b.position, &b.name, b.id)));
    let mut by_parent: HashMap<Option<Uuid>, Vec<category::Model>> = HashMap::new();
    for category in categories {
        by_parent.entry(category.parent_id).or_default().push(category);
    }
    children_of(None, &mut by_parent)
}

fn children_of(
    parent: Option<Uuid>,
    by_parent: &mut HashMap<Option<Uuid>, Vec<category::Model>>,
) -> Vec<CategoryNode> {
    let children = by_parent.remove(&parent).unwrap_or_default();
    children
        .into_iter()
        .map(|category| CategoryNode { children: children_of(Some(category.id), by_parent), category })
        .collect()
}

/// `root` and all below it, out of all categories.
pub(crate) fn with_descendants(root: Uuid, categories: &[category::Model]) -> Vec<Uuid> {
    let mut below: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for category in categories {
        if let Some(parent) = category.parent_id {
            below.entry(parent).or_default().push(category.id);
        }
    }
    let mut found = vec![root];
    let mut next = 0;
    while let Some(id) = found.get(next) {
        found.extend(below.remove(id).unwrap_or_default());
        next += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::clock::now;

    fn category(id: u128, parent: Option<u128>, position: i32, name: &str) -> category::Model {
        category::Model {
            id: Uuid::from_u128(id),
            parent_id: parent.map(Uuid::from_u128),
            slug: name.to_lowercase(),
            name: name.into(),
            position,
            seo_title: None,
            seo_description: None,
            created_at: now(),
            version: 1,
            updated_at: now(),
        }
    }

    #[test]
    fn the_tree_is_sorted_by_position_and_name() {
        let categories = vec![
            category(1, None, 2, "Home"),
            category(2, Some(1), 1, "Lamps"),
            category(3, Some(1), 1, "Kitchen"),
            category(4, None, 1, "Paper"),
            category(5, Some(3), 1, "Mugs"),
        ];
        assert_eq!(with_descendants(Uuid::from_u128(3), &categories).len(), 2);
        assert_eq!(with_descendants(Uuid::from_u128(1), &categories).len(), 4);
        let tree = grow(categories);
        let top: Vec<_> = tree.iter().map(|node| node.category.name.as_str()).collect();
        assert_eq!(top, ["Paper", "Home"]);
        let home: Vec<_> =
            tree.last().unwrap().children.iter().map(|node| node.category.name.as_str()).collect();
        assert_eq!(home, ["Kitchen", "Lamps"]);
    }
}
