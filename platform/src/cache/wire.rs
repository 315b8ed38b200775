//! An answer as one Redis value: two bytes with the length of the entity tag, the tag, the body.

use bytes::Bytes;
use domain::catalog::Cached;

/// Larger answers are not shared: sending them would use up the budget.
const LARGEST: usize = 512 * 1024;

pub(super) fn encode(answer: &Cached) -> Option<Vec<u8>> {
    let length = u16::try_from(answer.etag.len()).ok()?;
    if answer.body.len() > LARGEST {
        return None;
    }
    let mut value = Vec::with_capacity(2 + answer.etag.len() + answer.body.len());
    value.extend_from_slice(&length.to_be_bytes());
    value.extend_from_slice(answer.etag.as_bytes());
    value.extend_from_slice(&answer.body);
    Some(value)
}

/// `None` for what another version of this program may have written.
pub(super) fn decode(value: Vec<u8>) -> Option<Cached> {
    let value = Bytes::from(value);
    let length = usize::from(u16::from_be_bytes([*value.first()?, *value.get(1)?]));
    let etag = std::str::from_utf8(value.get(2..2 + length)?).ok()?.into();
    Some(Cached { body: value.slice(2 + length..), etag })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_survives_and_rubbish_does_not() {
        let answer = Cached { body: Bytes::from_static(b"{\"a\":1}"), etag: "\"x\"".into() };
        assert_eq!(encode(&answer).and_then(decode), Some(answer));
        for rubbish in [vec![], vec![0], vec![0, 9, b'a'], vec![0, 1, 0xff, b'a']] {
            assert_eq!(decode(rubbish), None);
        }
    }
}
