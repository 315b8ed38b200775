//! Who may have to do with drafts: those about products need one permission, replies another.

use domain::drafts::permission;
use domain::entity::states::DraftKind;
use poem::{Request, RequestBody};
use poem_openapi::registry::Registry;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::auth::{Caller, Customer};
use crate::problem::{Failure, Result};

/// Someone who may see at least one kind of draft; machines too.
pub struct Drafter {
    pub customer: Customer,
}

impl Drafter {
    /// What they may see and decide.
    pub fn kinds(&self) -> impl Iterator<Item = DraftKind> {
        DraftKind::ALL.iter().copied().filter(|kind| self.customer.may(permission(*kind)))
    }

    /// # Errors
    /// 404 unless they may see that kind.
    pub fn require(&self, kind: DraftKind) -> Result<()> {
        if self.kinds().any(|one| one == kind) { Ok(()) } else { Err(Failure::not_found("draft")) }
    }
}

impl<'a> ApiExtractor<'a> for Drafter {
    const TYPES: &'static [ApiExtractorType] = <Caller as ApiExtractor<'a>>::TYPES;
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Caller as ApiExtractor<'a>>::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        <Caller as ApiExtractor<'a>>::security_schemes()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let this = Self { customer: Caller::from_request(request, body, options).await?.0 };
        if this.kinds().next().is_none() {
            return Err(Failure::forbidden("this needs the permission catalog_write or orders_write").into());
        }
        Ok(this)
    }
}
