//! Asking for the second factor.

use entity::{recovery_code, second_factor};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{WRONG_CODE, WRONG_CODE_DETAIL, code};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Lets by who has no second factor, and who says a code that is good; the code is used up.
///
/// # Errors
/// Unauthenticated `second_factor_required` without a code, `wrong_code` with a wrong one.
pub async fn demand(txn: &Txn, user_id: Uuid, code: Option<&str>) -> Result<()> {
    let Some(factor) = lock(txn, user_id).await?.filter(|factor| factor.confirmed_at.is_some()) else {
        return Ok(());
    };
    let code = code.ok_or_else(|| Error::Unauthenticated {
        code: "second_factor_required",
        detail: "send the code that the app shows, or a recovery code, as `code` along with the password"
            .into(),
    })?;
    if accept(txn, &factor, code).await? {
        return Ok(());
    }
    Err(Error::Unauthenticated { code: WRONG_CODE, detail: WRONG_CODE_DETAIL.into() })
}

pub(super) async fn lock(txn: &Txn, user_id: Uuid) -> Result<Option<second_factor::Model>> {
    Ok(second_factor::Entity::find_by_id(user_id).lock(LockType::Update).one(txn).await?)
}

/// Whether the code is good: one of the app, or a recovery code. It is used up. The caller holds the factor's row.
pub(super) async fn accept(txn: &Txn, factor: &second_factor::Model, code: &str) -> Result<bool> {
    let code = code.trim();
    if let Some(step) = code::step_of(&factor.secret, code, now().timestamp(), factor.last_step)? {
        let used = second_factor::ActiveModel { last_step: Set(step), ..Default::default() };
        second_factor::Entity::update_many()
            .set(used)
            .filter(second_factor::Column::UserId.eq(factor.user_id))
            .exec(txn)
            .await?;
        return Ok(true);
    }
    let used = recovery_code::ActiveModel { used_at: Set(Some(now())), ..Default::default() };
    let used = recovery_code::Entity::update_many()
        .set(used)
        .filter(recovery_code::Column::CodeHash.eq(code::hash_of(factor.user_id, code)))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    if used.rows_affected == 0 {
        return Ok(false);
    }
    audit::did(txn, Action::UserUseRecoveryCode, factor.user_id, None, None).await?;
    Ok(true)
}
