//! Texts as they can be set: what was typed is data and never markup, a sign that the font lacks becomes a box, and a run without blanks can
//! be broken anywhere.

use crate::world;

/// Stands for a sign that cannot be shown. Source: reliability-security R65.
pub(crate) const MISSING: char = '□';

/// Allows a line to end here.
const BREAK: char = '\u{200B}';

/// How wide the place is that a text is set in.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// A run of more signs than this without a blank is broken up; no word that can be hyphenated is as long.
    longest_run: usize,
    /// Where it is broken up: after so many signs.
    piece: usize,
}

/// The width of the page: it holds forty of the widest letter.
const PAGE: Room = Room {
    longest_run: 40,
    piece: 16,
};
/// A column of a table.
const CELL: Room = Room {
    longest_run: 24,
    piece: 8,
};

/// Makes texts settable and remembers whether a sign had to be replaced.
#[derive(Debug, Default)]
pub(crate) struct Setter {
    pub(crate) has_replaced: bool,
}

impl Setter {
    /// Returns a text of one line.
    pub(crate) fn line(&mut self, text: &str) -> String {
        self.set(text, PAGE)
    }

    /// Returns the text of a cell, its lines parted by line feeds.
    pub(crate) fn cell(&mut self, text: &str) -> String {
        let lines: Vec<String> = text.lines().map(|line| self.set(line, CELL)).collect();
        lines.join("\n")
    }

    fn set(&mut self, text: &str, room: Room) -> String {
        let mut out = String::with_capacity(text.len());
        let mut run = String::new();
        for typed in text.chars() {
            let sign = self.sign(typed);
            if is_blank(sign) {
                push_run(&mut out, &run, room);
                run.clear();
                out.push(sign);
            } else {
                run.push(sign);
            }
        }
        push_run(&mut out, &run, room);
        out
    }

    /// Returns the paragraphs of a text, each of one or more lines. Empty lines part paragraphs.
    pub(crate) fn paragraphs(&mut self, text: &str) -> Vec<Vec<String>> {
        let mut paragraphs = Vec::new();
        let mut lines = Vec::new();
        for line in text.lines() {
            if line.trim().is_empty() {
                if !lines.is_empty() {
                    paragraphs.push(std::mem::take(&mut lines));
                }
            } else {
                lines.push(self.line(line));
            }
        }
        if !lines.is_empty() {
            paragraphs.push(lines);
        }
        paragraphs
    }

    fn sign(&mut self, typed: char) -> char {
        if typed == '\t' {
            return ' ';
        }
        if is_settable(typed) {
            return typed;
        }
        self.has_replaced = true;
        MISSING
    }
}

fn is_blank(sign: char) -> bool {
    sign == ' '
}

/// Tells whether a sign can stand in a PDF/A: the font has it, and it is neither a control of text direction nor for private use.
fn is_settable(sign: char) -> bool {
    let steers = matches!(sign, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}');
    let is_private = matches!(sign, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
    !sign.is_control() && !steers && !is_private && world::has_glyph(sign)
}

fn push_run(out: &mut String, run: &str, room: Room) {
    if run.chars().count() <= room.longest_run {
        out.push_str(run);
        return;
    }
    for (index, sign) in run.chars().enumerate() {
        if index > 0 && index % room.piece == 0 {
            out.push(BREAK);
        }
        out.push(sign);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_set_is_left_as_it_is() {
        let mut setter = Setter::default();
        let latin1: String = (' '..='~').chain('\u{A0}'..='ÿ').collect();
        for sign in latin1.chars() {
            assert_eq!(setter.line(&sign.to_string()), sign.to_string());
        }
        assert!(!setter.has_replaced);
    }

    #[test]
    fn what_cannot_be_set_is_a_box_and_is_told() {
        for typed in [
            "\u{1F600}",
            "\u{202E}",
            "\u{E000}",
            "\u{7}",
            "漢",
            "\u{FFFD}\u{FFFF}",
        ] {
            let mut setter = Setter::default();
            let set = setter.line(typed);
            assert!(set.chars().all(|sign| sign == MISSING), "{typed:?}: {set}");
            assert!(setter.has_replaced, "{typed:?}");
        }
    }

    #[test]
    fn a_run_without_blanks_can_be_broken() {
        let run = "x".repeat(100);
        let set = Setter::default().line(&format!("ord {run} ord"));
        assert_eq!(set.replace(BREAK, ""), format!("ord {run} ord"));
        let longest = set
            .split([' ', BREAK])
            .map(|piece| piece.chars().count())
            .max();
        assert_eq!(longest, Some(PAGE.piece));
        assert_eq!(
            Setter::default().cell("1234567890123456789012345\nb"),
            "12345678\u{200B}90123456\u{200B}78901234\u{200B}5\nb"
        );
    }

    #[test]
    fn lines_stay_and_empty_lines_part_paragraphs() {
        let set = Setter::default().paragraphs("\n a\nb\n\n \nc\td\r\n");
        assert_eq!(
            set,
            [
                vec![" a".to_owned(), "b".to_owned()],
                vec!["c d".to_owned()]
            ]
        );
        assert!(Setter::default().paragraphs(" \n").is_empty());
    }
}
