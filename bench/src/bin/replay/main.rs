//! Replays recorded orders against a running shop: everything that customers did then, done again over HTTP.
//!
//! It imports the catalogue, registers the people, lets them buy, cancels what was cancelled, and waits until nothing is
//! left to do. It measures, but it does not judge: whether the result is right is for `scripts/verify-replay`, which
//! shares no code with this.

mod catalogue;
mod disturbance;
mod freight;
mod olist;
mod operator;
mod report;
mod session;
mod shopper;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use bench::{Client, Server, crowd};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use disturbance::Disturbance;
use olist::{Person, Plan};
use report::{Phases, Report};
use session::Session;

/// How long a server may take until it is ready, and how long clients wait for one that was killed.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// Passwords are hashed one after the other; more clients would only wait.
const REGISTERING: usize = 4;

/// The administrator who watches the jobs.
const OPERATOR: (&str, &str) = ("operator@replay.example", "the operator of the replay");

#[derive(Parser)]
#[command(about = "Replays recorded orders over HTTP")]
struct Arguments {
    /// Folder of the recorded orders.
    #[arg(long)]
    data: PathBuf,
    /// Only the first so many orders that have items.
    #[arg(long)]
    orders: Option<usize>,
    /// Customers at the same time.
    #[arg(long, default_value_t = 16)]
    clients: usize,
    /// How often the server is killed while orders are being placed.
    #[arg(long, default_value_t = 0)]
    kills: usize,
    /// Draws the moments of the kills.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The program that serves; the environment configures it.
    #[arg(long)]
    server: PathBuf,
    /// Where it serves.
    #[arg(long)]
    url: String,
    /// Key of the sandbox carrier.
    #[arg(long, default_value = "sandbox-demo-key")]
    carrier_key: String,
    /// Currency of the recorded orders, ISO 4217.
    #[arg(long, default_value = "BRL")]
    currency: String,
    /// Folder for the import file, the server's log and process id, and the report (report.json).
    #[arg(long)]
    work: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut server = Some(Server::new(&arguments.server, &arguments.work));
    let mut terminated = signal(SignalKind::terminate())?;
    // However it ends, the server ends with it.
    let result = tokio::select! {
        result = replay(&arguments, &mut server) => result,
        _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        _ = terminated.recv() => bail!("interrupted"),
    };
    if let Some(server) = server.as_mut().filter(|_| result.is_err()) {
        // That it ended by itself explains more than what the clients saw of it.
        server.check()?;
    }
    result?;
    server.take().context("the server is gone")?.stop().await
}

async fn replay(arguments: &Arguments, server: &mut Option<Server>) -> anyhow::Result<()> {
    let plan = olist::read(&arguments.data, arguments.orders)?;
    let (orders, people) = (plan.orders().count(), plan.people.len());
    ensure!(orders > 0, "{} holds no orders with items", arguments.data.display());
    println!("{orders} orders of {people} people, {} things for sale", plan.offers.len());
    let mut phases = Phases::default();

    let begun = Instant::now();
    prepare(arguments, server.as_mut().context("the server is gone")?, &plan)?;
    phases.import = begun.elapsed();
    let client = Client::new(&arguments.url, Duration::ZERO)?;
    client.with_patience(READY_WITHIN).wait_until_ready().await?;
    freight::upload(&client, &arguments.carrier_key, &plan, &arguments.currency).await?;
    let patience = if arguments.kills > 0 { READY_WITHIN } else { Duration::ZERO };
    let client = client.with_patience(patience);

    let begun = Instant::now();
    let shoppers = register(&client, plan.people).await?;
    phases.register = begun.elapsed();

    let begun = Instant::now();
    let (progress, watched) = watch::channel(0);
    let disturbance = Disturbance::draw(arguments.kills, orders, arguments.seed);
    let (bought, kills) = tokio::try_join!(
        shop(shoppers, orders, arguments.clients, progress),
        disturbance.carry_out(server, &client, watched),
    )?;
    phases.shop = begun.elapsed();

    let begun = Instant::now();
    let mut operator = Session::log_in(client, OPERATOR.0, OPERATOR.1).await?;
    phases.drain = operator::wait_until_drained(&mut operator).await?.saturating_duration_since(begun);

    ensure!(bought.len() == orders, "{} of {orders} orders were placed", bought.len());
    ensure!(kills == arguments.kills, "the server was killed {kills} times instead of {}", arguments.kills);
    let report = Report::new(arguments.clients, people, kills, &phases, &bought);
    let path = arguments.work.join("report.json");
    std::fs::write(&path, serde_json::to_string_pretty(&report)?)
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// Imports the catalogue, makes the operator's account and starts the server.
fn prepare(arguments: &Arguments, server: &mut Server, plan: &Plan) -> anyhow::Result<()> {
    let file = arguments.work.join("products.csv");
    catalogue::write(plan, &file)?;
    let file = file.to_str().context("the working folder has a name that is not UTF-8")?;
    server.run(&["import", "products", file], "")?;
    let (email, password) = OPERATOR;
    server.run(&["users", "create", email, "--role", "admin"], password)?;
    server.start()
}

async fn register(client: &Client, people: Vec<Person>) -> anyhow::Result<Vec<(Person, Session)>> {
    let bar = progress_bar(people.len(), "registering")?;
    let client = client.clone();
    let registered = crowd(REGISTERING, people, move |person: Person| {
        let (client, bar) = (client.clone(), bar.clone());
        async move {
            let session = Session::register(client, &person).await?;
            bar.inc(1);
            Ok((person, session))
        }
    });
    registered.await
}

/// Everybody buys; one person's orders come one after the other, since a customer has one cart.
async fn shop(
    shoppers: Vec<(Person, Session)>,
    orders: usize,
    clients: usize,
    begun: watch::Sender<usize>,
) -> anyhow::Result<Vec<shopper::Bought>> {
    let bar = progress_bar(orders, "shopping")?;
    let begun = Arc::new(begun);
    let bought = crowd(clients, shoppers, move |(person, mut session): (Person, Session)| {
        let (begun, bar) = (begun.clone(), bar.clone());
        async move {
            let mut bought = Vec::with_capacity(person.orders.len());
            for order in &person.orders {
                bought.push(shopper::buy(&mut session, order, &begun).await?);
                bar.inc(1);
            }
            Ok(bought)
        }
    });
    Ok(bought.await?.into_iter().flatten().collect())
}

/// Hidden where nobody looks at it.
fn progress_bar(length: usize, what: &'static str) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{msg} {pos}/{len} {wide_bar} {per_sec} {eta}")?;
    Ok(ProgressBar::new(length as u64).with_style(style).with_message(what))
}
