//! What customers and guests do with orders.

use domain::accounts::Permission;
use domain::idempotency::{self, Request as Once};
use domain::orders::{self, PlaceOrder, Viewer};
use domain::payments::{self, PayOrder};
use domain::{Error, accounts, invoices};
use poem_openapi::param::Path;
use poem_openapi::payload::{Attachment, AttachmentType, Json};
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::addresses::addresses;
use super::order::{Order, Payment};
use super::requests::{CancelOrderRequest, PaymentSelection, PlaceOrderRequest};
use crate::auth::{CartToken, MaybeCustomer};
use crate::carts::key;
use crate::openapi::Tag;
use crate::payload::{IdempotencyKey, ValidJson};
use crate::problem::{Failure, FieldProblem, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Orders(pub Shared);

#[derive(ApiResponse)]
pub enum PlacedOrder {
    /// The order is placed, its stock is held, and payment follows in the background.
    #[oai(status = 201)]
    Created(
        Json<Order>,
        /// Where the order can be followed.
        #[oai(header = "Location")]
        String,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[derive(ApiResponse)]
pub enum StartedPayment {
    /// The payment is on its way to the provider.
    #[oai(status = 201)]
    Created(
        Json<Payment>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[derive(ApiResponse)]
pub enum InvoicePdf {
    /// The invoice.
    #[oai(status = 200, content_type = "application/pdf")]
    Pdf(Attachment<Vec<u8>>),
}

#[OpenApi(prefix_path = "/api/v1/orders", tag = "Tag::Orders")]
impl Orders {
    /// Place an order
    ///
    /// Turns the caller's cart into an order. Repeating the request with the same Idempotency-Key repeats the answer.
    #[oai(path = "/", method = "post", operation_id = "placeOrder")]
    async fn place(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        body: ValidJson<PlaceOrderRequest>,
    ) -> Result<PlacedOrder> {
        let cart = key(customer, cart_token);
        let whose = match (&cart.user_id, &cart.token) {
            (Some(user_id), _) => format!("user {user_id}"),
            (None, Some(token)) => format!("cart {token}"),
            (None, None) => return Err(Error::NotFound { what: "open cart" }.into()),
        };
        let fingerprint = serde_json::to_vec(&body.0).map_err(Error::from)?;
        let once = Once::new(format!("orders.place {whose}"), idempotency_key.0, &fingerprint);
        let body = body.0;
        self.require_provider(&body.payment, "payment/token")?;
        let (shipping_address, billing_address) = addresses(self.0.store(), customer, &body).await?;
        let email = self.email(customer, body.email).await?;
        let draft = PlaceOrder {
            cart,
            email,
            shipping_address,
            billing_address,
            shipping: body.shipping.choice()?,
            payment: body.payment.into(),
            expected_total_minor: body.expected_total_minor,
        };
        let shop = self.0.services.shop();
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            let placed = orders::place(txn, draft, &shop).await?;
            Order::try_from(placed)
        })
        .await?;
        let location = format!("/api/v1/orders/{}", answer.value.id);
        Ok(PlacedOrder::Created(Json(answer.value), location, answer.replayed))
    }

    /// See an order
    ///
    /// For the customer who placed it, the guest who holds its cart's token, and staff.
    #[oai(path = "/:id", method = "get", operation_id = "getOrder")]
    async fn get(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The order.
        id: Path<Uuid>,
    ) -> Result<Json<Order>> {
        self.view(id.0, &viewer(customer, cart_token, Permission::OrdersRead)).await
    }

    /// Cancel an order
    ///
    /// As long as it has not been shipped. What was paid is refunded.
    #[oai(path = "/:id/cancel", method = "post", operation_id = "cancelOrder")]
    async fn cancel(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<CancelOrderRequest>,
    ) -> Result<Json<Order>> {
        let viewer = viewer(customer, cart_token, Permission::OrdersWrite);
        self.require_visible(id.0, &viewer).await?;
        let reason = body.0.reason.unwrap_or_else(|| "cancelled by the customer".to_owned());
        self.0.store().write(async |txn| orders::cancel(txn, id.0, &reason).await).await?;
        self.view(id.0, &viewer).await
    }

    /// Pay an order again
    ///
    /// After a payment failed, instead of one that waits for the payer, or when what was authorised is gone.
    #[oai(path = "/:id/payments", method = "post", operation_id = "payOrder")]
    async fn pay(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<PaymentSelection>,
    ) -> Result<StartedPayment> {
        let viewer = viewer(customer, cart_token, Permission::OrdersWrite);
        self.require_visible(id.0, &viewer).await?;
        self.require_provider(&body.0, "token")?;
        let fingerprint = serde_json::to_vec(&body.0).map_err(Error::from)?;
        let once = Once::new(format!("orders.pay {}", id.0), idempotency_key.0, &fingerprint);
        let request = PayOrder { order_id: id.0, payment: body.0.into() };
        let shop = self.0.services.shop();
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            Ok(Payment::from(payments::pay(txn, request, &shop).await?))
        })
        .await?;
        Ok(StartedPayment::Created(Json(answer.value), answer.replayed))
    }

    /// Fetch the invoice
    ///
    /// As a PDF; it is there soon after the order is paid.
    #[oai(path = "/:id/invoice", method = "get", operation_id = "getInvoice")]
    async fn invoice(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The order.
        id: Path<Uuid>,
    ) -> Result<InvoicePdf> {
        let viewer = viewer(customer, cart_token, Permission::OrdersRead);
        let file =
            invoices::find_of_order(self.0.store(), self.0.services.storage.as_ref(), id.0, &viewer).await?;
        let attachment = Attachment::new(file.content.to_vec())
            .attachment_type(AttachmentType::Attachment)
            .filename(file.filename);
        Ok(InvoicePdf::Pdf(attachment))
    }
}

impl Orders {
    /// Whether the shop has that provider, and it gets the token that it needs.
    fn require_provider(&self, selection: &PaymentSelection, field: &'static str) -> Result<()> {
        let provider = self.0.services.offered_provider(&selection.provider)?;
        if provider.needs_token() && selection.token.is_none() {
            let message = format!("{} needs a token of what is paid with", selection.provider);
            return Err(Failure::invalid(vec![FieldProblem { field: field.into(), message }]));
        }
        Ok(())
    }

    async fn view(&self, id: Uuid, viewer: &Viewer) -> Result<Json<Order>> {
        Ok(Json(orders::find(self.0.store().read(), id, viewer).await?.try_into()?))
    }

    async fn require_visible(&self, id: Uuid, viewer: &Viewer) -> Result<()> {
        orders::require_visible(self.0.store().read(), id, viewer).await?;
        Ok(())
    }

    async fn email(&self, customer: MaybeCustomer, given: Option<String>) -> Result<String> {
        match (given, customer.id()) {
            (Some(email), _) => Ok(accounts::normalize_email(&email)),
            (None, Some(user_id)) => Ok(accounts::profile(self.0.store().read(), user_id).await?.email),
            (None, None) => Err(Failure::invalid(vec![FieldProblem {
                field: "email".into(),
                message: "guests must say where mails go".into(),
            }])),
        }
    }
}

/// Staff with the permission see every order.
pub(crate) fn viewer(customer: MaybeCustomer, cart_token: CartToken, permission: Permission) -> Viewer {
    Viewer {
        user_id: customer.id(),
        cart_token: cart_token.0,
        is_staff: customer.0.is_some_and(|customer| customer.may(permission)),
    }
}
