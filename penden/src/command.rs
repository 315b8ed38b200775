//! The commands and what they start.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand, ValueEnum};
use domain::entity::states::Role as StoredRole;
use domain::read_models::NewReplay;
use platform::{Config, Services, telemetry};
use uuid::Uuid;

use crate::operate::batches::Batches;
use crate::operate::jobs::Jobs;
use crate::operate::limits::Limits;
use crate::operate::timetable::Timetable;
use crate::{
    demo, doctor, events, health, import, keys, migrate, operate, ping, prompts, read_models,
    sandbox_service, serve, users,
};

/// A commerce backend whose every side effect is a durable job.
#[derive(Parser)]
#[command(
    name = "penden",
    version,
    about,
    after_help = "Settings come from the environment; `penden config` shows them."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything in one process, with a demo shop that is filled on the first start
    Demo {
        /// Only fill the shop, and end; for a fleet, whose processes are started on their own
        #[arg(long)]
        fill: bool,
    },
    /// Run api, worker and scheduler in one process
    Serve(worker::Arguments),
    /// Bring the database schema up to date
    Migrate,
    /// Show the effective configuration, secrets hidden
    Config,
    /// Bring data in
    #[command(subcommand)]
    Import(Import),
    /// Find jobs and help them
    Jobs {
        #[command(subcommand)]
        command: Jobs,
        /// For programs
        #[arg(long, global = true)]
        json: bool,
    },
    /// See how batches of jobs are doing
    Batches {
        #[command(subcommand)]
        command: Batches,
        /// For programs
        #[arg(long, global = true)]
        json: bool,
    },
    /// See how the queues are doing
    Queues {
        #[arg(long)]
        json: bool,
    },
    /// See which processes are alive
    Processes {
        #[arg(long)]
        json: bool,
    },
    /// See the limits and circuit breakers to services outside, or let calls through again
    Limits {
        #[command(subcommand)]
        command: Option<Limits>,
        #[arg(long)]
        json: bool,
    },
    /// See what happens by the clock, or do it now
    Timetable {
        #[command(subcommand)]
        command: Option<Timetable>,
        #[arg(long)]
        json: bool,
    },
    /// Say what is wrong and what to do about it; exits 1 if something is
    Doctor {
        /// Seconds that a job may take through the fleet and back
        #[arg(long, default_value_t = 10)]
        ping_limit: u64,
        #[arg(long)]
        json: bool,
    },
    /// Look after read models
    #[command(subcommand)]
    ReadModels(ReadModels),
    /// Look after what language models are told
    #[command(subcommand)]
    Prompts(Prompts),
    /// Look after the event log
    #[command(subcommand)]
    Events(Events),
    /// Look after accounts
    #[command(subcommand)]
    Users(Users),
    /// Look after the keys that sign access tokens
    #[command(subcommand)]
    Keys(Keys),
    /// Run the pretend payment provider and parcel carrier on their own
    Sandbox,
    /// Send jobs that do nothing through the fleet and wait until they are done; exits 1 if they are not
    Ping {
        #[arg(long, default_value_t = 1)]
        count: usize,
        /// So many a second; without, as fast as it goes
        #[arg(long)]
        rate: Option<u32>,
        /// Seconds to wait
        #[arg(long, default_value_t = 60)]
        limit: u64,
    },
    /// Ask a running process whether it is well; exits 1 if not
    Health {
        /// Such as http://127.0.0.1:8080/health/ready
        url: String,
    },
}

#[derive(Subcommand)]
enum Import {
    /// Import products from a CSV file: sku, product, price, slug, category, description, variant, stock, weight_g,
    /// tax_rate, status, brand, tags, attributes, codes, publish_at, unpublish_at; or from JSON lines (.jsonl, .ndjson, also with .gz), one product each: id, title, price, name, ean,
    /// short_description, supplier, category, stock, attr_t_…, attr_n_…, attr_b_…. An import of lines that was broken off
    /// goes on where it was
    Products {
        file: PathBuf,
        /// How many there are of what lines say nothing about
        #[arg(long)]
        stock: Option<i64>,
        /// Begin at the first line, whatever an import before did
        #[arg(long)]
        anew: bool,
        /// Report at most so many rejected rows
        #[arg(long, default_value_t = 20)]
        show: usize,
    },
}

#[derive(Subcommand)]
enum ReadModels {
    /// Build read models anew from the event log, beside running workers
    Rebuild {
        /// order-history, daily-sales, purchases or search
        #[arg(required_unless_present = "all")]
        name: Option<String>,
        /// All of them
        #[arg(long, conflicts_with = "name")]
        all: bool,
    },
}

