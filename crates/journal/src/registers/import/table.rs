//! Tables of quoted fields separated by tabs. A field in quotation marks may hold tabs, line breaks and doubled marks.

use super::{Fault, ImportProblem};

/// The line, from 1, on which a record begins, and its fields.
type Record = (usize, Vec<String>);

/// Returns the records of a text, without those that are empty. The first fault ends the iteration.
pub(super) fn records(text: &str) -> impl Iterator<Item = Result<Record, Fault>> {
    let mut reader = Reader {
        rest: text,
        line: 1,
    };
    std::iter::from_fn(move || {
        loop {
            match reader.record()? {
                Ok((_, fields)) if fields.iter().all(|field| field.trim().is_empty()) => {}
                Ok(record) => return Some(Ok(record)),
                Err(problem) => {
                    reader.rest = "";
                    return Some(Err((Some(reader.line), problem)));
                }
            }
        }
    })
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    fn record(&mut self) -> Option<Result<Record, ImportProblem>> {
        if self.rest.is_empty() {
            return None;
        }
        let start = self.line;
        let mut fields = Vec::new();
        loop {
            match self.field() {
                Ok(field) => fields.push(field),
                Err(problem) => {
                    // The mark that is never closed is the one to look at, not the end of the file.
                    self.line = start;
                    return Some(Err(problem));
                }
            }
            if let Some(rest) = self.rest.strip_prefix('\t') {
                self.rest = rest;
                continue;
            }
            let rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
            self.rest = rest.strip_prefix('\n').unwrap_or(rest);
            self.line += 1;
            return Some(Ok((start, fields)));
        }
    }

    /// Reads up to the next tab, line break or end, which stays.
    fn field(&mut self) -> Result<String, ImportProblem> {
        let Some(quoted) = self.rest.strip_prefix('"') else {
            let end = self.rest.find(['\t', '\n']).unwrap_or(self.rest.len());
            let field = self.take(end);
            return Ok(field.strip_suffix('\r').unwrap_or(field).to_owned());
        };
        self.rest = quoted;
        let mut field = String::new();
        loop {
            let end = self.rest.find('"').ok_or(ImportProblem::OpenQuote)?;
            let piece = self.take(end);
            self.line += piece.matches('\n').count();
            field.push_str(piece);
            self.take(1);
            match self.rest.strip_prefix('"') {
                Some(rest) => {
                    field.push('"');
                    self.rest = rest;
                }
                None => break,
            }
        }
        let ends = ["\t", "\n", "\r\n"];
        if self.rest.is_empty() || ends.iter().any(|end| self.rest.starts_with(end)) {
            Ok(field)
        } else {
            Err(ImportProblem::AfterQuote)
        }
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(usize, &[&str])]) {
        let found: Vec<Record> = records(text).map(|r| r.expect("good")).collect();
        let expected: Vec<Record> = expected
            .iter()
            .map(|(line, fields)| (*line, fields.iter().map(|f| (*f).to_owned()).collect()))
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn records_have_their_line_and_their_fields() {
        check("", &[]);
        check("a\tb", &[(1, &["a", "b"])]);
        check("a\t\n\n\nb", &[(1, &["a", ""]), (4, &["b"])]);
        check(
            "\"a\"\t\"b\"\r\nc\td\r\n",
            &[(1, &["a", "b"]), (2, &["c", "d"])],
        );
        check(
            "\"a \"\"x\"\"\"\t\"two\r\nlines\ttab\"\nc\"c",
            &[(1, &["a \"x\"", "two\r\nlines\ttab"]), (3, &["c\"c"])],
        );
        check("\"\"\t\"\"\"\"\n", &[(1, &["", "\""])]);
    }

    #[test]
    fn a_broken_quotation_is_named_with_the_line_where_it_begins() {
        for (text, line) in [("a\n\"b\nc\nd", 2), ("a\nb\n\"c\" d\n", 3)] {
            let last = records(text).last().expect("one");
            assert_eq!(last.map_err(|(line, _)| line).expect_err("bad"), Some(line));
        }
    }
}
