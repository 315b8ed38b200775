//! How fast answers come.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use search::{Document, Index, Likeness, Query};

/// Different questions that are asked.
const QUESTIONS: usize = 2_000;
const THREADS: usize = 2;
const MEASURED: Duration = Duration::from_secs(10);

/// What shoppers type: the judged queries, words of titles, brands with a word, part numbers, and words with a mistake.
pub fn questions(documents: &[Document], judged: &[String]) -> Vec<String> {
    let mut random = StdRng::seed_from_u64(2);
    (0..QUESTIONS)
        .map(|nth| {
            let document = &documents[random.random_range(0..documents.len())];
            let words: Vec<&str> = document.title.split_whitespace().collect();
            let word = words[random.random_range(0..words.len())];
            match nth % 10 {
                0..4 => judged[random.random_range(0..judged.len())].clone(),
                4 | 5 => words[words.len().saturating_sub(3)..].join(" "),
                6 | 7 => format!("{} {word}", document.brand),
                8 => document.codes[0].clone(),
                _ => mistyped(word, &mut random),
            }
        })
        .collect()
}

fn mistyped(word: &str, random: &mut StdRng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() > 4 {
        letters.remove(random.random_range(1..letters.len()));
    }
    letters.into_iter().collect()
}

pub fn size(what: &str, index: &Index, seconds: f64) -> anyhow::Result<()> {
    let size = index.size()?;
    println!("| {what} | index: seconds to make | {seconds:.1} |");
    println!("| {what} | index: MB | {:.0} |", size.bytes as f64 / 1e6);
    Ok(())
}

/// `likeness` is what is known of the meaning of a question; finding that out is not measured here.
pub fn tell(
    what: &str,
    index: &Index,
    questions: &[String],
    likeness: impl Fn(&str) -> Option<Arc<dyn Likeness>> + Sync,
) -> anyhow::Result<()> {
    let asked = |text: &str| Query { text: text.to_owned(), likeness: likeness(text), ..Query::default() };
    let mut times: Vec<Duration> = Vec::with_capacity(questions.len());
    let mut slowest = (Duration::ZERO, "");
    for question in questions {
        let begun = Instant::now();
        index.search(&asked(question))?;
        times.push(begun.elapsed());
        slowest = slowest.max((begun.elapsed(), question));
    }
    times.sort_unstable();
    let percentile = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("| {what} | one after the other: p50 ms | {:.2} |", percentile(0.50));
    println!("| {what} | one after the other: p99 ms | {:.2} |", percentile(0.99));
    eprintln!("slowest: {slowest:?}");
    let (next, begun) = (AtomicUsize::new(0), Instant::now());
    let answered = || -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        while begun.elapsed() < MEASURED {
            let question = &questions[next.fetch_add(1, Ordering::Relaxed) % questions.len()];
            let asked_at = Instant::now();
            index.search(&asked(question))?;
            times.push(asked_at.elapsed());
        }
        Ok(times)
    };
    let mut all: Vec<Duration> = Vec::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(answered)).collect();
        for thread in threads {
            all.extend(thread.join().map_err(|_| anyhow::anyhow!("a thread panicked"))??);
        }
        anyhow::Ok(())
    })?;
    all.sort_unstable();
    let p99 = all[(all.len() - 1) * 99 / 100].as_secs_f64() * 1e3;
    println!(
        "| {what} | {THREADS} at once: queries/s | {:.0} |",
        all.len() as f64 / begun.elapsed().as_secs_f64()
    );
    println!("| {what} | {THREADS} at once: p99 ms | {p99:.2} |");
    Ok(())
}
