//! Asking for a mail with a token.

use std::time::Duration;

use chrono::TimeDelta;
use entity::states::ProofPurpose;
use entity::{email_proof, user};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::lifetime;
use crate::accounts::register::{check_email, normalize_email};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::notifications::Template;
use crate::store::{Store, Txn};

/// Mails of one purpose to one address within [`WINDOW`].
const MOST: u64 = 5;
const WINDOW: TimeDelta = TimeDelta::hours(1);

/// Sends the user a mail to confirm their address with. Returns the tickets to push.
///
/// # Errors
/// `NotFound`; Refused `already_verified`; `TooBusy` after five mails within an hour.
pub async fn request_confirmation(txn: &Txn, user_id: Uuid) -> Result<Vec<Ticket>> {
    let user = crate::accounts::profile(txn, user_id).await?;
    if user.email_verified_at.is_some() {
        return Err(Error::refused("already_verified", "this address is confirmed already"));
    }
    let proof = insert(txn, ProofPurpose::Confirm, &user.email, Some(user_id)).await?;
    send(txn, Template::ConfirmEmail, proof).await
}

/// Sends a mail to set a new password with, if there is an account with this address; which shows neither in the answer
/// nor in the time that it takes, since it is looked up when the mail is composed. Returns the tickets to push.
///
/// # Errors
/// `Invalid` (`email`); `TooBusy` after five requests within an hour, whether there is an account or not.
pub async fn request_reset(txn: &Txn, email: &str) -> Result<Vec<Ticket>> {
    let email = normalize_email(email);
    check_email(&email).map_err(|wrong| Error::Invalid(vec![wrong]))?;
    let proof = insert(txn, ProofPurpose::Reset, &email, None).await?;
    send(txn, Template::ResetPassword, proof).await
}

pub(super) async fn insert(
    txn: &Txn,
    purpose: ProofPurpose,
    email: &str,
    user_id: Option<Uuid>,
) -> Result<Uuid> {
    let now = now();
    let recent = email_proof::Entity::find()
        .filter(email_proof::Column::Email.eq(email))
        .filter(email_proof::Column::Purpose.eq(purpose))
        .filter(email_proof::Column::CreatedAt.gt(now - WINDOW))
        .count(txn)
        .await?;
    if recent >= MOST {
        return Err(Error::TooBusy { after: Duration::from_secs(3_600) });
    }
    let row = email_proof::ActiveModel {
        id: Set(Uuid::now_v7()),
        purpose: Set(purpose),
        email: Set(email.to_owned()),
        user_id: Set(user_id),
        created_at: Set(now),
        expires_at: Set(now + lifetime(purpose)),
        used_at: Set(None),
        former_email: Set(None),
    };
    Ok(email_proof::Entity::insert(row).exec_with_returning(txn).await?.id)
}

pub(super) async fn send(txn: &Txn, template: Template, proof: Uuid) -> Result<Vec<Ticket>> {
    jobs::enqueue_all(txn, vec![NewJob::new(Job::SendMail { template, subject_id: proof })]).await
}

/// With the welcome comes a token to confirm the address with.
pub(crate) async fn for_welcome(txn: &Txn, user: &user::Model) -> Result<()> {
    insert(txn, ProofPurpose::Confirm, &user.email, Some(user.id)).await.map(|_| ())
}

/// Whether the mail of this request is still of use. A reset is not where there is no open account, and a change is not
/// where somebody else has the address: nobody is told.
pub(crate) async fn is_open(db: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let Some(proof) = email_proof::Entity::find_by_id(id).one(db).await? else { return Ok(false) };
    if proof.used_at.is_some() || proof.expires_at <= now() {
        return Ok(false);
    }
    let by_email = user::Entity::find().filter(user::Column::Email.eq(proof.email.as_str())).one(db).await?;
    Ok(match proof.purpose {
        ProofPurpose::Confirm => by_email.is_some_and(|user| Some(user.id) == proof.user_id),
        ProofPurpose::Reset => by_email.is_some_and(|user| user.deactivated_at.is_none()),
        ProofPurpose::Change => by_email.is_none(),
    })
}

/// The latest requests of these users to confirm their addresses.
pub(crate) async fn confirmations_of(
    db: &impl ConnectionTrait,
    user_ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<email_proof::Model>> {
    Ok(email_proof::Entity::find()
        .filter(email_proof::Column::UserId.is_in(user_ids))
        .filter(email_proof::Column::Purpose.eq(ProofPurpose::Confirm))
        .order_by_asc(email_proof::Column::CreatedAt)
        .all(db)
        .await?)
}

/// Forgets what expired before `before`.
pub async fn prune(store: &Store, before: Timestamp) -> Result<u64> {
    let gone = email_proof::Entity::delete_many()
        .filter(email_proof::Column::ExpiresAt.lt(before))
        .exec(store.writer())
        .await?;
    Ok(gone.rows_affected)
}
