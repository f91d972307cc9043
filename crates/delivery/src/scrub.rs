//! Texts from receivers, made fit to be stored and shown: without person numbers, at most 500 characters. Source: reliability-security R96, R133.

/// Longest text that is kept, in characters.
const LONGEST: usize = 500;

/// Replaces every person number of 10 or 12 digits, with or without separator, by `[pnr]`, and cuts the text.
pub(crate) fn scrub(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() || (matches!(c, '-' | '+') && ends_with_digit(&run)) {
            run.push(c);
        } else {
            flush(&mut out, &mut run);
            out.push(if c.is_control() { ' ' } else { c });
        }
    }
    flush(&mut out, &mut run);
    out.chars().take(LONGEST).collect()
}

fn ends_with_digit(run: &str) -> bool {
    run.ends_with(|c: char| c.is_ascii_digit())
}

fn flush(out: &mut String, run: &mut String) {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let separators = run.len() - digits;
    let separated = run.len() > 5
        && run
            .as_bytes()
            .get(run.len() - 5)
            .is_some_and(|b| matches!(b, b'-' | b'+'));
    let is_number =
        matches!(digits, 10 | 12) && (separators == 0 || (separators == 1 && separated));
    out.push_str(if is_number { "[pnr]" } else { run });
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_person_number_is_taken_out_and_nothing_else() {
        for (input, expected) in [
            (
                "Personen 19121212-1212 finns inte, 191212121212!",
                "Personen [pnr] finns inte, [pnr]!",
            ),
            ("121212+1212 121212-1212 1212121212", "[pnr] [pnr] [pnr]"),
            ("VP004 2026-11-22 555 12", "VP004 2026-11-22 555 12"),
            (
                "9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a",
                "9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a",
            ),
            ("rad 1\nrad 2", "rad 1 rad 2"),
        ] {
            assert_eq!(scrub(input), expected);
        }
        assert_eq!(scrub(&"å".repeat(600)).chars().count(), 500);
    }
}
