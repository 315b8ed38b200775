//! The keys that sign access tokens. The newest signs, all that are not retired verify. How tokens look is the business
//! of `api`.

use entity::signing_key;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::{Store, Txn};

/// The keys that verify, newest first; the first signs.
pub async fn current(db: &impl ConnectionTrait) -> Result<Vec<signing_key::Model>> {
    Ok(signing_key::Entity::find()
        .filter(signing_key::Column::RetiredAt.is_null())
        .order_by_desc(signing_key::Column::CreatedAt)
        .order_by_desc(signing_key::Column::Id)
        .all(db)
        .await?)
}

/// As [`current`], after making a key if there is none. However many processes start at once, they end up with one.
pub async fn ensure(store: &Store) -> Result<Vec<signing_key::Model>> {
    let keys = current(store.read()).await?;
    if !keys.is_empty() {
        return Ok(keys);
    }
    store
        .write(async |txn| {
            // Both from one query: a key of another process is either seen by both or by neither.
            let all = signing_key::Entity::find().all(txn).await?;
            if all.iter().all(|key| key.retired_at.is_some()) {
                add(txn, &all).await?;
            }
            current(txn).await
        })
        .await
}

/// Adds a key that signs from now on, and returns all that verify. The older ones go on verifying until they are
/// [retired](retire), which should not be before the last token that they signed has expired.
pub async fn rotate(store: &Store) -> Result<Vec<signing_key::Model>> {
    store
        .write(async |txn| {
            let all = signing_key::Entity::find().all(txn).await?;
            add(txn, &all).await?;
            current(txn).await
        })
        .await
}

/// Takes a key out of use: what it signed is worthless from now on.
///
/// # Errors
/// Refused `last_signing_key` when no other is left; `NotFound`.
pub async fn retire(store: &Store, kid: &str) -> Result<()> {
    store
        .write(async |txn| {
            let keys = current(txn).await?;
            if !keys.iter().any(|key| key.id == kid) {
                return Err(Error::NotFound { what: "signing key" });
            }
            if keys.len() == 1 {
                return Err(Error::refused("last_signing_key", "rotate first: this is the only key"));
            }
            signing_key::Entity::update_many()
                .set(signing_key::ActiveModel { retired_at: Set(Some(now())), ..Default::default() })
                .filter(signing_key::Column::Id.eq(kid))
                .exec(txn)
                .await?;
            Ok(())
        })
        .await
}

/// Inserts the key whose number follows those of `all`. Of two that have seen the same keys, the second waits and adds
/// none.
async fn add(txn: &Txn, all: &[signing_key::Model]) -> Result<()> {
    let number = |key: &signing_key::Model| key.id.strip_prefix("key-")?.parse::<u32>().ok();
    let highest = all.iter().filter_map(number).max().unwrap_or(0);
    let row = signing_key::ActiveModel {
        id: Set(format!("key-{:04}", highest + 1)),
        secret: Set(hex::encode(rand::random::<[u8; 32]>())),
        created_at: Set(now()),
        retired_at: Set(None),
    };
    signing_key::Entity::insert(row)
        .on_conflict(OnConflict::column(signing_key::Column::Id).do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(txn)
        .await?;
    Ok(())
}
