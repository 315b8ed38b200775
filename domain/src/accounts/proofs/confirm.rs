//! Confirming an address with the token that was mailed to it.

use entity::states::ProofPurpose;
use entity::{email_proof, user};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::token::{invalid, redeem};
use crate::accounts::staff::{announce, lock, save};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::orders;
use crate::store::Txn;

/// Confirms the address that somebody has, or makes the one that they want theirs. What a guest ordered with that address
/// becomes theirs, too. The address that they had is told that they have it no longer.
///
/// # Errors
/// Refused `token_invalid`; Conflict `email_taken` when somebody else has got the new address meanwhile.
pub async fn confirm(txn: &Txn, token: &str) -> Result<user::Model> {
    let proof = redeem(txn, token, &[ProofPurpose::Confirm, ProofPurpose::Change]).await?;
    let user = lock(txn, proof.user_id.ok_or_else(invalid)?).await?;
    let verified = user::ActiveModel { email_verified_at: Set(Some(now())), ..Default::default() };
    if proof.purpose == ProofPurpose::Confirm {
        if user.email != proof.email {
            return Err(invalid());
        }
        audit::did(txn, Action::UserVerifyEmail, user.id, None, None).await?;
        let user = save(txn, user.id, verified).await?;
        orders::claim(txn, user.id).await?;
        return Ok(user);
    }
    let others = user::Entity::find()
        .filter(user::Column::Email.eq(proof.email.as_str()))
        .filter(user::Column::Id.ne(user.id))
        .count(txn)
        .await?;
    if others > 0 {
        return Err(Error::conflict("email_taken", "there is an account with this e-mail address already"));
    }
    // Which addresses they were is the mails' business: the log is for ever.
    audit::did(txn, Action::UserChangeEmail, user.id, None, None).await?;
    let former = email_proof::ActiveModel { former_email: Set(Some(user.email)), ..Default::default() };
    email_proof::Entity::update_many()
        .set(former)
        .filter(email_proof::Column::Id.eq(proof.id))
        .exec(txn)
        .await?;
    let user = save(txn, user.id, user::ActiveModel { email: Set(proof.email), ..verified }).await?;
    announce(txn, user.id, &Event::CustomerEmailChanged { user_id: user.id, proof_id: proof.id }).await?;
    orders::claim(txn, user.id).await?;
    Ok(user)
}
