//! Vectors of products and questions by a model on this machine.
//!
//! What of a product becomes a vector is what the shop takes too: title, brand, and the beginning of the description.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Context;
use search::{Document, Likeness};
use sentences::Model;
use uuid::Uuid;
use vectors::{Alike, Packed, Table};

/// Texts that are computed together: all of about one length.
const TOGETHER: usize = 16;
const THREADS: usize = 2;
/// Of a text, characters: about 128 tokens.
const TEXT: usize = 500;

/// The vectors of a catalogue, and of what is asked.
pub struct Meaning {
    /// In the order of the documents.
    pub products: Vec<Vec<f32>>,
    questions: HashMap<String, Arc<Packed>>,
}

/// How alike products are to one question.
struct Question {
    table: Arc<Table>,
    to: Arc<Packed>,
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question").finish_non_exhaustive()
    }
}

impl Likeness for Question {
    fn nearest(&self, most: usize) -> Vec<(Uuid, f32)> {
        Alike::to(&self.table, &self.to).nearest(most)
    }

    fn of(&self, ids: &[Uuid]) -> Vec<Option<f32>> {
        let alike = Alike::to(&self.table, &self.to);
        ids.iter().map(|id| alike.of(*id)).collect()
    }
}

impl Meaning {
    /// Computes them, or reads those of products from `cache`, where they are kept if it is named.
    pub fn of(
        documents: &[Document],
        questions: &[String],
        folder: &Path,
        cache: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let model = Model::read(folder)?;
        let texts: Vec<String> = documents.iter().map(text).collect();
        let kept = cache.and_then(|path| fs::read(path).ok()).and_then(|bytes| read(&bytes, texts.len()));
        let products = match kept {
            Some(products) => products,
            None => {
                let begun = Instant::now();
                let products = computed(&model, &texts)?;
                let rate = texts.len() as f64 / begun.elapsed().as_secs_f64();
                println!("| the model | products/s made into vectors, {THREADS} threads | {rate:.0} |");
                if let Some(path) = cache {
                    let numbers = products.iter().flatten().flat_map(|number| number.to_le_bytes());
                    fs::write(path, numbers.collect::<Vec<u8>>()).context("the file for vectors")?;
                }
                products
            }
        };
        let mut times = Vec::with_capacity(questions.len());
        let mut known = HashMap::new();
        for question in questions {
            let begun = Instant::now();
            let (vectors, _) = model.embed(vec![question.clone()])?;
            times.push(begun.elapsed());
            known.insert(question.clone(), Arc::new(Packed::of(&vectors[0])));
        }
        times.sort_unstable();
        let millis = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
        println!("| the model | a question: p50 ms | {:.1} |", millis(50));
        println!("| the model | a question: p99 ms | {:.1} |", millis(99));
        Ok(Self { products, questions: known })
    }

    /// The table of these documents, which are copies of those of the catalogue, one after the other. Copies point into
    /// slightly other directions.
    pub fn table(&self, ids: impl Iterator<Item = Uuid>) -> Arc<Table> {
        let mut table = Table::default();
        for (nth, id) in ids.enumerate() {
            let mut vector = self.products[nth % self.products.len()].clone();
            let copy = nth / self.products.len();
            let dimensions = vector.len();
            for turned in 0..copy.min(dimensions) {
                vector[(nth * 31 + turned * 7) % dimensions] += 0.02;
            }
            table.put(id, &vector);
        }
        Arc::new(table)
    }

    pub fn likeness(&self, table: &Arc<Table>, question: &str) -> Option<Arc<dyn Likeness>> {
        let to = self.questions.get(question)?;
        Some(Arc::new(Question { table: Arc::clone(table), to: Arc::clone(to) }))
    }
}

fn text(document: &Document) -> String {
    let whole = format!("{}\n{}\n{}", document.title, document.brand, document.description);
    whole.chars().take(TEXT).collect()
}

/// Numbers of so many vectors of one length.
fn read(bytes: &[u8], count: usize) -> Option<Vec<Vec<f32>>> {
    let (numbers, rest) = bytes.as_chunks::<4>();
    let numbers: Vec<f32> = numbers.iter().map(|number| f32::from_le_bytes(*number)).collect();
    let dimensions = numbers.len() / count;
    let is_whole = rest.is_empty() && dimensions > 0 && numbers.len() == dimensions * count;
    is_whole.then(|| numbers.chunks(dimensions).map(<[f32]>::to_vec).collect())
}

fn computed(model: &Model, texts: &[String]) -> anyhow::Result<Vec<Vec<f32>>> {
    let mut by_length: Vec<usize> = (0..texts.len()).collect();
    by_length.sort_by_key(|nth| texts[*nth].len());
    let batches: Vec<&[usize]> = by_length.chunks(TOGETHER).collect();
    let next = AtomicUsize::new(0);
    let work = || -> anyhow::Result<Vec<(usize, Vec<f32>)>> {
        let mut made = Vec::new();
        while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (vectors, _) = model.embed(batch.iter().map(|nth| texts[*nth].clone()).collect())?;
            made.extend(batch.iter().copied().zip(vectors));
        }
        Ok(made)
    };
    let mut vectors = vec![Vec::new(); texts.len()];
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            for (nth, vector) in thread.join().map_err(|_| anyhow::anyhow!("a thread panicked"))?? {
                vectors[nth] = vector;
            }
        }
        anyhow::Ok(())
    })?;
    Ok(vectors)
}
