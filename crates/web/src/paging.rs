//! Pages of a list: their size, and the links to the ones before and after. Source: ui 5.14.

use intyg_app::{PageRequest, Paged};

/// Rows on a page that can be chosen.
const SIZES: [usize; 4] = [10, 25, 50, 100];
/// What a list begins with.
const SIZE: usize = 25;

/// Returns which page the address asks for; what it says wrong is not asked for.
pub(crate) fn request(number: &str, size: &str) -> PageRequest {
    PageRequest {
        number: number.parse().unwrap_or(1),
        size: size_of(size),
    }
}

fn size_of(size: &str) -> usize {
    let chosen = size.parse().ok().filter(|size| SIZES.contains(size));
    chosen.unwrap_or(SIZE)
}

/// The line under a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pager {
    /// "Sida 2 av 3"; empty = there is only one.
    pub(crate) line: String,
    /// What it turns the pages of, for those who hear it.
    pub(crate) what: &'static str,
    /// Empty = none.
    pub(crate) previous: String,
    /// Empty = none.
    pub(crate) next: String,
}

impl Pager {
    /// `url` returns the address of a page.
    pub(crate) fn of<T>(
        page: &Paged<T>,
        what: &'static str,
        url: impl Fn(usize) -> String,
    ) -> Self {
        let link = |is_there: bool, number: usize| {
            if is_there { url(number) } else { String::new() }
        };
        Self {
            line: match page.pages {
                0 | 1 => String::new(),
                pages => format!("Sida {} av {pages}", page.number),
            },
            what,
            previous: link(page.number > 1, page.number.saturating_sub(1)),
            next: link(page.number < page.pages, page.number + 1),
        }
    }
}

/// A choice of page size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) rows: usize,
    pub(crate) is_chosen: bool,
}

/// Returns the choices of page size.
pub(crate) fn sizes(size: &str) -> [Size; 4] {
    SIZES.map(|rows| Size {
        rows,
        is_chosen: rows == size_of(size),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_to_their_neighbours() {
        let pager = |number, pages| {
            let page = Paged::<()> {
                total: 0,
                number,
                pages,
                rows: Vec::new(),
            };
            let pager = Pager::of(&page, "x", |n| n.to_string());
            (pager.line, pager.previous, pager.next)
        };
        let texts = |line: &str, previous: &str, next: &str| {
            (line.to_owned(), previous.to_owned(), next.to_owned())
        };
        assert_eq!(pager(1, 1), texts("", "", ""));
        assert_eq!(pager(1, 3), texts("Sida 1 av 3", "", "2"));
        assert_eq!(pager(2, 3), texts("Sida 2 av 3", "1", "3"));
        assert_eq!(pager(3, 3), texts("Sida 3 av 3", "2", ""));
    }

    #[test]
    fn only_the_sizes_that_are_offered_are_taken() {
        for (number, size, expected) in [
            ("", "", (1, 25)),
            ("2", "100", (2, 100)),
            ("x", "1000000", (1, 25)),
            ("-1", "10", (1, 10)),
        ] {
            let request = request(number, size);
            assert_eq!((request.number, request.size), expected);
        }
    }
}
