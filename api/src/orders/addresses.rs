//! Where an order goes: as the request says it, or as the customer's address book does.

use domain::Store;
use domain::accounts::addresses as book;
use domain::entity::address;
use domain::shipping::Address;
use uuid::Uuid;

use super::requests::PlaceOrderRequest;
use crate::auth::MaybeCustomer;
use crate::problem::{Failure, FieldProblem, Result};

/// The address of the parcel, and that of the bill if it is another one.
///
/// # Errors
/// 422 when it is named twice or not at all, or is not in the caller's book.
pub async fn addresses(
    store: &Store,
    caller: MaybeCustomer,
    request: &PlaceOrderRequest,
) -> Result<(Address, Option<Address>)> {
    let given = (&request.shipping_address, request.shipping_address_id);
    let shipping = match given {
        (Some(_), Some(_)) => {
            return Err(wrong("shipping_address_id", "stands there beside shipping_address"));
        }
        (Some(address), None) => Some(address.clone().into()),
        (None, Some(id)) => Some(kept(store, caller, "shipping_address_id", id).await?),
        (None, None) => None,
    };
    let billing = match (&request.billing_address, request.billing_address_id) {
        (Some(_), Some(_)) => return Err(wrong("billing_address_id", "stands there beside billing_address")),
        (Some(address), None) => Some(address.clone().into()),
        (None, Some(id)) => Some(kept(store, caller, "billing_address_id", id).await?),
        (None, None) => None,
    };
    if let Some(shipping) = shipping {
        return Ok((shipping, billing));
    }
    let rows = match caller.id() {
        Some(user_id) => book::list(store.read(), user_id).await?,
        None => Vec::new(),
    };
    let default =
        |is: fn(&address::Model) -> bool| rows.iter().find(|row| is(row)).map(book::read).transpose();
    let shipping = default(|row| row.default_shipping)?.ok_or_else(|| {
        wrong("shipping_address", "is missing, and there is no default in the address book")
    })?;
    Ok((shipping, billing.or(default(|row| row.default_billing)?)))
}

async fn kept(store: &Store, caller: MaybeCustomer, field: &'static str, id: Uuid) -> Result<Address> {
    let none = || wrong(field, "is not in your address book");
    let user_id = caller.id().ok_or_else(none)?;
    match book::find(store.read(), user_id, id).await {
        Err(domain::Error::NotFound { .. }) => Err(none()),
        found => Ok(book::read(&found?)?),
    }
}

fn wrong(field: &'static str, message: &str) -> Failure {
    Failure::invalid(vec![FieldProblem { field: field.into(), message: message.to_owned() }])
}
