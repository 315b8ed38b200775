//! One's own second factor.

use chrono::{DateTime, Utc};
use domain::accounts::second_factor;
use garde::Validate;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::Deserialize;

use crate::auth::Customer;
use crate::openapi::Tag;
use crate::payload::ValidJson;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct SecondFactors(pub Shared);

/// What is asked for beside the password.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SecondFactor {
    /// Absent when a password is enough.
    pub since: Option<DateTime<Utc>>,
    /// Recovery codes that are still good.
    pub recovery_codes: u64,
}

/// What the app is told, once.
#[derive(Debug, Object)]
pub struct SecondFactorSecret {
    /// Base32, to be typed in.
    pub secret: String,
    /// `otpauth://…`, to be shown as a QR code.
    pub url: String,
}

/// Codes for when the app is lost. Each is good once; they are not shown again.
#[derive(Debug, Object)]
pub struct RecoveryCodes {
    pub codes: Vec<String>,
}

/// The caller's password.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct PasswordRequest {
    #[oai(validator(max_length = 128))]
    #[garde(length(chars, max = 128))]
    pub password: String,
}

impl Example for PasswordRequest {
    fn example() -> Self {
        Self { password: "correct horse battery".into() }
    }
}

/// What the app shows, or, where a second factor exists, a recovery code.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct CodeRequest {
    #[oai(validator(min_length = 6, max_length = 40))]
    #[garde(length(chars, min = 6, max = 40))]
    pub code: String,
}

impl Example for CodeRequest {
    fn example() -> Self {
        Self { code: "123456".into() }
    }
}

#[derive(ApiResponse)]
pub enum SecondFactorRemoved {
    /// A password is enough again.
    #[oai(status = 204)]
    Done,
}

#[OpenApi(prefix_path = "/api/v1/me/second-factor", tag = "Tag::Accounts")]
impl SecondFactors {
    /// See my second factor
    ///
    /// Whether one is asked for when I log in, and how many recovery codes are left.
    #[oai(path = "/", method = "get", operation_id = "getMySecondFactor")]
    async fn get(&self, me: Customer) -> Result<Json<SecondFactor>> {
        let state = second_factor::state(self.0.store().read(), me.id).await?;
        Ok(Json(SecondFactor { since: state.since, recovery_codes: state.recovery_codes }))
    }

    /// Begin with a second factor
    ///
    /// A secret for an app that makes codes (TOTP). It is asked for once a code of it was confirmed.
    #[oai(path = "/", method = "post", operation_id = "beginSecondFactor")]
    async fn begin(
        &self,
        me: Customer,
        body: ValidJson<PasswordRequest>,
    ) -> Result<Json<SecondFactorSecret>> {
        let shop = self.0.services.shop();
        let secret = second_factor::begin(self.0.store(), me.id, body.0.password, &shop.name).await?;
        Ok(Json(SecondFactorSecret { secret: secret.text, url: secret.url }))
    }

    /// Confirm my second factor
    ///
    /// With a code that the app shows. From then on logging in needs one; my other sessions end. The answer has the recovery
    /// codes.
    #[oai(path = "/confirm", method = "post", operation_id = "confirmSecondFactor")]
    async fn confirm(&self, me: Customer, body: ValidJson<CodeRequest>) -> Result<Json<RecoveryCodes>> {
        let confirm = async |txn: &_| second_factor::confirm(txn, me.id, &body.0.code, me.session).await;
        let codes = self.0.store().write(confirm).await?;
        self.0.access.forget();
        Ok(Json(RecoveryCodes { codes }))
    }

    /// Get new recovery codes
    ///
    /// In place of those before.
    #[oai(path = "/recovery-codes", method = "post", operation_id = "renewRecoveryCodes")]
    async fn renew(&self, me: Customer, body: ValidJson<CodeRequest>) -> Result<Json<RecoveryCodes>> {
        let renew = async |txn: &_| second_factor::renew_codes(txn, me.id, &body.0.code).await;
        Ok(Json(RecoveryCodes { codes: self.0.store().write(renew).await? }))
    }

    /// Remove my second factor
    ///
    /// With a code of it. A password is enough then.
    #[oai(path = "/remove", method = "post", operation_id = "removeSecondFactor")]
    async fn remove(&self, me: Customer, body: ValidJson<CodeRequest>) -> Result<SecondFactorRemoved> {
        let remove = async |txn: &_| second_factor::remove(txn, me.id, &body.0.code).await;
        self.0.store().write(remove).await?;
        self.0.access.forget();
        Ok(SecondFactorRemoved::Done)
    }
}
