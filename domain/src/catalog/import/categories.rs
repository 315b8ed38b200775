//! Category paths: finding them, and making what is missing.

use std::collections::{HashMap, HashSet};

use entity::category;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::row::{DEPTH, Row};
use crate::catalog::slug;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::events::{self, Event};
use crate::store::Txn;

pub(super) struct Categories {
    by_name: HashMap<(Option<Uuid>, String), Uuid>,
    slugs: HashSet<String>,
    /// The position after the last, by parent.
    positions: HashMap<Option<Uuid>, i32>,
    new: Vec<category::Model>,
}

/// The path of each category by which the import finds it again; those that it would not find are left out.
pub async fn paths(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, String>> {
    let all = category::Entity::find().all(db).await?;
    let by_id: HashMap<Uuid, &category::Model> = all.iter().map(|category| (category.id, category)).collect();
    let found = Categories::read(db).await?;
    let mut paths = HashMap::new();
    for category in &all {
        let mut names = vec![category.name.clone()];
        let mut above = category.parent_id;
        while let Some(parent) = above.and_then(|id| by_id.get(&id)).filter(|_| names.len() <= DEPTH) {
            names.push(parent.name.clone());
            above = parent.parent_id;
        }
        names.reverse();
        let is_plain = names.iter().all(|name| !name.contains('>') && name.trim() == name);
        if is_plain && names.len() <= DEPTH && found.find(&names) == Some(category.id) {
            paths.insert(category.id, names.join(" > "));
        }
    }
    Ok(paths)
}

impl Categories {
    /// As [`Categories::read`]; if the rows need one that is missing, nobody else makes any until this transaction is over.
    pub async fn read_for(txn: &Txn, rows: &[Row]) -> Result<Self> {
        let this = Self::read(txn).await?;
        let mut wanted = rows.iter().filter_map(|row| row.category.as_ref());
        // On SQLite nobody else writes now.
        if txn.get_database_backend() == DbBackend::Sqlite || wanted.all(|path| this.find(path).is_some()) {
            return Ok(this);
        }
        txn.execute_unprepared("LOCK TABLE categories IN SHARE ROW EXCLUSIVE MODE").await?;
        Self::read(txn).await
    }

    /// The id of the category at the end of the path, if it is there.
    fn find(&self, path: &[String]) -> Option<Uuid> {
        path.iter()
            .try_fold(None, |parent, name| self.by_name.get(&(parent, name.clone())).copied().map(Some))?
    }

    async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let mut all = category::Entity::find().all(db).await?;
        // Of several with one name, the first by position is meant; it is inserted last.
        all.sort_by_key(|category| std::cmp::Reverse((category.position, category.id)));
        let mut this = Self {
            by_name: HashMap::new(),
            slugs: HashSet::new(),
            positions: HashMap::new(),
            new: Vec::new(),
        };
        all.into_iter().for_each(|category| this.note(category));
        Ok(this)
    }

    /// The id of the category at the end of the path. What is missing is planned.
    pub fn resolve(&mut self, path: &[String], now: Timestamp) -> Option<Uuid> {
        let mut parent = None;
        for name in path {
            let known = self.by_name.get(&(parent, name.clone())).copied();
            parent = Some(known.unwrap_or_else(|| self.plan(parent, name, now)));
        }
        parent
    }

    fn plan(&mut self, parent_id: Option<Uuid>, name: &str, now: Timestamp) -> Uuid {
        let category = category::Model {
            id: Uuid::now_v7(),
            parent_id,
            slug: slug::free(&slug::slugify(name), &self.slugs),
            name: name.to_owned(),
            position: self.positions.get(&parent_id).copied().unwrap_or(0),
            seo_title: None,
            seo_description: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let id = category.id;
        self.new.push(category.clone());
        self.note(category);
        id
    }

    fn note(&mut self, category: category::Model) {
        let next = self.positions.entry(category.parent_id).or_insert(0);
        *next = (*next).max(category.position.saturating_add(1));
        self.slugs.insert(category.slug);
        self.by_name.insert((category.parent_id, category.name), category.id);
    }

    /// Writes what was planned, and announces it.
    pub async fn write(self, txn: &Txn) -> Result<()> {
        if self.new.is_empty() {
            return Ok(());
        }
        let rows = self.new.iter().map(|category| category.clone().into_active_model().reset_all());
        category::Entity::insert_many(rows).exec_without_returning(txn).await?;
        for category in &self.new {
            events::record(txn, &Event::CategoryChanged { category_id: category.id }, 1).await?;
        }
        Ok(())
    }
}
