//! Making an account for somebody who is to have roles.

use entity::states::Role;

use super::{StaffMember, appoint};
use crate::accounts::NewUser;
use crate::accounts::access::begin;
use crate::accounts::{register, roles};
use crate::audit::{self, Action, Actor};
use crate::error::Result;
use crate::store::Txn;

/// # Errors
/// `Invalid` (`roles`) for one that does not exist; Refused `beyond_own_permissions`; Conflict `email_taken`.
pub async fn create(txn: &Txn, by: Actor, new: NewUser, slugs: &[String]) -> Result<StaffMember> {
    let own = begin(txn, by).await?;
    let wanted = roles::named(txn, slugs).await?;
    let user = register::insert(txn, new, Role::Customer).await?;
    audit::created(txn, Action::UserCreate, &user).await?;
    appoint::write(txn, own, user, wanted).await
}
