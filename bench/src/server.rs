//! The process under test: started, killed, started again, and stopped by its id.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

/// Its own drain limits are shorter.
const STOP_WITHIN: Duration = Duration::from_secs(60);

/// How often a process is asked whether it has ended.
const PAUSE: Duration = Duration::from_millis(20);

/// A program that serves, configured by this process's environment. It is killed when this value is dropped.
pub struct Server {
    program: PathBuf,
    folder: PathBuf,
    child: Option<Child>,
}

impl Server {
    /// Nothing runs yet. What the program prints is appended to `server.log` in `folder`; the id of the process that
    /// serves stands in `server.pid`.
    pub fn new(program: &Path, folder: &Path) -> Self {
        Self { program: program.to_owned(), folder: folder.to_owned(), child: None }
    }

    /// Runs one of the program's commands to its end, with `input` on its standard input.
    pub fn run(&self, arguments: &[&str], input: &str) -> anyhow::Result<()> {
        let mut command = self.command(arguments)?;
        let mut child = command.stdin(Stdio::piped()).spawn().with_context(|| self.describe(arguments))?;
        let mut stdin = child.stdin.take().context("the standard input is piped")?;
        stdin.write_all(input.as_bytes()).with_context(|| self.describe(arguments))?;
        drop(stdin);
        let status = child.wait()?;
        ensure!(
            status.success(),
            "{} failed ({status}); see {}",
            self.describe(arguments),
            self.log().display()
        );
        Ok(())
    }

    /// Starts serving; the caller waits until it is ready.
    pub fn start(&mut self) -> anyhow::Result<()> {
        let child = self.command(&["serve"])?.spawn().with_context(|| self.describe(&["serve"]))?;
        let pid = child.id();
        self.child = Some(child);
        std::fs::write(self.folder.join("server.pid"), pid.to_string())
            .context("server.pid cannot be written")
    }

    /// Fails when the process has ended by itself.
    pub fn check(&mut self) -> anyhow::Result<()> {
        if let Some(status) = self.child.as_mut().map(Child::try_wait).transpose()?.flatten() {
            bail!("the server ended by itself ({status}); see {}", self.log().display());
        }
        Ok(())
    }

    /// Kills it without a word, as a power cut of the process would.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("the server is not running")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Asks it to end and waits until it has.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.check()?;
        let child = self.child.as_mut().context("the server is not running")?;
        let asked = Command::new("kill").arg("-TERM").arg(child.id().to_string()).status()?;
        ensure!(asked.success(), "the server could not be asked to stop");
        let give_up = Instant::now() + STOP_WITHIN;
        while Instant::now() < give_up {
            if let Some(status) = child.try_wait()? {
                self.child = None;
                return stopped_well(status);
            }
            tokio::time::sleep(PAUSE).await;
        }
        bail!("the server did not stop within {} s of SIGTERM", STOP_WITHIN.as_secs())
    }

    fn command(&self, arguments: &[&str]) -> anyhow::Result<Command> {
        let log =
            || -> std::io::Result<File> { OpenOptions::new().create(true).append(true).open(self.log()) };
        let mut command = Command::new(&self.program);
        command.args(arguments).stdin(Stdio::null()).stdout(log()?).stderr(log()?);
        Ok(command)
    }

    fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    fn describe(&self, arguments: &[&str]) -> String {
        format!("{} {}", self.program.display(), arguments.join(" "))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = self.child.as_mut() {
            // Nothing can be done about a failure here, and an ended process is no failure.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn stopped_well(status: ExitStatus) -> anyhow::Result<()> {
    ensure!(status.success(), "the server was asked to stop and ended with {status}");
    Ok(())
}
