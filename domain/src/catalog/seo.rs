//! What search engines show of a page, where it is to differ from what stands on it.

use super::limits::{self, Violations};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seo {
    pub title: Option<String>,
    pub description: Option<String>,
}

/// What is `None` stays as it is; `Some(None)` takes it away.
#[derive(Debug, Clone, Default)]
pub struct SeoChange {
    pub title: Option<Option<String>>,
    pub description: Option<Option<String>>,
}

impl Seo {
    pub(super) fn check(&self, violations: &mut Violations) {
        let texts = [
            ("seo_title", &self.title, limits::SEO_TITLE),
            ("seo_description", &self.description, limits::SEO_DESCRIPTION),
        ];
        for (field, text, limit) in texts {
            if let Some(text) = text {
                violations.check(field, limits::name(text.trim(), limit));
            }
        }
    }

    /// With this change.
    pub(super) fn with(self, change: SeoChange) -> Self {
        Self {
            title: change.title.unwrap_or(self.title),
            description: change.description.unwrap_or(self.description),
        }
    }
}
