//! What the shop keeps about oneself.

use domain::accounts;
use poem_openapi::payload::{Attachment, AttachmentType};
use poem_openapi::{ApiResponse, OpenApi};

use crate::auth::Customer;
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct OwnData(pub Shared);

#[derive(ApiResponse)]
pub enum OwnDataFile {
    /// All of it, as JSON.
    #[oai(status = 200, content_type = "application/json")]
    File(Attachment<Vec<u8>>),
}

#[OpenApi(prefix_path = "/api/v1/me", tag = "Tag::Accounts")]
impl OwnData {
    /// Fetch all that is kept about me
    ///
    /// As one JSON file: profile, addresses, log-ins, wishlist, and orders with their lines, payments, refunds and parcels. It
    /// is made anew each time and kept nowhere. Amounts are minor units. Invoices have an operation of their own.
    #[oai(path = "/data", method = "get", operation_id = "getMyData")]
    async fn get(&self, me: Customer) -> Result<OwnDataFile> {
        let data = accounts::own_data(self.0.store().read(), me.id).await?;
        let bytes = serde_json::to_vec_pretty(&data).map_err(domain::Error::from)?;
        let file =
            Attachment::new(bytes).attachment_type(AttachmentType::Attachment).filename("my-data.json");
        Ok(OwnDataFile::File(file))
    }
}
