//! The shop's logo: the files go into storage first, then the setting says where they are.

use domain::settings::{self, Edit, Logo, SettingsChange};
use platform::pictures;
use poem::http::StatusCode;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::types::multipart::Upload;
use poem_openapi::{Multipart, Object, OpenApi};
use sha2::{Digest, Sha256};

use super::schema::Settings;
use crate::auth::{Require, SettingsWrite};
use crate::media;
use crate::openapi::Tag;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Logos(pub Shared);

/// A logo to be.
#[derive(Debug, Multipart)]
pub struct LogoUpload {
    /// PNG, JPEG, WebP or GIF, which is told by the content. No SVG: mail clients do not show it.
    file: Upload,
}

/// A picture that stands for the shop.
#[derive(Debug, Object)]
pub struct ShopLogo {
    /// Where it is, relative to the shop. Its content never changes.
    pub url: String,
    /// Pixels, as it is to be shown: the file has twice as many.
    pub width: i32,
    pub height: i32,
}

impl From<&Logo> for ShopLogo {
    fn from(logo: &Logo) -> Self {
        Self { url: media::url(&logo.storage_key), width: logo.width, height: logo.height }
    }
}

#[OpenApi(prefix_path = "/api/v1/settings/logo", tag = "Tag::Shop")]
impl Logos {
    /// Upload the logo
    ///
    /// Mails, invoices and the storefront show it. The whole file has to be what it is taken for; it is made to fit 240 by 80
    /// pixels, at twice that resolution. Needs the permission `settings_write`.
    #[oai(path = "/", method = "put", operation_id = "uploadLogo")]
    async fn upload(&self, _staff: Require<SettingsWrite>, body: LogoUpload) -> Result<Json<Settings>> {
        let content = body.file.into_vec().await.map_err(|error| {
            Failure::new(StatusCode::BAD_REQUEST, "malformed_body", "the file could not be read")
                .with_error("file", error.to_string())
        })?;
        let made = pictures::logo(content.into()).await?;
        let digest = hex::encode(&Sha256::digest(&made.png)[..12]);
        let logo = Logo {
            storage_key: format!("media/logo-{digest}.png"),
            paper_key: format!("media/logo-{digest}.jpg"),
            width: i32::try_from(made.width.div_ceil(2)).unwrap_or(i32::MAX),
            height: i32::try_from(made.height.div_ceil(2)).unwrap_or(i32::MAX),
        };
        let storage = &self.0.services.storage;
        storage.put(&logo.storage_key, made.png, "image/png").await?;
        storage.put(&logo.paper_key, made.jpeg, "image/jpeg").await?;
        self.change(Edit::To(logo), None).await
    }

    /// Remove the logo
    ///
    /// Mails that were sent still show it. Needs the permission `settings_write`.
    #[oai(path = "/", method = "delete", operation_id = "deleteLogo")]
    async fn delete(
        &self,
        _staff: Require<SettingsWrite>,
        /// The version of the settings that the caller has seen; another one in the meantime is a conflict.
        version: Query<Option<i64>>,
    ) -> Result<Json<Settings>> {
        self.change(Edit::Configured, version.0).await
    }
}

impl Logos {
    async fn change(&self, logo: Edit<Logo>, version: Option<i64>) -> Result<Json<Settings>> {
        let live = &self.0.services.settings;
        let (configured, change) =
            (live.configured(), SettingsChange { logo, version, ..SettingsChange::default() });
        let changed = self.0.store().write(async |txn| settings::change(txn, configured, change).await);
        let (settings, version) = changed.await?;
        live.look_again().await;
        Ok(Json(Settings::new(settings, version)))
    }
}
