//! Measures the search engine: how good its answers are, how fast they come, how large the index is.
//!
//! The catalogue and the judgements are those of a folder with `products.jsonl.gz` and `judgements.csv`, as
//! docs/PERFORMANCE.md says. Everything is in this one process; nothing is asked over HTTP.

mod catalogue;
mod judged;
mod meaning;
mod speed;
mod tune;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Parser;
use search::{Document, Index, Paraphrases, Weights};
use vectors::Table;

use judged::{Judged, Set};
use meaning::Meaning;

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
    /// The folder of a sentence model; without it words alone are measured.
    #[arg(long)]
    model: Option<PathBuf>,
    /// The file that keeps the vectors of the products from one run to the next.
    #[arg(long)]
    vectors: Option<PathBuf>,
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

    let questions = speed::questions(&documents, &judged.queries());
    let mut asked = judged.queries();
    asked.extend(questions.iter().filter(|_| !arguments.relevance_only).cloned());
    let meaning = match &arguments.model {
        Some(folder) => Some(Meaning::of(&documents, &asked, folder, arguments.vectors.as_deref())?),
        None => None,
    };
    let small = meaning.as_ref().map(|meaning| meaning.table(documents.iter().map(|document| document.id)));
    let like = |meaning: &Option<Meaning>, table: &Option<Arc<Table>>, question: &str| {
        meaning.as_ref().zip(table.as_ref()).and_then(|(meaning, table)| meaning.likeness(table, question))
    };

    let sets = judged.sets(&index, |_| None)?;
    let relevance = |name: &str, sets: &[Set], weights: Weights| -> anyhow::Result<()> {
        let has_likeness = weights == Weights::with_likeness();
        // Where a model says nothing about a query, the words decide.
        let go_by = |set: &Set| if set.is_meant == has_likeness { weights } else { Weights::default() };
        if arguments.tune {
            let sets: Vec<&Set> = sets.iter().filter(|set| set.is_meant == has_likeness).collect();
            tune::report(&judged, &sets, has_likeness)?;
        }
        println!("| nDCG@10 | {name} | {:.3} |", judged.mean(sets, |set| judged.ndcg(set, &go_by(set))));
        if arguments.each {
            judged.tell(sets, go_by);
        }
        Ok(())
    };
    relevance("Penden, no model", &sets, Weights::default())?;
    if meaning.is_some() {
        let sets = judged.sets(&index, |question| like(&meaning, &small, question))?;
        relevance("Penden, with the model", &sets, Weights::with_likeness())?;
    }
    if arguments.relevance_only {
        return Ok(());
    }
    let what = "19,406 products";
    speed::size(what, &index, seconds)?;
    speed::tell(what, &index, &questions, |_| None)?;
    if meaning.is_some() {
        speed::tell(&format!("{what}, vectors"), &index, &questions, |one| like(&meaning, &small, one))?;
    }
    drop((index, small));
    if arguments.large > 0 {
        let many = || catalogue::multiplied(&documents, arguments.large);
        let (index, seconds) = made(&arguments.scratch.join("large"), many())?;
        index.set_synonyms(&pairs);
        let what = format!("{} products", arguments.large);
        speed::size(&what, &index, seconds)?;
        speed::tell(&what, &index, &questions, |_| None)?;
        if let Some(known) = &meaning {
            let large = Some(known.table(many().map(|document| document.id)));
            let what = format!("{what}, vectors");
            speed::tell(&what, &index, &questions, |one| like(&meaning, &large, one))?;
        }
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
