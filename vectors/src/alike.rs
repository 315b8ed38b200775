//! How alike vectors are to one, on a scale that is the same for every model.
//!
//! Models differ in what cosine they give to texts that have nothing in common: 0.1 with some, 0.7 with others. Here it is 0
//! for what these vectors have on average, and 1 for the same direction.

use uuid::Uuid;

use crate::near::Near;
use crate::table::{Packed, Table};

/// A look at a table with one question.
pub struct Alike<'a> {
    table: &'a Table,
    to: &'a Packed,
    usual: f32,
}

impl<'a> Alike<'a> {
    pub fn to(table: &'a Table, to: &'a Packed) -> Self {
        Self { table, to, usual: table.usual(to).clamp(-1.0, 0.99) }
    }

    /// The likest, at most so many, the likest first.
    pub fn nearest(&self, most: usize) -> Vec<(Uuid, f32)> {
        let near = self.table.nearest(self.to, most);
        near.into_iter().map(|Near { id, cosine }| (id, self.scaled(cosine))).collect()
    }

    /// `None` for what has no vector.
    pub fn of(&self, id: Uuid) -> Option<f32> {
        self.table.cosine(id, self.to).map(|cosine| self.scaled(cosine))
    }

    fn scaled(&self, cosine: f32) -> f32 {
        ((cosine - self.usual) / (1.0 - self.usual)).clamp(-1.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_usual_is_nought_and_the_same_is_one() {
        let mut table = Table::default();
        // All of them point to the same side, as those of some models do.
        for (number, vector) in [[0.8, 0.6, 0.0], [0.8, 0.0, 0.6], [0.8, -0.6, 0.0]].iter().enumerate() {
            table.put(Uuid::from_u128(number as u128), vector);
        }
        let to = Packed::of(&[0.8, 0.6, 0.0]);
        let alike = Alike::to(&table, &to);
        let found = alike.nearest(3);
        assert_eq!(found[0].0, Uuid::nil());
        assert!((found[0].1 - 1.0).abs() < 0.02, "{found:?}");
        assert!(found.iter().map(|(_, likeness)| likeness).sum::<f32>().abs() < 0.02, "{found:?}");
        assert_eq!(alike.of(Uuid::from_u128(9)), None);
        let empty = Table::default();
        assert!(Alike::to(&empty, &to).nearest(3).is_empty());
    }
}
