//! Getting a second factor, and getting rid of it.

use entity::{recovery_code, second_factor};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::check::{accept, lock};
use super::code::{self, Secret};
use super::{none, wrong_code};
use crate::accounts::access::{begin as begin_access, require_within, roles_of, union};
use crate::accounts::{passwords, profile, sessions, staff};
use crate::audit::{self, Action, Actor};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::revisions::{self, Subject};
use crate::store::{Store, Txn};

const RECOVERY_CODES: usize = 10;

/// A new secret, which is asked for once a code of it was confirmed. Beginning again replaces one that never was.
///
/// # Errors
/// Refused `wrong_password`, `second_factor_exists`; `TooBusy`.
pub async fn begin(store: &Store, user_id: Uuid, password: String, issuer: &str) -> Result<Secret> {
    let user = profile(store.read(), user_id).await?;
    if !passwords::verify(password, Some(user.password_hash.clone())).await? {
        return Err(Error::refused("wrong_password", "the password is wrong"));
    }
    let secret = code::new_secret();
    let shown = code::show(&secret, issuer, &user.email)?;
    store
        .write(async |txn| {
            if lock(txn, user_id).await?.is_some_and(|factor| factor.confirmed_at.is_some()) {
                let detail = "there is a second factor already; remove it before you begin with another";
                return Err(Error::refused("second_factor_exists", detail));
            }
            let row = second_factor::ActiveModel {
                user_id: Set(user_id),
                secret: Set(secret),
                confirmed_at: Set(None),
                last_step: Set(0),
                created_at: Set(now()),
            };
            let again = OnConflict::column(second_factor::Column::UserId)
                .update_columns([second_factor::Column::Secret, second_factor::Column::CreatedAt])
                .to_owned();
            second_factor::Entity::insert(row).on_conflict(again).exec_without_returning(txn).await?;
            Ok(())
        })
        .await?;
    Ok(shown)
}

/// From now on the second factor is asked for. The codes for when the app is lost; nothing shows them again. Sessions other than
/// `kept` end, since they were opened without.
///
/// # Errors
/// Refused `no_second_factor`, `second_factor_exists`, `wrong_code`.
pub async fn confirm(txn: &Txn, user_id: Uuid, code: &str, kept: Option<Uuid>) -> Result<Vec<String>> {
    revisions::begin(txn, Subject::Access).await?;
    staff::lock(txn, user_id).await?;
    let factor = lock(txn, user_id).await?.ok_or_else(none)?;
    if factor.confirmed_at.is_some() {
        return Err(Error::refused("second_factor_exists", "there is a second factor already"));
    }
    if !accept(txn, &factor, code).await? {
        return Err(wrong_code());
    }
    let confirmed = second_factor::ActiveModel { confirmed_at: Set(Some(now())), ..Default::default() };
    second_factor::Entity::update_many()
        .set(confirmed)
        .filter(second_factor::Column::UserId.eq(user_id))
        .exec(txn)
        .await?;
    audit::did(txn, Action::UserAddSecondFactor, user_id, None, None).await?;
    staff::save(txn, user_id, Default::default()).await?;
    sessions::revoke_others(txn, user_id, kept, now()).await?;
    new_codes(txn, user_id).await
}

/// New recovery codes in place of those before.
///
/// # Errors
/// Refused `no_second_factor`, `wrong_code`.
pub async fn renew_codes(txn: &Txn, user_id: Uuid, code: &str) -> Result<Vec<String>> {
    require(txn, user_id, code).await?;
    audit::did(txn, Action::UserRenewRecoveryCodes, user_id, None, None).await?;
    new_codes(txn, user_id).await
}

/// A password is enough again.
///
/// # Errors
/// Refused `no_second_factor`, `wrong_code`.
pub async fn remove(txn: &Txn, user_id: Uuid, code: &str) -> Result<()> {
    revisions::begin(txn, Subject::Access).await?;
    staff::lock(txn, user_id).await?;
    require(txn, user_id, code).await?;
    forget(txn, user_id).await
}

/// As [`remove`], for somebody who lost app and recovery codes, by staff who made sure who they are. Sessions end.
///
/// # Errors
/// `NotFound`; Refused `no_second_factor`, `beyond_own_permissions`.
pub async fn reset(txn: &Txn, by: Actor, user_id: Uuid) -> Result<()> {
    let own = begin_access(txn, by).await?;
    staff::lock(txn, user_id).await?;
    require_within(own, union(&roles_of(txn, user_id).await?))?;
    lock(txn, user_id).await?.ok_or_else(none)?;
    sessions::revoke_others(txn, user_id, None, now()).await?;
    forget(txn, user_id).await
}

async fn require(txn: &Txn, user_id: Uuid, code: &str) -> Result<()> {
    let factor = lock(txn, user_id).await?.filter(|factor| factor.confirmed_at.is_some()).ok_or_else(none)?;
    if accept(txn, &factor, code).await? { Ok(()) } else { Err(wrong_code()) }
}

async fn forget(txn: &Txn, user_id: Uuid) -> Result<()> {
    second_factor::Entity::delete_by_id(user_id).exec(txn).await?;
    delete_codes(txn, user_id).await?;
    audit::did(txn, Action::UserRemoveSecondFactor, user_id, None, None).await?;
    staff::save(txn, user_id, Default::default()).await?;
    Ok(())
}

async fn delete_codes(txn: &Txn, user_id: Uuid) -> Result<()> {
    recovery_code::Entity::delete_many().filter(recovery_code::Column::UserId.eq(user_id)).exec(txn).await?;
    Ok(())
}

async fn new_codes(txn: &Txn, user_id: Uuid) -> Result<Vec<String>> {
    delete_codes(txn, user_id).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| code::new_recovery_code()).collect();
    let rows = codes.iter().map(|code| recovery_code::ActiveModel {
        code_hash: Set(code::hash_of(user_id, code)),
        user_id: Set(user_id),
        used_at: Set(None),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(txn).await?;
    Ok(codes)
}
