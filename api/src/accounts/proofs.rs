//! What a token in a mail proves: confirming and changing one's address, and getting in without the password.

use std::sync::Arc;

use domain::accounts::proofs::{self, EmailChange, PasswordReset};
use poem::web::Data;
use poem_openapi::{ApiResponse, OpenApi};

use super::schema::{AddressRequest, EmailChangeRequest, PasswordResetRequest, TokenRequest};
use crate::auth::Customer;
use crate::edge::Context;
use crate::openapi::Tag;
use crate::payload::ValidJson;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Proofs(pub Shared);

#[derive(ApiResponse)]
pub enum MailRequested {
    /// If there is something to mail, it is on its way.
    #[oai(status = 202)]
    Accepted,
}

#[derive(ApiResponse)]
pub enum Proven {
    /// It is done.
    #[oai(status = 204)]
    Done,
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Accounts")]
impl Proofs {
    /// Ask for a new password
    ///
    /// Mails a token if there is an account with this address. The answer is the same if there is none, and takes as long.
    #[oai(path = "/auth/password-reset", method = "post", operation_id = "requestPasswordReset")]
    async fn request_reset(
        &self,
        context: Data<&Arc<Context>>,
        body: ValidJson<AddressRequest>,
    ) -> Result<MailRequested> {
        self.0.limits.check_login(&context.rates, context.client, &body.0.email)?;
        let request = async |txn: &_| proofs::request_reset(txn, &body.0.email).await;
        let tickets = self.0.store().write(request).await?;
        self.0.services.push(&tickets).await;
        Ok(MailRequested::Accepted)
    }

    /// Set a new password
    ///
    /// With the token that was mailed. Every session ends.
    #[oai(path = "/auth/password-reset/confirm", method = "post", operation_id = "resetPassword")]
    async fn reset(&self, body: ValidJson<PasswordResetRequest>) -> Result<Proven> {
        let PasswordResetRequest { token, new_password } = body.0;
        proofs::reset(self.0.store(), PasswordReset { token, new_password }).await?;
        Ok(Proven::Done)
    }

    /// Confirm an address
    ///
    /// With the token that was mailed to it: the address of the account, or the one that it is to have from now on.
    #[oai(path = "/auth/confirm-email", method = "post", operation_id = "confirmEmail")]
    async fn confirm(&self, body: ValidJson<TokenRequest>) -> Result<Proven> {
        self.0.store().write(async |txn| proofs::confirm(txn, &body.0.token).await).await?;
        Ok(Proven::Done)
    }

    /// Have the confirmation mailed again
    ///
    /// To the address of the account.
    #[oai(path = "/me/email-confirmation", method = "post", operation_id = "requestEmailConfirmation")]
    async fn request_confirmation(&self, me: Customer) -> Result<MailRequested> {
        let request = async |txn: &_| proofs::request_confirmation(txn, me.id).await;
        let tickets = self.0.store().write(request).await?;
        self.0.services.push(&tickets).await;
        Ok(MailRequested::Accepted)
    }

    /// Change my e-mail address
    ///
    /// Mails a token to the new address, which is the account's once the token is brought back. The old address is told at
    /// once.
    #[oai(path = "/me/email", method = "post", operation_id = "changeMyEmail")]
    async fn request_change(
        &self,
        me: Customer,
        body: ValidJson<EmailChangeRequest>,
    ) -> Result<MailRequested> {
        let EmailChangeRequest { email, password } = body.0;
        let change = EmailChange { email, password };
        let tickets = proofs::request_change(self.0.store(), me.id, change).await?;
        self.0.services.push(&tickets).await;
        Ok(MailRequested::Accepted)
    }
}
