//! The OpenAPI document: what poem-openapi writes, lifted to a clean 3.1 and completed with every problem.
//!
//! The document needs no database and comes out the same byte for byte, so the file in the repository can be compared
//! with it.

mod closed;
mod examples;
mod lift;
pub mod lint;
mod merged;
mod problems;
mod webhooks;

use std::sync::LazyLock;

use poem::{Endpoint, Response, http::HeaderValue, http::header};
use poem_openapi::{ContactObject, LicenseObject, OpenApiService, Tags};
use serde_json::Value;

use crate::state::Shared;
use crate::{
    accounts, assistant, carts, catalog, drafts, exports, operations, orders, payments, returns, reviews,
};

/// What the operations are about.
#[derive(Tags)]
pub enum Tag {
    /// Registering, logging in and out, and one's own profile.
    Accounts,
    /// Products, their variants, pictures and categories. Reading is public and cached.
    Catalog,
    /// What a shopper means to buy, and what sending it costs.
    Carts,
    /// Discounts: codes and automatic ones, and who used them.
    Promotions,
    /// Zones with their tax rates, tax classes, and the shop's shipping methods.
    Checkout,
    /// Placing, following, paying, cancelling and sending orders; their history and the sales by day.
    Orders,
    /// What payment providers tell, capturing and recording money, disputes, and comparing the books.
    Payments,
    /// For operators: jobs, queues, processes and mails.
    Operations,
    /// Roles made of permissions, who has them, and the keys of machines.
    Staff,
    /// How many there are of what is sold, and what moved it.
    Stock,
    /// What the shop says about itself, and its settings.
    Shop,
    /// Who did what to what, from where.
    Audit,
    /// What language models draft for staff, the assistant that answers shoppers, and what they ask a person of the shop.
    Assistant,
    /// Telling other systems what happened: endpoints, and the log of what was delivered to them.
    Webhooks,
}

/// Add a resource here: its type of endpoints, once.
type Apis = (
    accounts::Auth,
    accounts::Me,
    Identity,
    Wares,
    catalog::Products,
    catalog::Variants,
    catalog::Images,
    catalog::ProductImports,
    carts::Carts,
    orders::Orders,
    orders::Histories,
    orders::Fulfilments,
    orders::Timelines,
    Desks,
    Advice,
    Operations,
);

/// What staff do with orders and their money.
type Desks = (
    payments::Webhooks,
    payments::Tills,
    payments::Disputes,
    payments::Reconciliations,
    orders::Shipments,
    orders::Desk,
    orders::Searches,
    orders::CreditNotes,
    orders::LiveOrders,
    returns::Returns,
    returns::ReturnDesk,
);

/// What belongs to accounts as well.
type Identity = (
    accounts::Proofs,
    accounts::Sessions,
    accounts::Addresses,
    accounts::SecondFactors,
    accounts::Wishes,
    accounts::DataExports,
);

/// What there is to buy, and how it is sorted.
type Wares = (
    catalog::Categories,
    catalog::Brands,
    catalog::Attributes,
    catalog::Collections,
    catalog::Recommendations,
    crate::search::Search,
    crate::search::Synonyms,
    crate::search::Insight,
    catalog::Codes,
    catalog::Translations,
    reviews::Reviews,
    reviews::ReviewDesk,
    reviews::ReviewSummaries,
);

/// Where language models help.
type Advice = (drafts::Drafts, assistant::Talks, assistant::Inquiries);

/// For programs beside the shop, and about who may do what. Apart, since a tuple of endpoints has sixteen at most.
type Administration = (
    exports::Exports,
    crate::webhooks::Endpoints,
    crate::webhooks::Deliveries,
    crate::audit::Audit,
    crate::staff::Roles,
    crate::staff::Staff,
    crate::staff::Customers,
    crate::api_keys::ApiKeys,
    crate::shop::Shops,
    crate::shop::MailTemplates,
    crate::shop::Logos,
    crate::stock::Stock,
    crate::promotions::Promotions,
    crate::zones::Zones,
    crate::zones::ShippingMethods,
    crate::zones::TaxClasses,
);

type Operations = (
    operations::Jobs,
    operations::DeadJobs,
    operations::Cancellations,
    operations::Batches,
    operations::Queues,
    operations::Processes,
    operations::Providers,
    operations::Timetables,
    operations::LiveUpdates,
    operations::Mails,
    operations::Replays,
    Administration,
);

