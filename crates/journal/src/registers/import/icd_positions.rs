//! ICD-10-SE in three files, one per number of positions: code, dagger or asterisk, title.

use super::{Fault, ImportProblem, Row, Rows, entry, is_icd_code, shown};

pub(super) fn looks_like(text: &str) -> bool {
    let first = text.lines().next().unwrap_or("");
    let mut fields = first.split('\t');
    let code = fields.next().unwrap_or("");
    is_icd_code(code) && fields.count() == 2
}

pub(super) fn read(text: &str) -> Result<Rows, Fault> {
    let lines = (1..).zip(text.lines());
    let rows = lines.filter(|(_, line)| !line.trim().is_empty());
    let rows = rows.map(|(line, text)| row(line, text));
    Ok((rows.collect::<Result<_, _>>()?, 0))
}

fn row(line: usize, text: &str) -> Result<Row, Fault> {
    let fields: Vec<&str> = text.split('\t').collect();
    let &[code, mark, title] = fields.as_slice() else {
        return Err((Some(line), ImportProblem::Fields(fields.len())));
    };
    if !is_icd_code(code) {
        return Err((Some(line), ImportProblem::Code(shown(code))));
    }
    if !matches!(mark, "" | "*" | "†") {
        return Err((Some(line), ImportProblem::Mark(shown(mark))));
    }
    entry(line, code.to_owned(), title)
}
