//! The order of lists that are sorted by the time of making.

use poem_openapi::Enum;

/// In which order a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case", rename = "ListSort")]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
}

impl Sort {
    pub fn is_oldest_first(self) -> bool {
        self == Self::Oldest
    }
}
