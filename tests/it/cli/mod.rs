//! The program `penden` itself, as an operator runs it.

mod commands;
mod configuration;
mod demo;
mod operating;
mod serving;

use std::path::PathBuf;
use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::shop::LIMIT;

/// A run that has ended.
#[derive(Debug)]
pub struct Run {
    /// `None` when a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn is_success(&self) -> bool {
        self.code == Some(0)
    }
}

/// Runs a command to its end, with this environment and nothing else of ours.
pub async fn penden(environment: &[(String, String)], arguments: &[&str], input: &str) -> Run {
    let mut process = start(environment, arguments);
    let mut stdin = process.stdin.take().unwrap();
    // A command that does not read its input may be gone already.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = timeout(LIMIT * 4, process.wait_with_output()).await.expect("the command ends").unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Starts a command. It is killed when it is dropped.
pub fn start(environment: &[(String, String)], arguments: &[&str]) -> Child {
    let mut command = Command::new(program());
    command.args(arguments).env_clear().envs(environment.iter().cloned()).kill_on_drop(true);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// The program lies beside the folder of the test's executable.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().and_then(|deps| deps.parent()).unwrap().join("penden");
    assert!(program.exists(), "{} is missing: `cargo build -p penden` makes it", program.display());
    program
}
