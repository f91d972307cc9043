//! One slip of the hand.

/// Tells whether `word` begins with `typed` once at most one slip in it is undone: a letter too much, too little, another one,
/// or two neighbours in the wrong order.
pub(super) fn begins_within_one_slip(word: &str, typed: &str) -> bool {
    let (word, typed) = (word.as_bytes(), typed.as_bytes());
    let same = word.iter().zip(typed).take_while(|(a, b)| a == b).count();
    let (word, typed) = (
        word.get(same..).unwrap_or(&[]),
        typed.get(same..).unwrap_or(&[]),
    );
    match (word, typed) {
        // `typed` is used up; or its last letter is one too many.
        (_, [] | [_]) => true,
        ([], _) => false,
        ([w, word_rest @ ..], [t, typed_rest @ ..]) => {
            word_rest.starts_with(typed_rest)
                || word_rest.starts_with(typed)
                || word.starts_with(typed_rest)
                || swapped(*w, word_rest, *t, typed_rest)
        }
    }
}

fn swapped(w: u8, word_rest: &[u8], t: u8, typed_rest: &[u8]) -> bool {
    match (word_rest.split_first(), typed_rest.split_first()) {
        (Some((w2, word)), Some((t2, typed))) => w == *t2 && *w2 == t && word.starts_with(typed),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_slip_is_forgiven_and_two_are_not() {
        for (typed, word, expected) in [
            ("depresiv", "depressiv", true),
            ("depresssiv", "depressiv", true),
            ("deprassiv", "depressiv", true),
            ("depersiv", "depressiv", false),
            ("derpessiv", "depressiv", true),
            ("lumbgao", "lumbago", true),
            ("umbago", "lumbago", true),
            ("lumbagoo", "lumbago", true),
            ("lumbagooo", "lumbago", false),
            ("lumx", "lumbago", true),
            ("luxx", "lumbago", false),
            ("lumb", "lumbago", true),
            ("smarta", "sarta", true),
            ("abcd", "", false),
        ] {
            assert_eq!(
                begins_within_one_slip(word, typed),
                expected,
                "{typed} {word}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_single_slip_in_a_word_is_forgiven(word in "[a-z]{4,12}", at in 0usize..12, letter in "[a-z]", kind in 0..4) {
            let at = at % word.len();
            let mut typed: Vec<char> = word.chars().collect();
            match kind {
                0 => { typed.remove(at); }
                1 => typed.insert(at, letter.chars().next().unwrap_or('x')),
                2 => typed[at] = letter.chars().next().unwrap_or('x'),
                _ => if at + 1 < typed.len() { typed.swap(at, at + 1) },
            }
            let typed: String = typed.into_iter().collect();
            prop_assert!(begins_within_one_slip(&word, &typed), "{typed} {word}");
        }
    }
}
