//! What is searched for, and which titles have it.

use intyg_core::text::fold;

use super::bits::Bits;
use super::codes_like;
use crate::registers::index::{Index, Rank, WordId};
use crate::registers::slip::begins_within_one_slip;

const MAX_WORDS: usize = 8;
/// A shorter piece stands inside too many words to say anything.
const MIN_LETTERS_INSIDE: usize = 4;
/// A shorter word with a slip in it could be anything.
const MIN_LETTERS_SLIP: usize = 4;
/// Going through the words of one title costs about as much as that many entries of a word's list.
const TITLE_COST: usize = 8;

/// What is searched for: all of it must be found in an entry.
pub(super) struct Query<'a> {
    /// The words in the order in which they were typed.
    pub(super) words: Vec<Accepted>,
    /// Beginnings of codes among words, as in `M54 ischias`.
    codes: Vec<&'a [Rank]>,
}

impl<'a> Query<'a> {
    pub(super) fn parse(index: &'a Index, text: &str) -> Self {
        let mut query = Self {
            words: Vec::new(),
            codes: Vec::new(),
        };
        for part in text.split_whitespace().take(MAX_WORDS) {
            let codes = codes_like(index, part);
            if !codes.is_empty() {
                query.codes.push(codes);
                continue;
            }
            let words = fold(part);
            let words = words.split(' ').filter(|word| !word.is_empty());
            query
                .words
                .extend(words.map(|word| Accepted::beginnings(index, word)));
        }
        query.words.truncate(MAX_WORDS);
        query
    }

    /// Lets long words also stand inside others, as `värk` in `ryggvärk`. Returns whether that can find more titles.
    pub(super) fn look_inside_words(&mut self, index: &Index) -> bool {
        // Unknown words first: if one stays so, there is nothing to find and no need to look for the others.
        let (unknown, known): (Vec<_>, Vec<_>) =
            self.words.iter_mut().partition(|word| word.is_unknown());
        let mut changed = false;
        for word in unknown {
            if !word.look_inside(index) {
                return false;
            }
            changed = true;
        }
        for word in known {
            changed |= word.look_inside(index);
        }
        changed
    }

    /// Lets words be misspelt: those that the register does not know, or all when it knows them all but has no title with all
    /// of them. Returns whether that changes anything.
    pub(super) fn forgive_slips(&mut self, index: &Index) -> bool {
        let some_unknown = self.words.iter().any(Accepted::is_unknown);
        let misspelt = self
            .words
            .iter_mut()
            .filter(|word| word.has_letters(MIN_LETTERS_SLIP) && !word.has_digit())
            .filter(|word| !some_unknown || word.is_unknown());
        let changed = misspelt.map(|word| word.forgive_slip(index));
        changed.filter(|changed| *changed).count() > 0
    }

    /// Returns the titles that have everything.
    pub(super) fn titles(&self, index: &Index) -> Bits {
        let nothing = self.words.is_empty() && self.codes.is_empty();
        if nothing || self.words.iter().any(Accepted::is_unknown) {
            return Bits::new(0);
        }
        // The rarest first: with few titles left, it is cheaper to read them than the long list of a common word.
        let mut words: Vec<&Accepted> = self.words.iter().collect();
        words.sort_by_key(|word| word.occurrences);
        let mut titles: Option<Bits> = None;
        for ranks in &self.codes {
            keep(&mut titles, with_codes(index, ranks));
        }
        for word in words {
            match &mut titles {
                Some(titles) if titles.len().saturating_mul(TITLE_COST) < word.occurrences => {
                    titles.retain(|rank| index.title_words(rank).iter().any(|w| word.has(*w)));
                }
                _ => keep(&mut titles, word.titles(index)),
            }
        }
        titles.unwrap_or_else(|| Bits::new(0))
    }
}

fn keep(titles: &mut Option<Bits>, also: Bits) {
    match titles {
        Some(titles) => titles.intersect(&also),
        None => *titles = Some(also),
    }
}

fn with_codes(index: &Index, ranks: &[Rank]) -> Bits {
    let mut titles = Bits::new(index.count());
    for rank in ranks {
        titles.insert(*rank);
    }
    titles
}

/// A typed word and the words of the register that it stands for.
pub(super) struct Accepted {
    typed: String,
    words: Bits,
    /// The register's word that was typed to its end.
    whole: Option<WordId>,
    /// How often its words occur in titles.
    occurrences: usize,
}

impl Accepted {
    fn beginnings(index: &Index, typed: &str) -> Self {
        let mut accepted = Self {
            typed: typed.to_owned(),
            words: Bits::new(index.word_count()),
            whole: index.word(typed),
            occurrences: 0,
        };
        accepted.add(index, index.with_word_prefix(typed));
        accepted
    }

    pub(super) fn has(&self, word: WordId) -> bool {
        self.words.contains(word)
    }

    pub(super) fn whole(&self) -> Option<WordId> {
        self.whole
    }

    fn is_unknown(&self) -> bool {
        self.occurrences == 0
    }

    fn has_letters(&self, count: usize) -> bool {
        self.typed.chars().nth(count - 1).is_some()
    }

    /// A number with another digit is another number.
    fn has_digit(&self) -> bool {
        self.typed.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// Returns whether a word is new.
    fn look_inside(&mut self, index: &Index) -> bool {
        if !self.has_letters(MIN_LETTERS_INSIDE) {
            return false;
        }
        let typed = self.typed.clone();
        let found = index.words_where(&typed, 0, |word| word.contains(&typed));
        self.add(index, found)
    }

    fn forgive_slip(&mut self, index: &Index) -> bool {
        let typed = self.typed.clone();
        let found = index.words_where(&typed, 1, |word| begins_within_one_slip(word, &typed));
        self.add(index, found)
    }

    /// Takes in more words. Returns whether one of them is new.
    fn add(&mut self, index: &Index, words: impl Iterator<Item = WordId>) -> bool {
        let before = self.occurrences;
        for word in words {
            if !self.words.contains(word) {
                self.words.insert(word);
                self.occurrences += index.titles_with(word).len();
            }
        }
        self.occurrences > before
    }

    fn titles(&self, index: &Index) -> Bits {
        let mut titles = Bits::new(index.count());
        for word in self.words.iter() {
            for rank in index.titles_with(word) {
                titles.insert(*rank);
            }
        }
        titles
    }
}
