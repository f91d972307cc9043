//! The search index of one register, packed into a few vectors.
//!
//! Entries are numbered by rank: the shorter the title, the lower the number, and the code decides among equals. A walk in
//! number order thus meets the better hits first.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use super::words::each_word;

/// Number of an entry.
pub(super) type Rank = u32;
/// An entry while the index is made.
pub(super) type CodeAndTitle<'a> = (&'a str, &'a str);
/// Number of a word in the sorted vocabulary.
pub(super) type WordId = u32;

#[derive(Default)]
pub(super) struct Index {
    /// Codes and titles of all entries, one after the other.
    text: String,
    entries: Vec<Span>,
    /// Every rank, in the order of the codes.
    by_code: Vec<Rank>,
    /// Folded words of all titles, sorted.
    words: Vec<Box<str>>,
    /// Which letters a word has, see [`letters`].
    letters: Vec<u64>,
    /// Words of each title in order.
    titles: Lists,
    /// Ranks of the titles that have a word, ascending.
    postings: Lists,
}

#[derive(Clone, Copy)]
struct Span {
    start: u32,
    code: u8,
    title: u16,
}

/// Many lists of numbers in one vector.
#[derive(Default)]
struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Index {
    /// Makes the index. Codes are expected to be normalised and different; ascending ones cost least.
    pub(super) fn build<'a>(entries: impl IntoIterator<Item = CodeAndTitle<'a>>) -> Self {
        let mut by_code: Vec<CodeAndTitle<'a>> = entries.into_iter().collect();
        by_code.sort_by_key(|(code, _)| *code);
        let mut ranked: Vec<(usize, usize)> = by_code
            .iter()
            .enumerate()
            .map(|(place, (_, title))| (title.chars().count(), place))
            .collect();
        ranked.sort_unstable();

        let mut index = Self {
            by_code: vec![0; by_code.len()],
            ..Self::default()
        };
        let mut seen = Vocabulary::default();
        let (mut room, mut words) = (String::new(), Vec::new());
        for (rank, (_, place)) in (0..).zip(ranked) {
            let (Some((code, title)), Some(at)) =
                (by_code.get(place), index.by_code.get_mut(place))
            else {
                continue;
            };
            *at = rank;
            index.add_text(code, title);
            each_word(title, &mut room, |word| words.push(seen.id(word)));
            index.titles.push(words.drain(..));
        }
        let renumbered = index.add_words(seen);
        for word in &mut index.titles.items {
            *word = renumbered.get(*word as usize).copied().unwrap_or(0);
        }
        index.postings = index.titles.inverted(index.words.len());
        index
    }

    pub(super) fn count(&self) -> usize {
        self.entries.len()
    }

    /// Returns code and title of an entry.
    pub(super) fn entry(&self, rank: Rank) -> Option<(&str, &str)> {
        let span = self.entries.get(rank as usize)?;
        let (_, rest) = self.text.split_at_checked(span.start as usize)?;
        let (code, rest) = rest.split_at_checked(usize::from(span.code))?;
        Some((code, rest.get(..usize::from(span.title))?))
    }

    /// Returns the title of a normalised code.
    pub(super) fn title_of(&self, code: &str) -> Option<&str> {
        let rank = *self.with_code_prefix(code).first()?;
        self.entry(rank)
            .and_then(|(found, title)| (found == code).then_some(title))
    }

    /// Returns the ranks of the entries whose code begins with `prefix`, in code order.
    pub(super) fn with_code_prefix(&self, prefix: &str) -> &[Rank] {
        let code = |rank: Rank| self.entry(rank).map_or("", |(code, _)| code);
        let from = self.by_code.partition_point(|rank| code(*rank) < prefix);
        let tail = self.by_code.get(from..).unwrap_or(&[]);
        let len = tail.partition_point(|rank| code(*rank).starts_with(prefix));
        tail.get(..len).unwrap_or(&[])
    }

    /// Returns the words that begin with `prefix`.
    pub(super) fn with_word_prefix(&self, prefix: &str) -> Range<WordId> {
        let from = self.words.partition_point(|word| **word < *prefix);
        let tail = self.words.get(from..).unwrap_or(&[]);
        let len = tail.partition_point(|word| word.starts_with(prefix));
        to_u32(from)..to_u32(from + len)
    }

    /// Returns the words that lack at most `missing` of the letters of `like` and pass `test`.
    pub(super) fn words_where(
        &self,
        like: &str,
        missing: u32,
        test: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = WordId> {
        let wanted = letters(like);
        let words = (0..).zip(&self.words).zip(&self.letters);
        words.filter_map(move |((id, word), has)| {
            ((wanted & !has).count_ones() <= missing && test(word)).then_some(id)
        })
    }

    /// Returns how many words there are.
    pub(super) fn word_count(&self) -> usize {
        self.words.len()
    }

    /// Returns the number of a whole word.
    pub(super) fn word(&self, word: &str) -> Option<WordId> {
        let found = self.words.binary_search_by(|known| (**known).cmp(word));
        found.ok().map(to_u32)
    }

    /// Returns the words of a title in order.
    pub(super) fn title_words(&self, rank: Rank) -> &[WordId] {
        self.titles.get(rank)
    }

    /// Returns the ranks of the titles that have the word, ascending.
    pub(super) fn titles_with(&self, word: WordId) -> &[Rank] {
        self.postings.get(word)
    }

    fn add_text(&mut self, code: &str, title: &str) {
        let title = cut(title, usize::from(u16::MAX));
        let code = cut(code, usize::from(u8::MAX));
        self.entries.push(Span {
            start: to_u32(self.text.len()),
            code: u8::try_from(code.len()).unwrap_or(u8::MAX),
            title: u16::try_from(title.len()).unwrap_or(u16::MAX),
        });
        self.text.push_str(code);
        self.text.push_str(title);
    }

    /// Takes over the vocabulary in sorted order and returns the new number of each old one.
    fn add_words(&mut self, seen: Vocabulary) -> Vec<WordId> {
        let mut sorted: Vec<(Box<str>, u32)> = seen.0.into_iter().collect();
        sorted.sort_unstable();
        let mut renumbered = vec![0; sorted.len()];
        for (new, (word, old)) in (0..).zip(sorted) {
            if let Some(place) = renumbered.get_mut(old as usize) {
                *place = new;
            }
            self.letters.push(letters(&word));
            self.words.push(word);
        }
        renumbered
    }
}

