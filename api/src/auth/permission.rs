//! A permission as a type, so that what an endpoint demands stands in its signature: `staff: Require<CatalogWrite>`.

use std::marker::PhantomData;

use domain::accounts::Permission;
use poem::http::StatusCode;
use poem::{Request, RequestBody};
use poem_openapi::registry::Registry;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::customer::{self, Customer};
use crate::problem::Failure;

/// Names a permission of the domain.
pub trait Permit: Send + Sync + 'static {
    const PERMISSION: Permission;
}

macro_rules! permits {
    ($($name:ident)+) => {
        $(
            #[doc = concat!("See [`Permission::", stringify!($name), "`].")]
            pub struct $name;

            impl Permit for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )+
    };
}

permits!(CatalogWrite OrdersRead OrdersWrite PaymentsRefund SalesRead MailsRead JobsRead JobsWrite WebhooksRead WebhooksWrite
    AuditRead UsersRead UsersWrite RolesWrite ApiKeysRead ApiKeysWrite SettingsRead SettingsWrite
    PromotionsRead PromotionsWrite CheckoutRead CheckoutWrite PaymentsWrite
    ReturnsRead ReturnsWrite ReviewsRead ReviewsWrite);

/// Someone who is logged in and has the permission `P`.
pub struct Require<P: Permit> {
    pub customer: Customer,
    permit: PhantomData<P>,
}

impl Customer {
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(permission)
    }
}

impl<'a, P: Permit> ApiExtractor<'a> for Require<P> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        customer::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![customer::SCHEME]
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let customer = customer::require(request).await?;
        if customer.is_withheld {
            let detail = "staff of this shop needs a second factor: add one at /me/second-factor";
            return Err(Failure::new(StatusCode::FORBIDDEN, "second_factor_needed", detail).into());
        }
        if !customer.may(P::PERMISSION) {
            let detail = format!("this needs the permission {}", P::PERMISSION.as_str());
            return Err(Failure::forbidden(detail).into());
        }
        Ok(Self { customer, permit: PhantomData })
    }
}
