//! The vectors of many things, row by row.

use std::collections::HashMap;

use uuid::Uuid;

use crate::near::{Near, nearest};

/// Up to so many rows all are compared.
const FEW: usize = 20_000;
/// Of many, so many times what is wanted are compared, and no fewer than [`COMPARED`].
const TIMES: usize = 20;
const COMPARED: usize = 2_000;
/// Rows of which it is told how near they are on average.
const SAMPLE: usize = 1_024;
/// Signs in a word.
const BITS: usize = 64;

/// A vector as it is kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Packed {
    bytes: Vec<i8>,
    /// What one step of a byte is.
    scale: f32,
    signs: Vec<u64>,
}

impl Packed {
    /// Of a vector of length one. Every number is off by less than a 254th of the greatest.
    pub fn of(vector: &[f32]) -> Self {
        let most = vector.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
        let scale = if most > 0.0 && most.is_finite() { most / 127.0 } else { 1.0 };
        let bytes = vector.iter().map(|number| (number / scale).round() as i8).collect();
        let word = |some: &[f32]| {
            some.iter().enumerate().fold(0, |word, (nth, number)| word | (u64::from(*number > 0.0) << nth))
        };
        Self { bytes, scale, signs: vector.chunks(BITS).map(word).collect() }
    }

    /// About what it was made of.
    pub fn unpacked(&self) -> Vec<f32> {
        self.bytes.iter().map(|byte| f32::from(*byte) * self.scale).collect()
    }

    /// Of two vectors of as many dimensions.
    pub fn cosine(&self, other: &Self) -> f32 {
        dot(&self.bytes, &other.bytes) * self.scale * other.scale
    }
}

/// All vectors have as many dimensions as the first one; others are left out.
#[derive(Debug, Default)]
pub struct Table {
    dimensions: usize,
    ids: Vec<Uuid>,
    rows: HashMap<Uuid, usize>,
    bytes: Vec<i8>,
    scales: Vec<f32>,
    signs: Vec<u64>,
}

impl Table {
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Keeps a vector in the place of the one that was known by the id. Whether it could be kept.
    pub fn put(&mut self, id: Uuid, vector: &[f32]) -> bool {
        if self.ids.is_empty() {
            self.dimensions = vector.len();
        }
        if vector.is_empty() || vector.len() != self.dimensions {
            return false;
        }
        let packed = Packed::of(vector);
        match self.rows.get(&id) {
            Some(row) => {
                let (bytes, signs) = (row * self.dimensions, row * packed.signs.len());
                self.bytes[bytes..bytes + self.dimensions].copy_from_slice(&packed.bytes);
                self.signs[signs..signs + packed.signs.len()].copy_from_slice(&packed.signs);
                self.scales[*row] = packed.scale;
            }
            None => {
                self.rows.insert(id, self.ids.len());
                self.ids.push(id);
                self.bytes.extend(packed.bytes);
                self.signs.extend(packed.signs);
                self.scales.push(packed.scale);
            }
        }
        true
    }

    pub fn get(&self, id: Uuid) -> Option<Packed> {
        let row = *self.rows.get(&id)?;
        let words = self.words();
        Some(Packed {
            bytes: self.bytes[row * self.dimensions..(row + 1) * self.dimensions].to_vec(),
            scale: self.scales[row],
            signs: self.signs[row * words..(row + 1) * words].to_vec(),
        })
    }

    /// How near that one is; `None` when it is not known, or the question has other dimensions.
    pub fn cosine(&self, id: Uuid, to: &Packed) -> Option<f32> {
        let row = *self.rows.get(&id).filter(|_| to.bytes.len() == self.dimensions)?;
        Some(self.cosine_of(row, to))
    }

    /// The `most` nearest, nearest first. Among more than 20,000 it may be that one of them is missed: those that agree in
    /// fewer signs are not looked at.
    pub fn nearest(&self, to: &Packed, most: usize) -> Vec<Near> {
        if to.bytes.len() != self.dimensions {
            return Vec::new();
        }
        let near = |row: usize| Near { id: self.ids[row], cosine: self.cosine_of(row, to) };
        let compared = most.saturating_mul(TIMES).max(COMPARED);
        if self.len() <= FEW.max(compared) {
            return nearest((0..self.len()).map(near).collect(), most);
        }
        nearest(self.agreeing(to, compared).into_iter().map(near).collect(), most)
    }

