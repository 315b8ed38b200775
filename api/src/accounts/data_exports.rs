//! What the shop keeps about oneself, as a file that a job gathers.

use chrono::{DateTime, Utc};
use domain::accounts::own_data;
use domain::entity::data_export;
use domain::entity::states::DataExportState;
use domain::storage::parts;
use futures_util::TryStreamExt;
use poem::Body;
use poem_openapi::param::Path;
use poem_openapi::payload::{Attachment, AttachmentType, Json};
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use uuid::Uuid;

use crate::auth::Customer;
use crate::making::Making;
use crate::openapi::Tag;
use crate::payload::OptionalKey;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct DataExports(pub Shared);

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum DataExportStatus {
    /// It is being gathered.
    Asked,
    /// The file is there.
    Ready,
    /// It did not work out. Ask again.
    Failed,
}

/// All that is kept about a customer, as a file.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DataExport {
    pub id: Uuid,
    pub state: DataExportStatus,
    /// How many orders are to be gathered; 0 until that is known.
    pub orders_total: i64,
    /// How many of them are.
    pub orders_gathered: i64,
    /// Of the file; 0 until it is there.
    pub bytes: i64,
    pub created_at: DateTime<Utc>,
    pub ready_at: Option<DateTime<Utc>>,
    /// When it is deleted.
    pub expires_at: DateTime<Utc>,
}

impl From<data_export::Model> for DataExport {
    fn from(row: data_export::Model) -> Self {
        Self {
            id: row.id,
            state: match row.state {
                DataExportState::Asked => DataExportStatus::Asked,
                DataExportState::Ready => DataExportStatus::Ready,
                DataExportState::Failed => DataExportStatus::Failed,
            },
            orders_total: row.orders_total,
            orders_gathered: row.orders_told,
            bytes: row.bytes,
            created_at: row.created_at,
            ready_at: row.ready_at,
            expires_at: row.expires_at,
        }
    }
}

/// Those that were asked for and are not deleted yet, newest first. There are a few at most.
#[derive(Debug, Object)]
pub struct DataExportList {
    pub items: Vec<DataExport>,
}

#[derive(ApiResponse)]
pub enum AskedData {
    /// A job gathers it; a mail says when it is there.
    #[oai(status = 202)]
    Accepted(
        Json<DataExport>,
        /// Where it can be looked at.
        #[oai(header = "Location")]
        String,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[derive(ApiResponse)]
pub enum DataExportFile {
    /// All of it, as JSON.
    #[oai(status = 200, content_type = "application/json")]
    File(Attachment<Body>),
}

#[OpenApi(prefix_path = "/api/v1/me/data-exports", tag = "Tag::Accounts")]
impl DataExports {
    /// Ask for all that is kept about me
    ///
    /// A job writes one JSON file: profile, consents, addresses, log-ins, what was done and what happened to the account,
    /// wishlist, carts, reviews, questions, and orders with their lines, payments, refunds, returns, numbers of invoices and
    /// parcels. Amounts are minor units. A mail says when it is there; a week later it is deleted. One at a time, and five a
    /// day.
    #[oai(path = "/", method = "post", operation_id = "askForMyData")]
    async fn ask(
        &self,
        me: Customer,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
    ) -> Result<AskedData> {
        let making = Making { what: "data_exports", by: &me, key: idempotency_key };
        let ask = async |txn: &domain::Txn| Ok(own_data::ask(txn, me.id).await?.id);
        let (id, replayed) = making.once(&self.0, &"all", ask).await?;
        let row = own_data::find(self.0.store().read(), me.id, id).await?;
        Ok(AskedData::Accepted(Json(row.into()), format!("/api/v1/me/data-exports/{id}"), replayed))
    }

    /// List what I asked for
    ///
    /// Files of all that is kept about me, newest first, with how far they are. All of them: there are a few at most.
    #[oai(path = "/", method = "get", operation_id = "listMyDataExports")]
    async fn list(&self, me: Customer) -> Result<Json<DataExportList>> {
        let rows = own_data::list(self.0.store().read(), me.id).await?;
        Ok(Json(DataExportList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// See how far my data is
    ///
    /// Until it is deleted.
    #[oai(path = "/:id", method = "get", operation_id = "getMyDataExport")]
    async fn get(
        &self,
        me: Customer,
        /// The export.
        id: Path<Uuid>,
    ) -> Result<Json<DataExport>> {
        Ok(Json(own_data::find(self.0.store().read(), me.id, id.0).await?.into()))
    }

    /// Fetch my data
    ///
    /// When it is gathered, and until it is deleted.
    #[oai(path = "/:id/file", method = "get", operation_id = "getMyDataExportFile")]
    async fn file(
        &self,
        me: Customer,
        /// The export.
        id: Path<Uuid>,
    ) -> Result<DataExportFile> {
        let (key, bytes) = own_data::file(self.0.store().read(), me.id, id.0).await?;
        let content = parts::stream(self.0.services.storage.clone(), key, bytes);
        let body = Body::from_bytes_stream(content.map_err(std::io::Error::other));
        let file = Attachment::new(body).attachment_type(AttachmentType::Attachment).filename("my-data.json");
        Ok(DataExportFile::File(file))
    }
}