#[derive(Subcommand)]
enum Prompts {
    /// Try prompts on their cases, with the models that are set up, and show how they do; exits 1 if one is not as it
    /// should be. Each case is a call that costs what it costs
    Eval {
        /// describe, seo, attributes, reply or shopper; without, all for which a model is set up
        prompt: Option<String>,
        /// For programs
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum Events {
    /// Project a range of events to one read model once more, by jobs
    Replay {
        /// order_history, sales_facts or purchases; effects (mails, payments, invoices) never replay
        #[arg(long)]
        consumer: String,
        /// Events recorded from here, such as 2026-11-01T00:00:00Z
        #[arg(long)]
        from: Option<DateTime<Utc>>,
        /// Events recorded before
        #[arg(long)]
        to: Option<DateTime<Utc>>,
        /// The events of this order alone
        #[arg(long, conflicts_with_all = ["from", "to"])]
        aggregate: Option<Uuid>,
    },
    /// Move whole months of events to the storage and out of the database
    Archive {
        /// Months that ended by then, such as 2026-01-01T00:00:00Z
        #[arg(long)]
        before: DateTime<Utc>,
    },
}

#[derive(Subcommand)]
enum Users {
    /// Create an account, or give an existing one this role; asks for the password on standard input
    Create {
        email: String,
        #[arg(long, value_enum, default_value_t = Role::Staff)]
        role: Role,
        #[arg(long, default_value = "")]
        name: String,
    },
}

#[derive(Subcommand)]
enum Keys {
    /// Show which keys verify; the first signs
    List,
    /// Add a new key, which signs from now on; the others go on verifying
    Rotate,
    /// Stop a key from verifying
    Retire { kid: String },
}

#[derive(Clone, Copy, ValueEnum)]
enum Role {
    Customer,
    Staff,
    Admin,
}

impl From<Role> for StoredRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Customer => Self::Customer,
            Role::Staff => Self::Staff,
            Role::Admin => Self::Admin,
        }
    }
}

/// Reads the arguments and the configuration, and runs the command to its end.
pub fn run() -> anyhow::Result<()> {
    let command = Arguments::parse().command;
    if let Command::Health { url } = &command {
        return block_on(health::ask(url));
    }
    let mut environment: Vec<(String, String)> = std::env::vars().collect();
    if matches!(command, Command::Demo { .. }) {
        demo::open_pages(&mut environment);
    }
    if let Command::Serve(worker) = &command {
        environment.extend(worker.settings());
    }
    let config = Config::load(environment)?;
    if matches!(command, Command::Config) {
        print!("{}", config.render());
        return Ok(());
    }
    let _telemetry = telemetry::init(&config.telemetry);
    block_on(start(command, config)).map_err(explained)
}

/// Adds what is wrong with each field; the error alone only says that something is.
fn explained(error: anyhow::Error) -> anyhow::Error {
    match error.downcast_ref() {
        Some(domain::Error::Invalid(fields)) => {
            let fields: Vec<_> =
                fields.iter().map(|wrong| format!("\n  {} {}", wrong.field, wrong.message)).collect();
            anyhow::anyhow!("{error}:{}", fields.concat())
        }
        _ => error,
    }
}

async fn start(command: Command, config: Config) -> anyhow::Result<()> {
    platform::crypto::install();
    match command {
        Command::Demo { fill: true } => demo::fill(&connect(config).await?).await,
        Command::Demo { fill: false } => demo::run(config).await,
        Command::Serve(_) => serve::run(config).await,
        Command::Migrate => migrate::up(&config).await,
        Command::Ping { count, rate, limit } => {
            ping::run(&connect(config).await?, count, rate, Duration::from_secs(limit)).await
        }
        Command::Sandbox => sandbox_service::run(config).await,
        Command::Import(Import::Products { file, stock, anew, show }) => {
            let options = import::Options { show, stock, anew };
            import::products(&connect(config).await?, &file, &options).await
        }
        Command::ReadModels(ReadModels::Rebuild { name, .. }) => {
            read_models::rebuild(&connect(config).await?, name.as_deref()).await
        }
        Command::Events(Events::Replay { consumer, from, to, aggregate }) => {
            let new = NewReplay { consumer, from, to, aggregate_id: aggregate };
            events::replay(&connect(config).await?, new).await
        }
        Command::Events(Events::Archive { before }) => events::archive(&connect(config).await?, before).await,
        Command::Prompts(Prompts::Eval { prompt, json }) => {
            prompts::eval(&connect(config).await?, prompt.as_deref(), json).await
        }
        Command::Users(Users::Create { email, role, name }) => {
            users::create(&connect(config).await?, email, name, role.into()).await
        }
        Command::Jobs { command, json } => operate::jobs::run(&connect(config).await?, command, json).await,
        Command::Batches { command, json } => {
            operate::batches::run(&connect(config).await?, command, json).await
        }
        Command::Queues { json } => operate::queues::show(&connect(config).await?, json).await,
        Command::Processes { json } => operate::processes::show(&connect(config).await?, json).await,
        Command::Limits { command, json } => {
            operate::limits::run(&connect(config).await?, command, json).await
        }
        Command::Timetable { command, json } => {
            operate::timetable::run(&connect(config).await?, command, json).await
        }
        Command::Doctor { ping_limit, json } => {
            doctor::run(config, Duration::from_secs(ping_limit), json).await
        }
        Command::Keys(Keys::List) => keys::list(&connect(config).await?).await,
        Command::Keys(Keys::Rotate) => keys::rotate(&connect(config).await?).await,
        Command::Keys(Keys::Retire { kid }) => keys::retire(&connect(config).await?, &kid).await,
        Command::Config | Command::Health { .. } => Ok(()),
    }
}

/// Commands work on an up-to-date schema, whoever comes first.
async fn connect(config: Config) -> anyhow::Result<Services> {
    migrate::up(&config).await?;
    Services::connect(config).await
}

fn block_on(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime could not be started")?
        .block_on(work)
}
