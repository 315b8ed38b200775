//! What somebody may do beyond their own affairs. Names are stored in roles and keys: once used they keep their meaning.

use std::fmt;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// One thing that has to be allowed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Permission { $($(#[$doc])* $name),+ }

        impl Permission {
            /// Every permission, in the order of the declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

permissions! {
    CatalogWrite = "catalog_write",
    OrdersRead = "orders_read",
    OrdersWrite = "orders_write",
    PaymentsRefund = "payments_refund",
    SalesRead = "sales_read",
    MailsRead = "mails_read",
    JobsRead = "jobs_read",
    JobsWrite = "jobs_write",
    WebhooksRead = "webhooks_read",
    WebhooksWrite = "webhooks_write",
    AuditRead = "audit_read",
    /// See staff and roles.
    UsersRead = "users_read",
    /// Appoint and dismiss staff.
    UsersWrite = "users_write",
    /// Make, change and delete roles.
    RolesWrite = "roles_write",
    ApiKeysRead = "api_keys_read",
    ApiKeysWrite = "api_keys_write",
    SettingsRead = "settings_read",
    SettingsWrite = "settings_write",
    PromotionsRead = "promotions_read",
    PromotionsWrite = "promotions_write",
    /// See zones, tax rates and shipping methods.
    CheckoutRead = "checkout_read",
    /// Change zones, tax rates, tax classes and shipping methods.
    CheckoutWrite = "checkout_write",
    /// Capture, record money that came, see disputes, compare the books.
    PaymentsWrite = "payments_write",
    /// See what customers want to send back.
    ReturnsRead = "returns_read",
    /// Approve, reject and receive what is sent back; giving the money back needs `payments_refund`.
    ReturnsWrite = "returns_write",
    /// See reviews that are not published.
    ReviewsRead = "reviews_read",
    /// Publish, reject and answer reviews.
    ReviewsWrite = "reviews_write",
}

impl Permission {
    /// The permission of that name, if this version of the program knows it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.as_str() == name)
    }
}

/// A set of permissions.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions(u64);

impl Permissions {
    pub const NONE: Self = Self(0);

    /// Everything, also what later versions add.
    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    /// What a list of names says; names of other versions of the program are passed over.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        names.into_iter().filter_map(Permission::named).collect()
    }

    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u8) != 0
    }

    /// Whether all of `other` is in it.
    pub const fn includes(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in one of them only.
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }

    pub fn names(self) -> Vec<&'static str> {
        Permission::ALL.iter().filter(|one| self.contains(**one)).map(|one| one.as_str()).collect()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::NONE, |set, one| Self(set.0 | 1 << one as u8))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_knows_what_is_in_it() {
        let set = Permissions::from_names(["jobs_read", "orders_write", "of_tomorrow"]);
        assert_eq!(set.names(), ["orders_write", "jobs_read"]);
        assert!(set.contains(Permission::JobsRead) && !set.contains(Permission::JobsWrite));
        assert!(Permissions::all().includes(set) && !set.includes(Permissions::all()));
        assert!(Permission::ALL.len() <= 64, "they have to fit into the set");
    }
}
