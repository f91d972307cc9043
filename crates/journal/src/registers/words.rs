//! Titles cut into folded words, fast: at every start of the program all titles of a register go through here.

use intyg_core::text::fold;

/// Calls `each` with the words of `fold(text)`, one after the other. `room` is scratch space.
pub(super) fn each_word(text: &str, room: &mut String, mut each: impl FnMut(&str)) {
    room.clear();
    for c in text.chars() {
        match folded(c) {
            Folded::Letter(c) => room.push(c),
            Folded::Between => room.push(' '),
            Folded::Unknown => {
                room.clear();
                room.push_str(&fold(text));
                break;
            }
        }
    }
    for word in room.split(' ').filter(|word| !word.is_empty()) {
        each(word);
    }
}

/// What becomes of a character.
enum Folded {
    /// A letter or digit of a word.
    Letter(char),
    /// It separates words.
    Between,
    /// None of those that nearly all titles are made of: the general rules are needed.
    Unknown,
}

fn folded(c: char) -> Folded {
    match c {
        'a'..='z' | '0'..='9' => Folded::Letter(c),
        'A'..='Z' => Folded::Letter(c.to_ascii_lowercase()),
        'å' | 'ä' | 'Å' | 'Ä' => Folded::Letter('a'),
        'ö' | 'Ö' => Folded::Letter('o'),
        'é' | 'É' => Folded::Letter('e'),
        '\0'..='\x7f' | '\u{2013}' => Folded::Between,
        _ => Folded::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_words_are_those_of_the_general_fold(text in "[ -~åäöÅÄÖéÉüøæ–½ßŁ\u{30a}\u{308}\n\tα]{0,30}") {
            let mut words = Vec::new();
            each_word(&text, &mut String::new(), |word| words.push(word.to_owned()));
            prop_assert_eq!(words.join(" "), fold(&text));
        }
    }
}
