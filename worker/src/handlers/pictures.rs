//! Making smaller pictures.

use domain::catalog::images::{self, NewFile};
use domain::jobs::{self, Claimed};
use domain::{Error, Result};
use platform::Services;
use platform::pictures;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Done;

/// Stores them first and notes them afterwards. Doing it again makes the same files under the same names.
pub async fn resize(services: &Services, claimed: &Claimed, image_id: Uuid) -> Result<Done> {
    let image = match images::find(services.store.read(), image_id).await {
        // It was deleted meanwhile.
        Err(Error::NotFound { .. }) => return Ok(Done::Harmless),
        image => image?,
    };
    let original = services.storage.get(&image.storage_key).await?;
    let mut files = Vec::new();
    for smaller in pictures::smaller(original).await? {
        let digest = hex::encode(&Sha256::digest(&smaller.content)[..12]);
        let storage_key =
            format!("media/{}-{}-{digest}.{}", image_id.simple(), smaller.width, smaller.extension);
        let bytes = i64::try_from(smaller.content.len()).unwrap_or(i64::MAX);
        services.storage.put(&storage_key, smaller.content, smaller.content_type).await?;
        files.push(NewFile {
            storage_key,
            content_type: smaller.content_type.to_owned(),
            width: i32::try_from(smaller.width).unwrap_or(i32::MAX),
            height: i32::try_from(smaller.height).unwrap_or(i32::MAX),
            bytes,
        });
    }
    let keys: Vec<String> = files.iter().map(|file| file.storage_key.clone()).collect();
    let note = async |txn: &_| images::note(txn, image_id, files).await;
    match jobs::complete(&services.store, claimed, note).await {
        Err(Error::NotFound { .. }) => {
            for key in keys {
                services.storage.delete(&key).await?;
            }
            Ok(Done::Harmless)
        }
        noted => noted.map(|()| Done::Committed),
    }
}
