//! What each role may do beyond its own affairs. This table is the whole of it.

use entity::states::Role;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    CatalogWrite,
    OrdersRead,
    OrdersWrite,
    PaymentsRefund,
    SalesRead,
    MailsRead,
    JobsRead,
    JobsWrite,
    WebhooksRead,
    WebhooksWrite,
    AuditRead,
    UsersWrite,
}

impl Permission {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CatalogWrite => "catalog_write",
            Self::OrdersRead => "orders_read",
            Self::OrdersWrite => "orders_write",
            Self::PaymentsRefund => "payments_refund",
            Self::SalesRead => "sales_read",
            Self::MailsRead => "mails_read",
            Self::JobsRead => "jobs_read",
            Self::JobsWrite => "jobs_write",
            Self::WebhooksRead => "webhooks_read",
            Self::WebhooksWrite => "webhooks_write",
            Self::AuditRead => "audit_read",
            Self::UsersWrite => "users_write",
        }
    }
}

/// What staff may do; who may appoint staff comes last and is for administrators.
const ALL: &[Permission] = &[
    Permission::CatalogWrite,
    Permission::OrdersRead,
    Permission::OrdersWrite,
    Permission::PaymentsRefund,
    Permission::SalesRead,
    Permission::MailsRead,
    Permission::JobsRead,
    Permission::JobsWrite,
    Permission::WebhooksRead,
    Permission::WebhooksWrite,
    Permission::AuditRead,
    Permission::UsersWrite,
];

/// The permissions of a role.
pub const fn of(role: Role) -> &'static [Permission] {
    match role {
        Role::Customer => &[],
        Role::Staff => ALL.split_at(ALL.len() - 1).0,
        Role::Admin => ALL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_administrators_appoint_staff() {
        assert!(of(Role::Customer).is_empty());
        assert!(of(Role::Staff).contains(&Permission::JobsWrite));
        assert!(!of(Role::Staff).contains(&Permission::UsersWrite));
        assert!(of(Role::Admin).contains(&Permission::UsersWrite));
    }
}
