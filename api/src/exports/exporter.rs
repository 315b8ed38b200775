//! Who may export something: products need one permission, orders another.

use poem::{Request, RequestBody};
use poem_openapi::registry::Registry;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::schema::ExportKind;
use crate::auth::Customer;
use crate::problem::{Failure, Result};

const KINDS: [ExportKind; 2] = [ExportKind::Products, ExportKind::Orders];

/// Someone who is logged in and may export at least one kind. Others are refused before the body is looked at.
pub struct Exporter {
    pub customer: Customer,
}

impl Exporter {
    /// What they may export.
    pub fn kinds(&self) -> impl Iterator<Item = ExportKind> {
        KINDS.into_iter().filter(|kind| self.customer.may(kind.permission()))
    }

    /// # Errors
    /// 403 unless they may export that kind.
    pub fn require(&self, kind: ExportKind) -> Result<()> {
        let permission = kind.permission();
        if self.customer.may(permission) {
            return Ok(());
        }
        Err(Failure::forbidden(format!("this needs the permission {}", permission.as_str())))
    }
}

impl<'a> ApiExtractor<'a> for Exporter {
    const TYPES: &'static [ApiExtractorType] = <Customer as ApiExtractor<'a>>::TYPES;
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Customer as ApiExtractor<'a>>::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        <Customer as ApiExtractor<'a>>::security_schemes()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let customer = Customer::from_request(request, body, options).await?;
        let this = Self { customer };
        if this.kinds().next().is_none() {
            return Err(Failure::forbidden("this needs the permission catalog_write or orders_read").into());
        }
        Ok(this)
    }
}
