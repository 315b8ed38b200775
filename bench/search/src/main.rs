//! Measures the search engine: how good its answers are, how fast they come, how large the index is.
//!
//! The catalogue and the judgements are those of a folder with `products.jsonl.gz` and `judgements.csv`, as
//! docs/PERFORMANCE.md says. Everything is in this one process; nothing is asked over HTTP.

mod catalogue;
mod judged;
mod speed;
mod tune;

use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use search::{Document, Index, Paraphrases, Weights};

use judged::Judged;

#[derive(Parser)]
struct Arguments {
    /// The folder with the catalogue and the judgements.
    #[arg(long)]
    data: PathBuf,
    /// Products of the large catalogue, which is made of the small one; 0 leaves it out.
    #[arg(long, default_value_t = 1_000_000)]
    large: usize,
    /// Find weights anew and say how well they do on queries that they were not found with.
    #[arg(long)]
    tune: bool,
    /// Tell the figure of each query.
    #[arg(long)]
    each: bool,
    /// Leave the measuring of speed out.
    #[arg(long)]
    relevance_only: bool,
    /// Where the indexes are made; removed afterwards.
    #[arg(long)]
    scratch: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let documents = catalogue::read(&arguments.data)?;
    let judged = Judged::read(&arguments.data)?;
    let (index, seconds) = made(&arguments.scratch.join("small"), documents.iter())?;
    let mut paraphrases = Paraphrases::default();
    documents.iter().for_each(|document| paraphrases.read(document));
    let pairs: Vec<Vec<String>> = paraphrases.found().into_iter().map(|(a, b)| vec![a, b]).collect();
    eprintln!("paraphrases found in the catalogue: {pairs:?}");
    index.set_synonyms(&pairs);

    let sets = judged.sets(&index)?;
    if arguments.tune {
        tune::report(&judged, &sets)?;
    }
    let whole = judged.mean(&sets, |set| judged.ndcg(set, &Weights::default()));
    println!("| nDCG@10 | Penden, no model | {whole:.3} |");
    if arguments.each {
        judged.tell(&sets, &Weights::default());
    }
    if arguments.relevance_only {
        return Ok(());
    }
    let questions = speed::questions(&documents, &judged.queries());
    speed::tell("19,406 products", &index, seconds, &questions)?;
    drop(index);
    if arguments.large > 0 {
        let many = catalogue::multiplied(&documents, arguments.large);
        let (index, seconds) = made(&arguments.scratch.join("large"), many)?;
        index.set_synonyms(&pairs);
        speed::tell(&format!("{} products", arguments.large), &index, seconds, &questions)?;
    }
    Ok(())
}

/// The index of these documents and the seconds that making it took.
fn made<D: std::borrow::Borrow<Document>>(
    folder: &std::path::Path,
    documents: impl Iterator<Item = D>,
) -> anyhow::Result<(Index, f64)> {
    let begun = Instant::now();
    let index = Index::open(folder)?;
    for document in documents {
        index.put([document.borrow()])?;
    }
    index.commit("")?;
    index.compact()?;
    Ok((index, begun.elapsed().as_secs_f64()))
}
