//! Vectors of length one, and how they are kept.

use crate::error::{Error, Result};

/// The same direction with length one; `None` for one without any.
pub(super) fn normalized(mut vector: Vec<f32>) -> Option<Vec<f32>> {
    let length = vector.iter().map(|number| f64::from(*number).powi(2)).sum::<f64>().sqrt();
    if !length.is_finite() || length < 1e-12 {
        return None;
    }
    vector.iter_mut().for_each(|number| *number = (f64::from(*number) / length) as f32);
    Some(vector)
}

/// Little-endian 32-bit floats.
pub(super) fn to_bytes(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|number| number.to_le_bytes()).collect()
}

pub(super) fn from_bytes(bytes: &[u8]) -> Result<Vec<f32>> {
    let (numbers, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(Error::Corrupt("a vector is cut off".into()));
    }
    Ok(numbers.iter().map(|number| f32::from_le_bytes(*number)).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_vector_survives_being_kept_and_has_length_one() {
        let vector = normalized(vec![3.0, -4.0]).unwrap();
        assert_eq!(vector, [0.6, -0.8]);
        assert_eq!(from_bytes(&to_bytes(&vector)).unwrap(), vector);
        assert!(from_bytes(&[1, 2, 3]).is_err());
        assert!(normalized(vec![0.0, 0.0]).is_none() && normalized(vec![f32::NAN]).is_none());
    }
}