fn apis(state: &Shared) -> Apis {
    let state = || state.clone();
    (
        accounts::Auth(state()),
        accounts::Me(state()),
        (
            accounts::Proofs(state()),
            accounts::Sessions(state()),
            accounts::Addresses(state()),
            accounts::SecondFactors(state()),
            accounts::Wishes(state()),
            accounts::DataExports(state()),
        ),
        (
            catalog::Categories(state()),
            catalog::Brands(state()),
            catalog::Attributes(state()),
            catalog::Collections(state()),
            catalog::Recommendations(state()),
            crate::search::Search(state()),
            crate::search::Synonyms(state()),
            crate::search::Insight(state()),
            catalog::Codes(state()),
            catalog::Translations(state()),
            reviews::Reviews(state()),
            reviews::ReviewDesk(state()),
            reviews::ReviewSummaries(state()),
        ),
        catalog::Products(state()),
        catalog::Variants(state()),
        catalog::Images(state()),
        catalog::ProductImports(state()),
        carts::Carts(state()),
        orders::Orders(state()),
        orders::Histories(state()),
        orders::Fulfilments(state()),
        orders::Timelines(state()),
        (
            payments::Webhooks(state()),
            payments::Tills(state()),
            payments::Disputes(state()),
            payments::Reconciliations(state()),
            orders::Shipments(state()),
            orders::Desk(state()),
            orders::Searches(state()),
            orders::CreditNotes(state()),
            orders::LiveOrders(state()),
            returns::Returns(state()),
            returns::ReturnDesk(state()),
        ),
        (drafts::Drafts(state()), assistant::Talks(state()), assistant::Inquiries(state())),
        (
            operations::Jobs(state()),
            operations::DeadJobs(state()),
            operations::Cancellations(state()),
            operations::Batches(state()),
            operations::Queues(state()),
            operations::Processes(state()),
            operations::Providers(state()),
            operations::Timetables(state()),
            operations::LiveUpdates(state()),
            operations::Mails(state()),
            operations::Replays(state()),
            (
                exports::Exports(state()),
                crate::webhooks::Endpoints(state()),
                crate::webhooks::Deliveries(state()),
                crate::audit::Audit(state()),
                crate::staff::Roles(state()),
                crate::staff::Staff(state()),
                crate::staff::Customers(state()),
                crate::api_keys::ApiKeys(state()),
                crate::shop::Shops(state()),
                crate::shop::MailTemplates(state()),
                crate::shop::Logos(state()),
                crate::stock::Stock(state()),
                crate::promotions::Promotions(state()),
                crate::zones::Zones(state()),
                crate::zones::ShippingMethods(state()),
                crate::zones::TaxClasses(state()),
            ),
        ),
    )
}

/// The endpoints under `/api/v1`.
pub fn service(state: &Shared) -> OpenApiService<Apis, ()> {
    OpenApiService::new(apis(state), "Penden", "1.0.0")
        .summary("Commerce backend whose every side effect is a durable job")
        .description(DESCRIPTION)
        .contact(ContactObject::new().name("The maintainers of Penden"))
        .license(LicenseObject::new("Apache-2.0").identifier("Apache-2.0"))
        .server("/")
}

const DESCRIPTION: &str = "\
Money is an integer of minor units and an ISO 4217 currency. Times are RFC 3339 in UTC. Lists are pages: pass \
`next_cursor` back as `cursor`. A field that has no value is absent, never null. Every error is \
`application/problem+json` with a `code` that programs decide by.";

/// The document as a value.
pub fn value() -> Value {
    let raw = service(&Shared::default()).spec();
    let mut document = lift::lift(&raw);
    closed::close(&mut document);
    problems::complete(&mut document);
    examples::complete(&mut document);
    webhooks::complete(&mut document);
    document
}

/// The document as it is published. Made when it is first asked for, since most processes of a fleet never are.
pub fn document() -> &'static str {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
        let mut text = serde_json::to_string_pretty(&value()).expect("a JSON value has a text form");
        text.push('\n');
        text
    });
    &DOCUMENT
}

/// Serves the document.
pub fn document_endpoint() -> impl Endpoint {
    poem::endpoint::make_sync(|_| json(document()))
}

/// Serves a page on which the operations can be read and tried, without anything from elsewhere.
pub fn docs_endpoint() -> impl Endpoint {
    static PAGE: LazyLock<String> = LazyLock::new(|| {
        let service = service(&Shared::default());
        // The page has the document that poem-openapi wrote; ours goes in its place. `</` would end the script.
        service.swagger_ui_html().replace(&service.spec(), &document().replace("</", "<\\/"))
    });
    poem::endpoint::make_sync(|_| poem::web::Html(PAGE.as_str()))
}

fn json(text: &'static str) -> Response {
    Response::builder()
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .header(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))
        .body(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use poem_openapi::OpenApi;

    use super::*;

    #[test]
    fn the_document_keeps_its_promises() {
        assert_eq!(lint::lint(&value()), Vec::<String>::new());
        assert_eq!(document(), document());
    }

    /// Also when two types of endpoints share a path.
    #[test]
    fn every_operation_is_in_the_document() {
        let declared: usize =
            Apis::meta().iter().flat_map(|api| &api.paths).map(|path| path.operations.len()).sum();
        let document = value();
        let paths = document["paths"].as_object().unwrap();
        let documented: usize = paths.values().map(|operations| operations.as_object().unwrap().len()).sum();
        assert_eq!(documented, declared);
    }
}
