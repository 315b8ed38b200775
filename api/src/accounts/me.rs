//! One's own account.

use domain::accounts::{self, PasswordChange, ProfileChange, staff};
use domain::{Txn, notifications};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};

use super::schema::{MailPreferences, PasswordChangeRequest, ProfileChangeRequest, User};
use crate::auth::Customer;
use crate::openapi::Tag;
use crate::payload::ValidJson;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Me(pub Shared);

#[derive(ApiResponse)]
pub enum PasswordChanged {
    /// The password is changed, and every other session has ended.
    #[oai(status = 204)]
    Done,
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Accounts")]
impl Me {
    /// Show my account
    ///
    /// The account to which the access token belongs.
    #[oai(path = "/me", method = "get", operation_id = "getMe")]
    async fn show(&self, me: Customer) -> Result<Json<User>> {
        let member = staff::find(self.0.store().read(), me.id).await?;
        Ok(Json(User::new(member.user, &member.roles)))
    }

    /// Change my profile
    ///
    /// What is absent stays as it is.
    #[oai(path = "/me", method = "patch", operation_id = "updateMe")]
    async fn change(&self, me: Customer, body: ValidJson<ProfileChangeRequest>) -> Result<Json<User>> {
        let change = ProfileChange { name: body.0.name };
        let user =
            self.0.store().write(async |txn| accounts::update_profile(txn, me.id, change).await).await?;
        let roles = accounts::roles_of(self.0.store().read(), me.id).await?;
        Ok(Json(User::new(user, &roles)))
    }

    /// Show what I want to be mailed
    ///
    /// Beyond what orders need. Nothing, until the customer says otherwise.
    #[oai(path = "/me/mail-preferences", method = "get", operation_id = "getMyMailPreferences")]
    async fn mail_preferences(&self, me: Customer) -> Result<Json<MailPreferences>> {
        let reminders = notifications::may_be_reminded(self.0.store().read(), me.id).await?;
        Ok(Json(MailPreferences { reminders: reminders.unwrap_or_default() }))
    }

    /// Say what I want to be mailed
    ///
    /// Beyond what orders need.
    #[oai(path = "/me/mail-preferences", method = "put", operation_id = "setMyMailPreferences")]
    async fn set_mail_preferences(
        &self,
        me: Customer,
        body: ValidJson<MailPreferences>,
    ) -> Result<Json<MailPreferences>> {
        let said = body.0;
        let note = async |txn: &Txn| notifications::set_may_be_reminded(txn, me.id, said.reminders).await;
        self.0.store().write(note).await?;
        Ok(Json(said))
    }

    /// Change my password
    ///
    /// Ends every session but the one whose `refresh_token` is sent along.
    #[oai(path = "/me/password", method = "post", operation_id = "changeMyPassword")]
    async fn change_password(
        &self,
        me: Customer,
        body: ValidJson<PasswordChangeRequest>,
    ) -> Result<PasswordChanged> {
        let body = body.0;
        let change =
            PasswordChange { old: body.old_password, new: body.new_password, keep: body.refresh_token };
        accounts::change_password(self.0.store(), me.id, change).await?;
        Ok(PasswordChanged::Done)
    }
}
