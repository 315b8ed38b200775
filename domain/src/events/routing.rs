//! Which jobs follow from which event. This table is the whole of it: what is absent does not happen.

use super::Event;
use crate::jobs::Job;
use crate::notifications::Template;

/// The jobs that `event` causes; at most one of each kind.
pub fn jobs_for(event: &Event) -> Vec<Job> {
    let project = |order_id| [Job::ProjectHistory { order_id }, Job::ProjectSales { order_id }];
    let mail = |template, subject_id| Job::SendMail { template, subject_id };
    match event {
        Event::UserRegistered { user_id } => vec![mail(Template::Welcome, *user_id)],
        Event::CustomerEmailChanged { proof_id, .. } => vec![mail(Template::EmailChanged, *proof_id)],
        Event::CustomerDataRequested { export_id, .. } => {
            vec![Job::WriteDataExport { export_id: *export_id }]
        }
        Event::CustomerDataReady { export_id, .. } => vec![mail(Template::DataReady, *export_id)],
        Event::CustomerChanged { .. }
        | Event::CustomerAddressesChanged { .. }
        | Event::MailTemplateChanged { .. }
        | Event::RoleChanged { .. }
        | Event::ApiKeyChanged { .. }
        | Event::SettingsChanged { .. }
        | Event::PromotionChanged { .. }
        | Event::ZoneChanged { .. }
        | Event::DraftChanged { .. }
        | Event::InquiryChanged { .. }
        | Event::ShippingMethodChanged { .. } => Vec::new(),
        Event::CategoryChanged { .. }
        | Event::BrandChanged { .. }
        | Event::AttributeChanged { .. }
        | Event::CollectionChanged { .. } => vec![Job::InvalidateCatalog { product_id: None }],
        Event::ProductChanged { product_id } => {
            vec![Job::InvalidateCatalog { product_id: Some(*product_id) }]
        }
        Event::StockRanLow { variant_id, .. } => vec![mail(Template::StockLow, *variant_id)],
        Event::OrderPlaced(placed) => {
            let mut jobs = vec![
                Job::ChargePayment { payment_id: placed.payment_id },
                mail(Template::OrderReceived, placed.order_id),
            ];
            jobs.extend(project(placed.order_id));
            jobs
        }
        Event::PaymentStarted { order_id, payment_id } => {
            vec![Job::ChargePayment { payment_id: *payment_id }, Job::ProjectHistory { order_id: *order_id }]
        }
        Event::OrderClaimed { order_id, .. } => {
            vec![Job::ProjectHistory { order_id: *order_id }, Job::ProjectPurchases { order_id: *order_id }]
        }
        Event::PaymentRequiresAction { order_id, .. } => vec![Job::ProjectHistory { order_id: *order_id }],
        Event::PaymentFailed { order_id, .. } => {
            vec![mail(Template::PaymentFailed, *order_id), Job::ProjectHistory { order_id: *order_id }]
        }
        Event::OrderPaid { order_id, .. } => {
            let mut jobs =
                vec![Job::IssueInvoice { order_id: *order_id }, mail(Template::PaymentConfirmed, *order_id)];
            jobs.extend(project(*order_id));
            jobs.push(Job::ProjectPurchases { order_id: *order_id });
            jobs
        }
        Event::OrderCancelled { order_id, .. } => {
            let mut jobs = vec![
                Job::VoidOpenPayments { order_id: *order_id },
                mail(Template::OrderCancelled, *order_id),
            ];
            jobs.extend(project(*order_id));
            jobs.push(Job::ProjectPurchases { order_id: *order_id });
            jobs
        }
        Event::OrderExpired { order_id } => {
            let mut jobs = vec![Job::VoidOpenPayments { order_id: *order_id }];
            jobs.extend(project(*order_id));
            jobs.push(Job::ProjectPurchases { order_id: *order_id });
            jobs
        }
        Event::PaymentCameLate { order_id, .. }
        | Event::FulfilmentChanged { order_id, .. }
        | Event::OrderCompleted { order_id } => project(*order_id).into(),
        Event::InvoiceIssued { order_id, .. } => {
            vec![mail(Template::InvoiceIssued, *order_id), Job::ProjectHistory { order_id: *order_id }]
        }
        Event::RefundRequested { order_id, refund_id } => {
            vec![Job::RefundPayment { refund_id: *refund_id }, Job::ProjectHistory { order_id: *order_id }]
        }
        Event::RefundSucceeded { order_id, refund_id, .. } => {
            // The mail follows, with the credit note if there is one.
            let mut jobs = vec![Job::IssueCreditNote { refund_id: *refund_id }];
            jobs.extend(project(*order_id));
            jobs
        }
        Event::CreditNoteIssued { order_id, credit_note_id, .. } => vec![
            Job::PrintCreditNote { credit_note_id: *credit_note_id },
            Job::ProjectHistory { order_id: *order_id },
        ],
        Event::OrderConfirmed { order_id, .. } => {
            let mut jobs = Vec::from(project(*order_id));
            jobs.push(Job::ProjectPurchases { order_id: *order_id });
            jobs
        }
        Event::PaymentCaptured { order_id, .. } => project(*order_id).into(),
        Event::PaymentAwaited { order_id, payment_id } => vec![
            mail(Template::PaymentInstructions, *payment_id),
            Job::ProjectHistory { order_id: *order_id },
        ],
        Event::CaptureRequested { order_id, payment_id, .. } => {
            vec![Job::CapturePayment { payment_id: *payment_id }, Job::ProjectHistory { order_id: *order_id }]
        }
        Event::AuthorizationLost { order_id, .. } => {
            vec![mail(Template::PaymentFailed, *order_id), Job::ProjectHistory { order_id: *order_id }]
        }
        Event::AuthorizationCameLate { order_id, payment_id } => {
            vec![Job::VoidPayment { payment_id: *payment_id }, Job::ProjectHistory { order_id: *order_id }]
        }
        Event::ShipmentShipped { order_id, shipment_id } => {
            vec![mail(Template::ShipmentShipped, *shipment_id), Job::ProjectHistory { order_id: *order_id }]
        }
        Event::ShipmentDelivered { order_id, shipment_id } => {
            vec![mail(Template::ShipmentDelivered, *shipment_id), Job::ProjectHistory { order_id: *order_id }]
        }
        Event::ReturnRequested { order_id, return_id } => {
            vec![mail(Template::ReturnRequested, *return_id), Job::ProjectHistory { order_id: *order_id }]
        }
        Event::ReturnApproved { order_id, return_id } => {
            vec![mail(Template::ReturnApproved, *return_id), Job::ProjectHistory { order_id: *order_id }]
        }
        Event::ReturnRejected { order_id, return_id } => {
            vec![mail(Template::ReturnRejected, *return_id), Job::ProjectHistory { order_id: *order_id }]
        }
        Event::ReviewChanged { product_id, .. } => vec![Job::RateProduct { product_id: *product_id }],
        // The mail about the money is the refund's.
        Event::ReturnWithdrawn { order_id, .. }
        | Event::ReturnReceived { order_id, .. }
        | Event::ReturnRefunded { order_id, .. }
        | Event::RefundFailed { order_id, .. }
        | Event::DisputeOpened { order_id, .. }
        | Event::DisputeChanged { order_id, .. }
        | Event::ShipmentReturned { order_id, .. }
        | Event::OrderHeld { order_id }
        | Event::OrderReleased { order_id }
        | Event::OrderNoted { order_id, .. } => vec![Job::ProjectHistory { order_id: *order_id }],
    }
}