/// Numbers words in the order in which they are met.
#[derive(Default)]
struct Vocabulary(HashMap<Box<str>, u32, BuildHasherDefault<Fnv>>);

/// FNV-1a: with words this short and from a file that we trust, twice as fast as the standard hash.
/// Source: draft-eastlake-fnv.
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

impl Vocabulary {
    fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.0.get(word) {
            return *id;
        }
        let id = to_u32(self.0.len());
        self.0.insert(word.into(), id);
        id
    }
}

impl Lists {
    fn push(&mut self, list: impl Iterator<Item = u32>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.items.extend(list);
        self.starts.push(to_u32(self.items.len()));
    }

    fn get(&self, list: u32) -> &[u32] {
        let bounds = self.starts.get(list as usize..).unwrap_or(&[]);
        let &[start, end, ..] = bounds else {
            return &[];
        };
        self.items.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// Returns for each of the numbers below `count` the lists that have it, each once and ascending.
    fn inverted(&self, count: usize) -> Self {
        let mut starts = vec![0; count + 1];
        self.each_once(count, |item, _| {
            if let Some(next) = starts.get_mut(item + 1) {
                *next += 1;
            }
        });
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut items = vec![0; sum as usize];
        let mut free = starts.clone();
        self.each_once(count, |item, list| {
            if let Some(free) = free.get_mut(item) {
                if let Some(item) = items.get_mut(*free as usize) {
                    *item = list;
                }
                *free += 1;
            }
        });
        Self { starts, items }
    }

    /// Calls `each` with every list and every number below `count` in it, once for each pair.
    fn each_once(&self, count: usize, mut each: impl FnMut(usize, u32)) {
        let mut last_list = vec![u32::MAX; count];
        for list in 0..to_u32(self.starts.len().saturating_sub(1)) {
            for item in self.get(list) {
                let item = *item as usize;
                if let Some(last) = last_list.get_mut(item)
                    && *last != list
                {
                    *last = list;
                    each(item, list);
                }
            }
        }
    }
}

/// A set of letters, so that most words can be ruled out by one comparison.
fn letters(word: &str) -> u64 {
    word.chars()
        .fold(0, |set, c| set | 1 << (u32::from(c) % u64::BITS))
}

fn cut(text: &str, max: usize) -> &str {
    text.get(..text.floor_char_boundary(max)).unwrap_or(text)
}

/// Registers are bounded by the import to far less than 4 GB.
fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
