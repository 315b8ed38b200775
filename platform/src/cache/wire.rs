//! An answer as one Redis value: eight bytes with the moment until which it is right (microseconds since 1970, 0 for no
//! such moment), two with the length of the entity tag, the tag, the body.

use bytes::Bytes;
use chrono::DateTime;
use domain::catalog::Cached;

/// Larger answers are not shared: sending them would use up the budget.
const LARGEST: usize = 512 * 1024;

/// Part of the keys, so that versions of this program do not read each other's values.
pub(super) const VERSION: &str = "2";

pub(super) fn encode(answer: &Cached) -> Option<Vec<u8>> {
    let length = u16::try_from(answer.etag.len()).ok()?;
    if answer.body.len() > LARGEST {
        return None;
    }
    let mut value = Vec::with_capacity(10 + answer.etag.len() + answer.body.len());
    let until = answer.until.map_or(0, |until| until.timestamp_micros());
    value.extend_from_slice(&until.to_be_bytes());
    value.extend_from_slice(&length.to_be_bytes());
    value.extend_from_slice(answer.etag.as_bytes());
    value.extend_from_slice(&answer.body);
    Some(value)
}

/// `None` for what makes no sense.
pub(super) fn decode(value: Vec<u8>) -> Option<Cached> {
    let value = Bytes::from(value);
    let until = match i64::from_be_bytes(value.get(..8)?.try_into().ok()?) {
        0 => None,
        micros => Some(DateTime::from_timestamp_micros(micros)?),
    };
    let length = usize::from(u16::from_be_bytes([*value.get(8)?, *value.get(9)?]));
    let etag = std::str::from_utf8(value.get(10..10 + length)?).ok()?.into();
    Some(Cached { body: value.slice(10 + length..), etag, until })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_survives_and_rubbish_does_not() {
        let answer = Cached { body: Bytes::from_static(b"{\"a\":1}"), etag: "\"x\"".into(), until: None };
        let scheduled =
            Cached { until: DateTime::from_timestamp_micros(1_700_000_000_000_001), ..answer.clone() };
        for answer in [answer, scheduled] {
            assert_eq!(encode(&answer).and_then(decode), Some(answer));
        }
        let zeros = [0; 8];
        for rubbish in [&[][..], &[0], &[0, 9, b'a'], &[0, 1, 0xff]] {
            assert_eq!(decode(rubbish.to_vec()), None);
            assert_eq!(decode([&zeros, rubbish].concat()), None);
        }
    }
}
