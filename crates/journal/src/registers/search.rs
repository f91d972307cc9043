//! Search in one register.

mod bits;
mod query;

use intyg_core::diagnosis::normalise_code;

use super::index::{Index, Rank, WordId};
use bits::Bits;
use query::{Accepted, Query};

/// More than anyone types to find a diagnosis; keeps the cost of a search bounded.
const MAX_CHARACTERS: usize = 120;

/// A code that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The code: upper case, without dot.
    pub code: String,
    /// Its title in the register.
    pub title: String,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchResult {
    /// The hits, best first.
    pub hits: Vec<Hit>,
    /// Whether there are more than were asked for.
    pub more: bool,
}

pub(super) fn search(index: &Index, text: &str, limit: usize) -> SearchResult {
    let text: String = text.chars().take(MAX_CHARACTERS).collect();
    let by_code = codes_like(index, &text);
    if !by_code.is_empty() {
        return result(index, by_code.iter().copied(), limit);
    }
    let mut query = Query::parse(index, &text);
    let mut found = Found::new(limit);
    found.add(index, &query);
    if !found.is_full() && query.look_inside_words(index) {
        found.add(index, &query);
    }
    // Slips are forgiven only when nothing fits as typed, or a good answer would drown in guesses.
    if found.is_empty() && query.forgive_slips(index) {
        found.add(index, &query);
        if found.is_empty() && query.look_inside_words(index) {
            found.add(index, &query);
        }
    }
    result(index, found.ranks.into_iter(), limit)
}

fn result(index: &Index, ranks: impl Iterator<Item = Rank>, limit: usize) -> SearchResult {
    let mut entries = ranks.filter_map(|rank| index.entry(rank));
    let hits = entries.by_ref().take(limit).map(|(code, title)| Hit {
        code: code.to_owned(),
        title: title.to_owned(),
    });
    SearchResult {
        hits: hits.collect(),
        more: entries.next().is_some(),
    }
}

/// Returns the entries whose code begins with the text; none when the text has not the form of a code.
fn codes_like<'a>(index: &'a Index, text: &str) -> &'a [Rank] {
    let code = normalise_code(text);
    match code.as_bytes() {
        [b'A'..=b'Z', b'0'..=b'9', ..] => index.with_code_prefix(&code),
        _ => &[],
    }
}

/// Collects hits until there is one more than asked for.
struct Found {
    ranks: Vec<Rank>,
    wanted: usize,
}

impl Found {
    fn new(limit: usize) -> Self {
        Self {
            ranks: Vec::new(),
            wanted: limit.saturating_add(1),
        }
    }

    fn is_full(&self) -> bool {
        self.ranks.len() >= self.wanted
    }

    fn is_empty(&self) -> bool {
        self.ranks.is_empty()
    }

    fn add(&mut self, index: &Index, query: &Query<'_>) {
        let titles = query.titles(index);
        for rank in best(index, &titles, &query.words, self.wanted) {
            if !self.is_full() && !self.ranks.contains(&rank) {
                self.ranks.push(rank);
            }
        }
    }
}

/// Returns the best `wanted` titles and possibly some more.
fn best(
    index: &Index,
    titles: &Bits,
    words: &[Accepted],
    wanted: usize,
) -> impl Iterator<Item = Rank> {
    let whole = beginning_whole(index, titles, words, wanted);
    let [mut begins, mut in_order, mut any] = [const { Vec::new() }; 3];
    for rank in titles.iter() {
        let list = match Fit::of(index.title_words(rank), words) {
            Fit::Begins => &mut begins,
            Fit::InOrder => &mut in_order,
            Fit::AnyOrder => &mut any,
        };
        if list.len() < wanted {
            list.push(rank);
        }
        if begins.len() >= wanted {
            break;
        }
    }
    [whole, begins, in_order, any].into_iter().flatten()
}

/// Returns up to `wanted` of the titles that begin with the words of the query, whole and in their order. They are looked for
/// apart, so that the walk through all titles can end early where there are few of them.
fn beginning_whole(index: &Index, titles: &Bits, words: &[Accepted], wanted: usize) -> Vec<Rank> {
    let typed: Option<Vec<WordId>> = words.iter().map(Accepted::whole).collect();
    let Some(typed) = typed else {
        return Vec::new();
    };
    let lists = typed.iter().map(|word| index.titles_with(*word));
    let rarest = lists.min_by_key(|list| list.len()).unwrap_or(&[]);
    let begins_so = |rank: &&Rank| {
        let title = index.title_words(**rank);
        let mut rest = title.iter();
        title.first() == typed.first() && typed.iter().all(|word| rest.any(|w| w == word))
    };
    let fitting = rarest.iter().filter(begins_so);
    let fitting = fitting.filter(|rank| titles.contains(**rank));
    fitting.take(wanted).copied().collect()
}

/// How well a title answers, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// It begins with the words of the query in their order, possibly cut short and with others between.
    Begins,
    /// It has them in their order.
    InOrder,
    /// It has them.
    AnyOrder,
}

impl Fit {
    fn of(title: &[WordId], query: &[Accepted]) -> Self {
        let mut rest = title.iter();
        let mut words = query.iter();
        if !words.all(|accepted| rest.any(|word| accepted.has(*word))) {
            return Self::AnyOrder;
        }
        match (query.first(), title.first()) {
            (Some(accepted), Some(word)) if accepted.has(*word) => Self::Begins,
            _ => Self::InOrder,
        }
    }
}
