//! When a product is on sale: its status, and from when to when that holds.

use entity::states::ProductStatus;

use crate::catalog::limits::{self, Violations};
use crate::clock::Timestamp;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Schedule {
    pub status: ProductStatus,
    pub publish_at: Option<Timestamp>,
    pub unpublish_at: Option<Timestamp>,
}

impl Schedule {
    pub fn check(&self, violations: &mut Violations) {
        for (field, at) in [("publish_at", self.publish_at), ("unpublish_at", self.unpublish_at)] {
            if let Some(at) = at {
                violations.check(field, limits::moment(at));
            }
        }
        match (self.status, self.publish_at) {
            (ProductStatus::Scheduled, None) => {
                violations.add("publish_at", "is missing: the status scheduled needs it");
            }
            (status, Some(_)) if status != ProductStatus::Scheduled => {
                violations.add("publish_at", "is for the status scheduled only");
            }
            _ => {}
        }
        if matches!((self.publish_at, self.unpublish_at), (Some(begin), Some(end)) if end <= begin) {
            violations.add("unpublish_at", "must be after publish_at");
        }
    }

    /// A moment for publishing means nothing in other states, so it goes with the state.
    pub fn tidied(self) -> Self {
        let publish_at = self.publish_at.filter(|_| self.status == ProductStatus::Scheduled);
        Self { publish_at, ..self }
    }
}
