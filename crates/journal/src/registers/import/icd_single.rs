//! ICD-10-SE in one file with headings, as Socialstyrelsen publishes it.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{Fault, ImportProblem, Row, Rows, entry, is_icd_code, shown, table};

const CODE: &str = "Kod";
const VALID_FROM: &str = "Giltig från";
const TITLE: &str = "Titel";

pub(super) fn looks_like(text: &str) -> bool {
    let heading = table::records(text).next();
    heading.is_some_and(|record| {
        record.is_ok_and(|(_, fields)| {
            column(&fields, CODE).is_some() && column(&fields, TITLE).is_some()
        })
    })
}

pub(super) fn read(text: &str) -> Result<Rows, Fault> {
    let mut records = table::records(text);
    let (_, heading) = records.next().ok_or((None, ImportProblem::UnknownForm))??;
    let place = |name| column(&heading, name).ok_or((Some(1), ImportProblem::Column(name)));
    let columns = [place(CODE)?, place(VALID_FROM)?, place(TITLE)?];

    let mut valid = Valid::default();
    for record in records {
        let (line, fields) = record?;
        let field = |at: usize| fields.get(at).map_or("", String::as_str);
        let [code, from, title] = columns.map(field);
        match code_of(code) {
            Some(code) if !from.trim().is_empty() => {
                valid.add(date_of(line, from)?, entry(line, code, title)?)?;
            }
            _ => valid.left_out += 1,
        }
    }
    Ok((valid.rows, valid.left_out))
}

/// The rows of codes that are valid. Where a code has several periods, the latest counts.
#[derive(Default)]
struct Valid {
    rows: Vec<Row>,
    places: HashMap<String, (usize, Date)>,
    left_out: usize,
}

impl Valid {
    fn add(&mut self, from: Date, row: Row) -> Result<(), Fault> {
        let earlier = self.places.get(&row.entry.code).copied();
        let Some((place, date)) = earlier else {
            let code = row.entry.code.clone();
            self.places.insert(code, (self.rows.len(), from));
            self.rows.push(row);
            return Ok(());
        };
        self.left_out += 1;
        let Some(kept) = self.rows.get_mut(place) else {
            return Ok(());
        };
        if date == from && kept.entry != row.entry {
            let code = row.entry.code;
            return Err((
                Some(row.line),
                ImportProblem::Ambiguous {
                    code,
                    line: kept.line,
                },
            ));
        }
        if date < from {
            self.places.insert(row.entry.code.clone(), (place, from));
            *kept = row;
        }
        Ok(())
    }
}

fn column(heading: &[String], name: &str) -> Option<usize> {
    let wanted = name.to_lowercase();
    heading
        .iter()
        .position(|title| title.trim().to_lowercase() == wanted)
}

/// Returns the code without dot and mark; `None` for a chapter or a group.
fn code_of(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['†', '*', '+', ' ']);
    let code = text.replace('.', "").to_uppercase();
    is_icd_code(&code).then_some(code)
}

/// Reads the date, with or without dashes and possibly followed by a time.
fn date_of(line: usize, text: &str) -> Result<Date, Fault> {
    let day = text.trim().split([' ', 'T']).next().unwrap_or("");
    let plain: String = day.chars().filter(|c| *c != '-').collect();
    Date::strptime("%Y%m%d", plain).map_err(|_| (Some(line), ImportProblem::Date(shown(text))))
}