    /// How near these vectors are on average, by a sample of them.
    pub fn usual(&self, to: &Packed) -> f32 {
        if self.is_empty() || to.bytes.len() != self.dimensions {
            return 0.0;
        }
        let step = self.len().div_ceil(SAMPLE);
        let rows = (0..self.len()).step_by(step);
        let count = rows.len() as f32;
        rows.map(|row| self.cosine_of(row, to)).sum::<f32>() / count
    }

    /// Rows that agree in most signs, about so many.
    fn agreeing(&self, to: &Packed, many: usize) -> Vec<usize> {
        let differing: Vec<u16> = self
            .signs
            .chunks_exact(self.words())
            .map(|signs| {
                let bits: u32 = signs.iter().zip(&to.signs).map(|(a, b)| (a ^ b).count_ones()).sum();
                u16::try_from(bits).unwrap_or(u16::MAX)
            })
            .collect();
        let mut rows_by_bits = vec![0_usize; self.dimensions + 1];
        for bits in &differing {
            rows_by_bits[usize::from(*bits).min(self.dimensions)] += 1;
        }
        let mut taken = 0;
        let bound = rows_by_bits.iter().position(|rows| {
            taken += rows;
            taken >= many
        });
        let bound = bound.unwrap_or(self.dimensions);
        (0..self.len()).filter(|row| usize::from(differing[*row]) <= bound).collect()
    }

    fn cosine_of(&self, row: usize, to: &Packed) -> f32 {
        let bytes = &self.bytes[row * self.dimensions..(row + 1) * self.dimensions];
        dot(bytes, &to.bytes) * self.scales[row] * to.scale
    }

    fn words(&self) -> usize {
        self.dimensions.div_ceil(BITS)
    }
}

fn dot(one: &[i8], other: &[i8]) -> f32 {
    let sum: i32 = one.iter().zip(other).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
    sum as f32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn the_nearest_come_first_and_vectors_of_another_length_not_at_all() {
        let mut table = Table::default();
        for (number, vector) in [(1, [1.0, 0.0]), (2, [0.6, 0.8]), (3, [0.0, 1.0]), (4, [-1.0, 0.0])] {
            assert!(table.put(id(number), &vector));
        }
        assert!(!table.put(id(5), &[1.0, 0.0, 0.0]) && !table.put(id(6), &[]));
        let to = Packed::of(&[1.0, 0.0]);
        let found = |most| table.nearest(&to, most).iter().map(|near| near.id.as_u128()).collect::<Vec<_>>();
        assert_eq!(found(2), [1, 2]);
        assert_eq!(found(9), [1, 2, 3, 4]);
        assert!(found(0).is_empty());
        assert!((table.cosine(id(2), &to).unwrap() - 0.6).abs() < 0.01);
        assert_eq!(table.cosine(id(7), &to), None);
        assert!(table.nearest(&Packed::of(&[1.0]), 3).is_empty());
    }

    #[test]
    fn a_vector_that_is_put_again_is_the_new_one() {
        let mut table = Table::default();
        for vector in [[1.0, 0.0, 0.0], [0.0, -0.6, 0.8]] {
            table.put(id(1), &vector);
            table.put(id(2), &[0.0, 1.0, 0.0]);
        }
        assert_eq!(table.len(), 2);
        let kept = table.get(id(1)).unwrap();
        assert_eq!(kept, Packed::of(&[0.0, -0.6, 0.8]));
        let off =
            kept.unpacked().iter().zip([0.0, -0.6, 0.8]).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(off < 0.004, "{off}");
    }

    /// Numbers that look like chance, the same each time.
    fn vectors(count: usize, dimensions: usize) -> Vec<Vec<f32>> {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1_u64 << 24) as f32 - 0.5
        };
        (0..count).map(|_| (0..dimensions).map(|_| next()).collect()).collect()
    }

    #[test]
    fn among_many_the_nearest_are_found_too() {
        let dimensions = 96;
        let mut table = Table::default();
        for (number, vector) in vectors(FEW + 5_000, dimensions).iter().enumerate() {
            table.put(id(number as u128), vector);
        }
        for (number, vector) in vectors(FEW + 5_000, dimensions).iter().enumerate().step_by(2_503) {
            let found = table.nearest(&Packed::of(vector), 10);
            assert_eq!((found[0].id, found.len()), (id(number as u128), 10));
        }
    }
}
