//! Reading the shop's own words.

use std::collections::{BTreeSet, HashMap};

use entity::mail_template;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Wording;
use crate::clock::now;
use crate::error::Result;
use crate::notifications::{Occasion, Template};
use crate::store::Store;

/// What the shop says in a kind of mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWording {
    pub wording: Wording,
    pub row: mail_template::Model,
}

/// The row of that kind, if it ever had words of its own, and those words, if it has them now.
pub async fn find(
    db: &impl ConnectionTrait,
    template: Template,
) -> Result<(Option<mail_template::Model>, Option<Wording>)> {
    let row = row(db, template).await?;
    let wording = row.as_ref().and_then(wording_of);
    Ok((row, wording))
}

/// All rows by kind. One query.
pub async fn list(db: &impl ConnectionTrait) -> Result<HashMap<String, mail_template::Model>> {
    let rows = mail_template::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| (row.kind.clone(), row)).collect())
}

/// The own words of the kinds of these mails. One query.
pub(in crate::notifications) async fn of(
    db: &impl ConnectionTrait,
    occasions: &[Occasion],
) -> Result<HashMap<Template, OwnWording>> {
    let kinds: BTreeSet<&str> = occasions.iter().map(|occasion| occasion.template.as_str()).collect();
    let rows = mail_template::Entity::find()
        .filter(mail_template::Column::Kind.is_in(kinds))
        .filter(mail_template::Column::Body.is_not_null())
        .all(db)
        .await?;
    let own = |row: mail_template::Model| {
        Some((Template::named(&row.kind)?, OwnWording { wording: wording_of(&row)?, row }))
    };
    Ok(rows.into_iter().filter_map(own).collect())
}

pub(super) async fn row(
    db: &impl ConnectionTrait,
    template: Template,
) -> Result<Option<mail_template::Model>> {
    let query = mail_template::Entity::find().filter(mail_template::Column::Kind.eq(template.as_str()));
    Ok(query.one(db).await?)
}

pub(super) fn wording_of(row: &mail_template::Model) -> Option<Wording> {
    let (subject, body) = (row.subject.clone()?, row.body.clone()?);
    Some(Wording { subject, body, text: row.text.clone() })
}

/// Notes why the words of that version could not be used, so that whoever looks at them sees it.
pub async fn note_failure(store: &Store, template: Template, version: i64, why: &str) -> Result<()> {
    let change = mail_template::ActiveModel {
        failure: Set(Some(why.to_owned())),
        failed_at: Set(Some(now())),
        ..Default::default()
    };
    mail_template::Entity::update_many()
        .set(change)
        .filter(mail_template::Column::Kind.eq(template.as_str()))
        .filter(mail_template::Column::Version.eq(version))
        .exec(store.writer())
        .await?;
    Ok(())
}
