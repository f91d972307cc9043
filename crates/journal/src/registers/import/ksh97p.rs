//! KSH97-P in fixed columns: code in 1–5, title from 8.

use super::{Fault, ImportProblem, Row, Rows, entry, shown};

pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or(&[]);
    let code = first.get(..5).and_then(|code| str::from_utf8(code).ok());
    !first.contains(&b'\t')
        && first.get(5..7) == Some(b"  ")
        && code.is_some_and(|code| is_code(code.trim_end()))
}

pub(super) fn read(bytes: &[u8]) -> Result<Rows, Fault> {
    let text = decoded(bytes);
    let lines = (1..).zip(text.lines());
    let rows = lines.filter(|(_, line)| !line.trim().is_empty());
    let rows = rows.map(|(line, text)| row(line, text));
    Ok((rows.collect::<Result<_, _>>()?, 0))
}

/// The register is published in ISO 8859-1; someone may have converted it.
fn decoded(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

fn row(line: usize, text: &str) -> Result<Row, Fault> {
    let (code, title) = text.split_at_checked(7).unwrap_or((text, ""));
    let code = code.trim_end();
    if !is_code(code) {
        return Err((Some(line), ImportProblem::Code(shown(code))));
    }
    entry(line, code.to_owned(), title)
}

/// Source: certificate-types 4.15.
pub(in crate::registers) fn is_code(code: &str) -> bool {
    let Some((category, rest)) = code.split_at_checked(3) else {
        return false;
    };
    let [letter, digits @ ..] = category.as_bytes() else {
        return false;
    };
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let rest = rest
        .strip_prefix(|c: char| c.is_ascii_digit())
        .unwrap_or(rest);
    letter.is_ascii_uppercase()
        && digits.iter().all(u8::is_ascii_digit)
        && (matches!(rest, "" | "P") || code == "F438A")
}
