//! What the command line may say about a worker; it goes before the environment.

use clap::Args;

/// Options of a worker.
#[derive(Debug, Clone, Default, Args)]
pub struct Arguments {
    /// Queues to serve, as NAME[:WEIGHT|:strict][/LIMIT], separated by commas: payments,mail:2/8
    #[arg(long, value_delimiter = ',')]
    pub queues: Vec<String>,
    /// Jobs that run at the same time
    #[arg(long)]
    pub concurrency: Option<usize>,
}

impl Arguments {
    /// As variables of the environment, to be read after all others.
    pub fn settings(&self) -> Vec<(String, String)> {
        let mut settings = Vec::new();
        if !self.queues.is_empty() {
            settings.push(("PENDEN_WORKER__QUEUES".to_owned(), serde_json::json!(self.queues).to_string()));
        }
        if let Some(concurrency) = self.concurrency {
            settings.push(("PENDEN_WORKER__CONCURRENCY".to_owned(), concurrency.to_string()));
        }
        settings
    }
}
