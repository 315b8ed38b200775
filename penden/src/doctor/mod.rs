//! `penden doctor`: looks at everything that a shop needs, says what is wrong and what to do about it.
//!
//! It changes nothing but a small file in the storage, which it removes again, and sends one job that does nothing.

mod database;
mod fleet;
mod ping;
mod settings;
mod surroundings;

use std::time::Duration;

use platform::{Config, Services};
use serde::Serialize;
use serde_json::json;

/// What came of looking at one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Level {
    Fine,
    /// Worth knowing; no reason to act.
    Notice,
    Problem,
}

#[derive(Debug, Serialize)]
struct Finding {
    level: Level,
    what: &'static str,
    says: String,
    /// Empty unless there is something to do.
    todo: String,
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn fine(&mut self, what: &'static str, says: impl Into<String>) {
        self.add(Level::Fine, what, says, "");
    }

    fn notice(&mut self, what: &'static str, says: impl Into<String>, todo: impl Into<String>) {
        self.add(Level::Notice, what, says, todo);
    }

    fn problem(&mut self, what: &'static str, says: impl Into<String>, todo: impl Into<String>) {
        self.add(Level::Problem, what, says, todo);
    }

    fn add(&mut self, level: Level, what: &'static str, says: impl Into<String>, todo: impl Into<String>) {
        self.0.push(Finding { level, what, says: says.into(), todo: todo.into() });
    }
}

/// `ping` is how long a job may take to come back.
///
/// # Errors
/// When there is a problem, so that the program exits with 1.
pub async fn run(config: Config, ping: Duration, json: bool) -> anyhow::Result<()> {
    let mut findings = Findings::default();
    settings::look(&config, &mut findings);
    surroundings::look(&config, &mut findings).await;
    if database::is_there(&config, &mut findings) {
        match Services::connect(config).await {
            Ok(services) => {
                surroundings::look_at_storage(&services, &mut findings).await;
                if database::look(&services, &mut findings).await {
                    fleet::look(&services, &mut findings).await;
                    ping::look(&services, ping, &mut findings).await;
                }
            }
            Err(error) => findings.problem(
                "database",
                format!("{error:#}"),
                "start it, or put the address in PENDEN_DATABASE__URL right",
            ),
        }
    }
    let problems = findings.0.iter().filter(|finding| finding.level == Level::Problem).count();
    if json {
        println!("{:#}", json!({ "problems": problems, "findings": findings.0 }));
    } else {
        findings.0.iter().for_each(print);
    }
    match problems {
        0 => Ok(()),
        1 => anyhow::bail!("there is one problem"),
        _ => anyhow::bail!("there are {problems} problems"),
    }
}

fn print(finding: &Finding) {
    let mark = match finding.level {
        Level::Fine => "ok     ",
        Level::Notice => "notice ",
        Level::Problem => "PROBLEM",
    };
    println!("{mark}  {:10}  {}", finding.what, finding.says);
    if !finding.todo.is_empty() {
        println!("{:21}→ {}", "", finding.todo);
    }
}
