//! What the shop says about itself: for everybody, and for those who may change it.

mod logo;
mod mail_schema;
mod mail_templates;
mod payment;
mod payment_offer;
mod schema;

pub use logo::Logos;
pub use mail_templates::MailTemplates;

use domain::assistant::Purpose;
use domain::settings;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use crate::auth::{Require, SettingsRead, SettingsWrite};
use crate::openapi::Tag;
use crate::payload::ValidJson;
use crate::problem::Result;
use crate::state::Shared;
use schema::{Settings, SettingsChangeRequest, Shop};

/// The endpoints.
pub struct Shops(pub Shared);

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Shop")]
impl Shops {
    /// See the shop
    ///
    /// What a storefront has to know of it before anybody buys anything.
    #[oai(path = "/shop", method = "get", operation_id = "getShop")]
    async fn show(&self) -> Result<Json<Shop>> {
        let services = &self.0.services;
        let assistant = services.models.is_on(Purpose::Assistant);
        Ok(Json(Shop::new(&services.shop(), &services.config, assistant)))
    }

    /// See the settings
    ///
    /// As they are in force: the configuration of this process, with what was changed since. Needs the permission
    /// `settings_read`.
    #[oai(path = "/settings", method = "get", operation_id = "getSettings")]
    async fn get(&self, _staff: Require<SettingsRead>) -> Result<Json<Settings>> {
        let (overrides, version) = settings::overrides(self.0.store().read()).await?;
        let settings = self.0.services.settings.configured().with(&overrides);
        Ok(Json(Settings::new(settings, version)))
    }

    /// Change settings
    ///
    /// What is absent stays, what is null is as configured again. Orders, mails and invoices that come later show the change:
    /// every process works by it within seconds. The currency can be changed while nothing has a price. Needs the permission
    /// `settings_write`.
    #[oai(path = "/settings", method = "patch", operation_id = "updateSettings")]
    async fn update(
        &self,
        _staff: Require<SettingsWrite>,
        body: ValidJson<SettingsChangeRequest>,
    ) -> Result<Json<Settings>> {
        let live = &self.0.services.settings;
        let (configured, change) = (live.configured(), body.0.into());
        let changed = self.0.store().write(async |txn| settings::change(txn, configured, change).await);
        let (settings, version) = changed.await?;
        live.look_again().await;
        Ok(Json(Settings::new(settings, version)))
    }
}
