//! How texts are compared, for who keeps an index elsewhere and shows what was found in the same way.

use crate::text;

/// The words of a text without accents and case, in their order.
pub fn words(text: &str) -> Vec<String> {
    text::words(text).into_iter().map(|word| word.folded).collect()
}

/// A part number as it is compared: letters and digits only. `None` for what can be none.
pub fn code(text: &str) -> Option<String> {
    text::code(text)
}

/// What [`passage`](crate::passage) marks wherever it stands: the stems of all words of these texts.
pub fn stems<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut stems: Vec<String> = texts.into_iter().flat_map(text::stems).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}
