//! Roles: what they allow, and making and changing them.

use domain::Txn;
use domain::accounts::{Permission, roles};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};

use super::schema::{NameSort, PermissionList, RoleChangeRequest, RolePage, RoleRequest, StaffRole};
use crate::auth::{Require, RolesWrite, UsersRead};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{OptionalKey, ValidJson, cursor};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Roles(pub Shared);

#[derive(ApiResponse)]
pub enum RoleDeleted {
    /// It is gone.
    #[oai(status = 204)]
    Done,
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Staff")]
impl Roles {
    /// List permissions
    ///
    /// Everything that a role can allow. Needs the permission `users_read`.
    #[oai(path = "/permissions", method = "get", operation_id = "listPermissions")]
    async fn permissions(&self, _staff: Require<UsersRead>) -> Result<Json<PermissionList>> {
        let items = Permission::ALL.iter().map(|one| one.as_str().to_owned()).collect();
        Ok(Json(PermissionList { items }))
    }

    /// List roles
    ///
    /// By slug. Needs the permission `users_read`.
    #[oai(path = "/roles", method = "get", operation_id = "listRoles")]
    async fn list(
        &self,
        _staff: Require<UsersRead>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<NameSort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Roles per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<RolePage>> {
        let backwards = sort.0 == NameSort::Descending;
        let after = cursor::read_key("roles", cursor.0.as_deref())?;
        let db = self.0.store().read();
        let rows = roles::list(db, after.as_deref(), backwards, limit.0 + 1).await?;
        let (rows, next_cursor) = cursor::page_by_key("roles", rows, limit.0, |row| &row.slug);
        Ok(Json(RolePage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// See a role
    ///
    /// Needs the permission `users_read`.
    #[oai(path = "/roles/:slug", method = "get", operation_id = "getRole")]
    async fn get(
        &self,
        _staff: Require<UsersRead>,
        /// The slug of the role.
        #[oai(validator(max_length = 40))]
        slug: Path<String>,
    ) -> Result<Json<StaffRole>> {
        Ok(Json(roles::find(self.0.store().read(), &slug.0).await?.into()))
    }

    /// Make a role
    ///
    /// It can allow what the caller may do, and nothing else. Needs the permission `roles_write`.
    #[oai(path = "/roles", method = "post", operation_id = "createRole")]
    async fn create(
        &self,
        staff: Require<RolesWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<RoleRequest>,
    ) -> Result<Made<StaffRole>> {
        let making = Making { what: "roles", by: &staff.customer, key: idempotency_key };
        let asked_for = serde_json::to_value(&body.0).map_err(domain::Error::from)?;
        let (by, new) = (staff.customer.actor(), body.0.into());
        let work = async |txn: &Txn| Ok(roles::create(txn, by, new).await?.slug);
        let (slug, replayed) = making.once(&self.0, &asked_for, work).await?;
        self.0.access.forget();
        let role = roles::find(self.0.store().writer(), &slug).await?;
        Ok(Made::Created(Json(role.into()), format!("/api/v1/roles/{slug}"), replayed))
    }

    /// Change a role
    ///
    /// It holds for everybody who has it, within seconds. What the caller may not do cannot be added or removed. Needs the
    /// permission `roles_write`.
    #[oai(path = "/roles/:slug", method = "patch", operation_id = "updateRole")]
    async fn update(
        &self,
        staff: Require<RolesWrite>,
        /// The slug of the role.
        #[oai(validator(max_length = 40))]
        slug: Path<String>,
        body: ValidJson<RoleChangeRequest>,
    ) -> Result<Json<StaffRole>> {
        let (by, change) = (staff.customer.actor(), body.0.into());
        let role = self.0.store().write(async |txn| roles::change(txn, by, &slug.0, change).await).await?;
        self.0.access.forget();
        Ok(Json(role.into()))
    }

    /// Delete a role
    ///
    /// One that nobody has and that did not come with the program. Needs the permission `roles_write`.
    #[oai(path = "/roles/:slug", method = "delete", operation_id = "deleteRole")]
    async fn delete(
        &self,
        staff: Require<RolesWrite>,
        /// The slug of the role.
        #[oai(validator(max_length = 40))]
        slug: Path<String>,
    ) -> Result<RoleDeleted> {
        let by = staff.customer.actor();
        self.0.store().write(async |txn| roles::delete(txn, by, &slug.0).await).await?;
        self.0.access.forget();
        Ok(RoleDeleted::Done)
    }
}
