//! Mails that prove an address: each has a token that is made from this row and good for one use. The token itself is
//! kept nowhere.

use crate::states::ProofPurpose;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "email_proofs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub purpose: ProofPurpose,
    /// The address that the token goes to, and that whoever brings it has.
    pub email: String,
    /// Whose account it is about; none where that must not be known when it is asked for.
    pub user_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
    /// Whose place `email` took; set when it did.
    pub former_email: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
