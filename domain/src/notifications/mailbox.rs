//! Reading the mailbox: mails that were kept instead of being sent by SMTP.

use entity::mail;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// Newest first, of one order if given, after the row of an earlier page if given.
pub async fn list_mails(
    db: &impl ConnectionTrait,
    order_id: Option<Uuid>,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<mail::Model>> {
    use sea_orm::sea_query::ExprTrait;
    let mut query = mail::Entity::find()
        .order_by_desc(mail::Column::CreatedAt)
        .order_by_desc(mail::Column::Id)
        .limit(limit);
    if let Some(order_id) = order_id {
        query = query.filter(mail::Column::OrderId.eq(order_id));
    }
    if let Some((created_at, id)) = after {
        let same = mail::Column::CreatedAt.eq(created_at).and(mail::Column::Id.lt(id));
        query = query.filter(mail::Column::CreatedAt.lt(created_at).or(same));
    }
    Ok(query.all(db).await?)
}

pub async fn find_mail(db: &impl ConnectionTrait, id: Uuid) -> Result<mail::Model> {
    mail::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "mail" })
}
