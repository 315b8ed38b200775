//! What roles and staff look like on the wire.

use chrono::{DateTime, Utc};
use domain::accounts::roles::{NewRole, RoleChange};
use domain::accounts::staff::StaffMember as Member;
use domain::accounts::{Permissions, allowed};
use domain::entity::role;
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts::Role as Standing;
use crate::payload::present;

/// In which order a list by name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum NameSort {
    #[default]
    Ascending,
    Descending,
}

/// A name for a set of permissions.
#[derive(Debug, Object)]
pub struct StaffRole {
    /// Never changes.
    pub slug: String,
    pub name: String,
    pub description: String,
    /// What it allows, such as `orders_read`.
    pub permissions: Vec<String>,
    /// Came with the program: it can be changed, except for `admin`, and not be deleted.
    pub shipped: bool,
    /// Grows with each change.
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl From<role::Model> for StaffRole {
    fn from(role: role::Model) -> Self {
        Self {
            permissions: allowed(&role).names().into_iter().map(str::to_owned).collect(),
            slug: role.slug,
            name: role.name,
            description: role.description,
            shipped: role.shipped,
            version: role.version,
            created_at: role.created_at,
            updated_at: role.updated_at,
        }
    }
}

/// A page of roles, by slug.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RolePage {
    pub items: Vec<StaffRole>,
    pub next_cursor: Option<String>,
}

/// Everything that can be allowed.
#[derive(Debug, Object)]
pub struct PermissionList {
    pub items: Vec<String>,
}

// The rules are the domain's (`domain::accounts::roles`), so that they are told all at once.
/// A role that is to be made.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct RoleRequest {
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z0-9_]+$"))]
    pub slug: String,
    #[oai(validator(min_length = 1, max_length = 60))]
    pub name: String,
    #[serde(default)]
    #[oai(default, validator(max_length = 300))]
    pub description: String,
    /// Names of permissions; see the list of them.
    #[oai(validator(max_items = 64))]
    #[garde(length(max = 64))]
    pub permissions: Vec<String>,
}

impl Example for RoleRequest {
    fn example() -> Self {
        Self {
            slug: "packer".into(),
            name: "Packer".into(),
            description: "Packs at the weekend.".into(),
            permissions: vec!["orders_read".into()],
        }
    }
}

impl From<RoleRequest> for NewRole {
    fn from(request: RoleRequest) -> Self {
        let RoleRequest { slug, name, description, permissions } = request;
        Self { slug, name, description, permissions }
    }
}

/// What of a role changes. What is absent stays.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct RoleChangeRequest {
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 60))]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(max_length = 300))]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(max_items = 64))]
    #[garde(inner(length(max = 64)))]
    pub permissions: Option<Vec<String>>,
    /// The `version` that was seen: if somebody changed the role since, the answer is 409.
    #[serde(default, deserialize_with = "present")]
    pub version: Option<i64>,
}

impl Example for RoleChangeRequest {
    fn example() -> Self {
        Self {
            name: None,
            description: None,
            permissions: Some(vec!["orders_read".into(), "orders_write".into()]),
            version: Some(1),
        }
    }
}

impl From<RoleChangeRequest> for RoleChange {
    fn from(request: RoleChangeRequest) -> Self {
        let RoleChangeRequest { name, description, permissions, version } = request;
        Self { name, description, permissions, version }
    }
}

/// Somebody with roles.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StaffMember {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: Standing,
    /// The slugs of their roles.
    pub roles: Vec<String>,
    /// What the roles allow together.
    pub permissions: Vec<String>,
    /// Since when the account is closed.
    pub deactivated_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl From<Member> for StaffMember {
    fn from(member: Member) -> Self {
        let Member { user, roles } = member;
        let permissions = roles.iter().map(allowed).fold(Permissions::NONE, Permissions::union);
        Self {
            id: user.id,
            email: user.email,
            name: user.name,
            role: user.role.into(),
            roles: roles.into_iter().map(|role| role.slug).collect(),
            permissions: permissions.names().into_iter().map(str::to_owned).collect(),
            deactivated_at: user.deactivated_at,
            created_at: user.created_at,
        }
    }
}

/// A page of staff, by e-mail address.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StaffPage {
    pub items: Vec<StaffMember>,
    pub next_cursor: Option<String>,
}

/// Somebody who is to work here.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct StaffRequest {
    #[oai(validator(max_length = 254))]
    pub email: String,
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// Absent: they are mailed a token to set one with.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 10, max_length = 128))]
    pub password: Option<String>,
    /// The slugs of their roles.
    #[oai(validator(min_items = 1, max_items = 20))]
    #[garde(length(min = 1, max = 20))]
    pub roles: Vec<String>,
}

impl Example for StaffRequest {
    fn example() -> Self {
        Self {
            email: "grace@example.org".into(),
            name: "Grace Hopper".into(),
            password: None,
            roles: vec!["support".into()],
        }
    }
}

/// All the roles that somebody is to have.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct RolesRequest {
    /// Their slugs. None: a customer.
    #[oai(validator(max_items = 20))]
    #[garde(length(max = 20))]
    pub roles: Vec<String>,
}

impl Example for RolesRequest {
    fn example() -> Self {
        Self { roles: vec!["support".into(), "finance".into()] }
    }
}
