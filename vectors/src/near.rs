//! What is near.

use uuid::Uuid;

/// One vector and how near it is: the cosine, 1 for the same direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    pub id: Uuid,
    pub cosine: f32,
}

/// The `most` nearest, nearest first; of equally near ones those with the lesser ids.
pub(crate) fn nearest(mut near: Vec<Near>, most: usize) -> Vec<Near> {
    let order = |a: &Near, b: &Near| b.cosine.total_cmp(&a.cosine).then(a.id.cmp(&b.id));
    if near.len() > most && most > 0 {
        near.select_nth_unstable_by(most - 1, order);
    }
    near.truncate(most);
    near.sort_unstable_by(order);
    near
}
