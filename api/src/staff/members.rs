//! Who works here: appointing, dismissing, closing accounts.

use domain::Txn;
use domain::accounts::staff::{self, StaffFilter};
use domain::accounts::{self, Registration, proofs, second_factor};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::schema::{NameSort, RolesRequest, StaffMember, StaffPage, StaffRequest};
use crate::auth::{Require, UsersRead, UsersWrite};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{OptionalKey, ValidJson, cursor};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Staff(pub Shared);

#[derive(ApiResponse)]
pub enum SecondFactorReset {
    /// A password is enough again.
    #[oai(status = 204)]
    Done,
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1/staff", tag = "Tag::Staff")]
impl Staff {
    /// List staff
    ///
    /// Everybody with a role, by e-mail address. Needs the permission `users_read`.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/", method = "get", operation_id = "listStaff")]
    async fn list(
        &self,
        _staff: Require<UsersRead>,
        /// Only those with the role of this slug.
        #[oai(validator(max_length = 40, pattern = "^[a-z0-9_]+$"))]
        role: Query<Option<String>>,
        /// Only open accounts, or only closed ones.
        active: Query<Option<bool>>,
        /// Only those with this in their e-mail address.
        #[oai(validator(min_length = 1, max_length = 254, pattern = "^[!-~]+$"))]
        email: Query<Option<String>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<NameSort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 400))]
        cursor: Query<Option<String>>,
        /// People per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<StaffPage>> {
        let backwards = sort.0 == NameSort::Descending;
        let filter = StaffFilter { role: role.0, is_active: active.0, email: email.0, backwards };
        let after = cursor::read_key("staff", cursor.0.as_deref())?;
        let db = self.0.store().read();
        let rows = staff::list(db, &filter, after.as_deref(), limit.0 + 1).await?;
        let (rows, next_cursor) = cursor::page_by_key("staff", rows, limit.0, |row| &row.user.email);
        Ok(Json(StaffPage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// Add somebody to the staff
    ///
    /// Makes an account with roles, none of which may allow more than the caller has. Without a password it is an
    /// invitation: a mail has a token to set one with. Needs the permission `users_write`.
    #[oai(path = "/", method = "post", operation_id = "createStaff")]
    async fn create(
        &self,
        staff: Require<UsersWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<StaffRequest>,
    ) -> Result<Made<StaffMember>> {
        let StaffRequest { email, name, password, roles } = body.0;
        let is_invited = password.is_none();
        // Not the password, which a digest would let be guessed.
        let asked_for = (email.clone(), name.clone(), is_invited, roles.clone());
        let making = Making { what: "staff", by: &staff.customer, key: idempotency_key };
        let new = match password {
            Some(password) => accounts::prepare(Registration { email, name, password }).await?,
            None => accounts::prepare_invited(email, name).await?,
        };
        let by = staff.customer.actor();
        let mut tickets = Vec::new();
        let create = async |txn: &Txn| {
            let member = staff::create(txn, by, new, &roles).await?;
            if is_invited {
                tickets = proofs::request_reset(txn, &member.user.email).await?;
            }
            Ok(member.user.id)
        };
        let (id, replayed) = making.once(&self.0, &asked_for, create).await?;
        self.0.access.forget();
        self.0.services.push(&tickets).await;
        let member = staff::find(self.0.store().writer(), id).await?;
        Ok(Made::Created(Json(member.into()), format!("/api/v1/staff/{id}"), replayed))
    }

    /// See an account and its roles
    ///
    /// Also a customer's, who has none. Needs the permission `users_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getStaff")]
    async fn get(
        &self,
        _staff: Require<UsersRead>,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Json<StaffMember>> {
        Ok(Json(staff::find(self.0.store().read(), id.0).await?.into()))
    }

    /// Give and take roles
    ///
    /// Says which roles somebody has from now on, also a customer who is to work here. Nobody gives or takes what they do
    /// not have themselves, and one administrator is always left. It holds within seconds. Needs the permission
    /// `users_write`.
    #[oai(path = "/:id/roles", method = "put", operation_id = "setRoles")]
    async fn set_roles(
        &self,
        staff: Require<UsersWrite>,
        /// The account.
        id: Path<Uuid>,
        body: ValidJson<RolesRequest>,
    ) -> Result<Json<StaffMember>> {
        let by = staff.customer.actor();
        let set = async |txn: &_| staff::set_roles(txn, by, id.0, &body.0.roles).await;
        let member = self.0.store().write(set).await?;
        self.0.access.forget();
        Ok(Json(member.into()))
    }

    /// Close an account
    ///
    /// Its sessions end, its tokens are worthless within seconds, and nobody can log in with it. Needs the permission
    /// `users_write`.
    #[oai(path = "/:id/deactivate", method = "post", operation_id = "deactivateStaff")]
    async fn deactivate(
        &self,
        staff: Require<UsersWrite>,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Json<StaffMember>> {
        let by = staff.customer.actor();
        let member = self.0.store().write(async |txn| staff::deactivate(txn, by, id.0).await).await?;
        self.0.access.forget();
        Ok(Json(member.into()))
    }

    /// Remove somebody's second factor
    ///
    /// For somebody who lost the app and the recovery codes: make sure who they are first. Their sessions end. Needs the
    /// permission `users_write`.
    #[oai(path = "/:id/second-factor/reset", method = "post", operation_id = "resetSecondFactor")]
    async fn reset_second_factor(
        &self,
        staff: Require<UsersWrite>,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<SecondFactorReset> {
        let by = staff.customer.actor();
        self.0.store().write(async |txn| second_factor::reset(txn, by, id.0).await).await?;
        self.0.access.forget();
        Ok(SecondFactorReset::Done)
    }

    /// Open a closed account
    ///
    /// With the roles that it had. Needs the permission `users_write`.
    #[oai(path = "/:id/reactivate", method = "post", operation_id = "reactivateStaff")]
    async fn reactivate(
        &self,
        staff: Require<UsersWrite>,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Json<StaffMember>> {
        let by = staff.customer.actor();
        let member = self.0.store().write(async |txn| staff::reactivate(txn, by, id.0).await).await?;
        self.0.access.forget();
        Ok(Json(member.into()))
    }
}
