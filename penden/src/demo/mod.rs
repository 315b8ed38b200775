//! The demo: a small shop that is there on the first start, with some weeks behind it and one order that is just being
//! placed.

mod aftermath;
mod checkout;
mod order;
mod order_story;
mod past;
mod range;
mod seed;

pub use seed::fill;

use platform::Config;

use crate::serve;

/// The demo's people. They exist in the demo only.
pub const PASSWORD: &str = "penden-demo";
pub const ADMIN: (&str, &str) = ("admin@penden.example", "Alma Admin");
pub const STAFF: (&str, &str) = ("staff@penden.example", "Stan Staff");
pub const CUSTOMER: (&str, &str) = ("ada@penden.example", "Ada Lovelace");

/// Opens the mailbox and the jobs page without log-in, unless the environment says otherwise.
pub fn open_pages(environment: &mut Vec<(String, String)>) {
    const NAME: &str = "PENDEN_DEMO__OPEN_PAGES";
    if !environment.iter().any(|(name, _)| name == NAME) {
        environment.push((NAME.to_owned(), "true".to_owned()));
    }
}

/// Serves the demo shop until the process is told to stop. What is there already stays as it is.
pub async fn run(mut config: Config) -> anyhow::Result<()> {
    link_mails(&mut config);
    offer_all_payments(&mut config);
    serve::run_with(config, async |services| {
        seed::fill(services).await?;
        let placed = order::place_first(services).await?;
        print_guide(services, placed.as_deref());
        past::write(services).await
    })
    .await
}

/// Mails of the demo lead to its own pages, unless the configuration knows others. Tokens stand behind `#`, which browsers
/// send to nobody.
fn link_mails(config: &mut Config) {
    let url = config.http.public_url.trim_end_matches('/').to_owned();
    let shop = &mut config.shop;
    if shop.order_url.is_empty() {
        shop.order_url = format!("{url}/orders/{{id}}");
    }
    if shop.account_url.is_empty() {
        shop.account_url = format!("{url}/{{action}}#{{token}}");
    }
}

/// All the ways to pay that need nobody else, to an account that everybody gives for an example.
fn offer_all_payments(config: &mut Config) {
    let payments = &mut config.shop.payments;
    payments.cash_on_delivery.enabled = true;
    let transfer = &mut payments.bank_transfer;
    transfer.enabled = true;
    if transfer.iban.is_empty() {
        transfer.holder.clone_from(&config.shop.seller.address.name);
        transfer.iban = "DE89 3704 0044 0532 0130 00".to_owned();
    }
}

fn print_guide(services: &platform::Services, placed: Option<&str>) {
    let url = services.config.http.public_url.trim_end_matches('/');
    let order = placed.map_or_else(String::new, |number| {
        format!(
            "\n  Order {number} was just placed: watch it become an invoice, three mails and a payment.\n"
        )
    });
    println!(
        "
  Penden is running.{order}
  Shop          {url}/
  Start page    {url}/start
  Swagger UI    {url}/docs
  Shop's API    {url}/api/v1/products
  Mailbox       {url}/mailbox
  Jobs          {url}/jobs
  Test cards    {url}/sandbox/

  Log in as     {} (administrator), {} (staff), {} (customer);
                catalogue@, support@, fulfilment@ and finance@penden.example have one role each
  Password      {PASSWORD}

  Ctrl-C stops; started again, it goes on with the same data.
",
        ADMIN.0, STAFF.0, CUSTOMER.0
    );
}
