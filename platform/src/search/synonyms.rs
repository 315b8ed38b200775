//! Words that the catalogue itself uses for each other.

use domain::search::{all_documents, synonyms};
use domain::{Result, Store};
use search::Paraphrases;
use uuid::Uuid;

use super::embedded::document;

/// Reads all products, and puts the pairs that it finds in the place of those found before. Returns how many there are.
///
/// # Errors
/// Of the database.
pub async fn find_synonyms(store: &Store) -> Result<usize> {
    let (mut paraphrases, mut after) = (Paraphrases::default(), Uuid::nil());
    while let Some((documents, last)) = all_documents(store.read(), after).await? {
        documents.into_iter().for_each(|one| paraphrases.read(&document(one)));
        after = last;
    }
    let found = paraphrases.found();
    synonyms::replace_found(store, &found).await?;
    Ok(found.len())
}
