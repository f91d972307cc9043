//! What looks random and is not: ids and times that follow from a seed, so that the same scenario gives the same messages.

use aws_lc_rs::digest::{SHA256, digest};

/// Returns a UUID that follows from the seed and the parts.
pub(crate) fn uuid(seed: u64, parts: &[&str]) -> String {
    let mut bytes = hash(seed, parts);
    if let Some(version) = bytes.get_mut(6) {
        *version = (*version & 0x0F) | 0x40;
    }
    if let Some(variant) = bytes.get_mut(8) {
        *variant = (*variant & 0x3F) | 0x80;
    }
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().take(16).enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.extend(
            [byte >> 4, byte & 0xF]
                .into_iter()
                .filter_map(|digit| char::from_digit(u32::from(digit), 16)),
        );
    }
    text
}

/// Returns a number below `limit`, which is at least 1, that follows from the seed and the parts.
pub(crate) fn below(limit: u64, seed: u64, parts: &[&str]) -> u64 {
    let number = hash(seed, parts)
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    number.checked_rem(limit).unwrap_or(0)
}

fn hash(seed: u64, parts: &[&str]) -> Vec<u8> {
    let mut input = seed.to_be_bytes().to_vec();
    for part in parts {
        // The length keeps "ab", "c" and "a", "bc" apart.
        input.extend(part.len().to_be_bytes());
        input.extend(part.as_bytes());
    }
    digest(&SHA256, &input).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_parts_give_the_same_and_others_do_not() {
        let id = uuid(7, &["a", "bc"]);
        assert_eq!(id, uuid(7, &["a", "bc"]));
        assert_eq!(id.len(), 36);
        assert_eq!(id.as_bytes().get(14), Some(&b'4'));
        for other in [
            uuid(8, &["a", "bc"]),
            uuid(7, &["ab", "c"]),
            uuid(7, &["a"]),
        ] {
            assert_ne!(id, other);
        }
        for limit in [1, 2, 1000] {
            assert!(below(limit, 7, &["a"]) < limit);
        }
        assert_ne!(below(1 << 40, 7, &["a"]), below(1 << 40, 8, &["a"]));
    }
}
