//! Reading columns into types. What cannot be read is named, never skipped.

use std::str::FromStr;

use intyg_core::ids::HsaId;
use intyg_core::person::PersonId;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::Error;
use crate::rows::StaffRef;

/// The portable column types of a row.
pub(crate) trait Fields {
    fn opt_text(&self, column: &'static str) -> Result<Option<String>, sqlx::Error>;
    fn opt_int(&self, column: &'static str) -> Result<Option<i64>, sqlx::Error>;
    fn opt_flag(&self, column: &'static str) -> Result<Option<bool>, sqlx::Error>;
}

macro_rules! fields_of {
    ($row:ty) => {
        impl Fields for $row {
            fn opt_text(&self, column: &'static str) -> Result<Option<String>, sqlx::Error> {
                self.try_get(column)
            }
            fn opt_int(&self, column: &'static str) -> Result<Option<i64>, sqlx::Error> {
                self.try_get(column)
            }
            fn opt_flag(&self, column: &'static str) -> Result<Option<bool>, sqlx::Error> {
                self.try_get(column)
            }
        }
    };
}
fields_of!(SqliteRow);
fields_of!(PgRow);

/// A row with the names needed to report what cannot be read.
pub(crate) struct Columns<'r, R> {
    row: &'r R,
    table: &'static str,
    key: &'static str,
}

impl<'r, R: Fields> Columns<'r, R> {
    /// `key` is a column that names the row and may be logged.
    pub(crate) fn new(row: &'r R, table: &'static str, key: &'static str) -> Self {
        Self { row, table, key }
    }

    pub(crate) fn unreadable(&self, column: &'static str) -> Error {
        let id = self.row.opt_text(self.key).ok().flatten();
        Error::Inconsistent {
            table: self.table,
            column,
            id: id.unwrap_or_default(),
        }
    }

    fn needed<T>(&self, column: &'static str, value: Option<T>) -> Result<T, Error> {
        value.ok_or_else(|| self.unreadable(column))
    }

    pub(crate) fn opt_text(&self, column: &'static str) -> Result<Option<String>, Error> {
        self.row
            .opt_text(column)
            .map_err(|_| self.unreadable(column))
    }
    pub(crate) fn text(&self, column: &'static str) -> Result<String, Error> {
        self.needed(column, self.opt_text(column)?)
    }
    pub(crate) fn opt_int(&self, column: &'static str) -> Result<Option<i64>, Error> {
        self.row
            .opt_int(column)
            .map_err(|_| self.unreadable(column))
    }
    pub(crate) fn int(&self, column: &'static str) -> Result<i64, Error> {
        self.needed(column, self.opt_int(column)?)
    }
    pub(crate) fn number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, Error> {
        T::try_from(self.int(column)?).map_err(|_| self.unreadable(column))
    }
    pub(crate) fn flag(&self, column: &'static str) -> Result<bool, Error> {
        let value = self.row.opt_flag(column);
        self.needed(column, value.map_err(|_| self.unreadable(column))?)
    }

    /// Reads a text through `parse`.
    pub(crate) fn opt_parsed<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        match self.opt_text(column)? {
            None => Ok(None),
            Some(text) => self.needed(column, parse(&text)).map(Some),
        }
    }
    pub(crate) fn parsed<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Error> {
        self.needed(column, self.opt_parsed(column, parse)?)
    }
    pub(crate) fn id<T: FromStr>(&self, column: &'static str) -> Result<T, Error> {
        self.parsed(column, |text| text.parse().ok())
    }
    pub(crate) fn hsa(&self, column: &'static str) -> Result<HsaId, Error> {
        self.needed(column, self.opt_hsa(column)?)
    }
    pub(crate) fn opt_hsa(&self, column: &'static str) -> Result<Option<HsaId>, Error> {
        self.opt_parsed(column, |text| HsaId::parse(text).ok())
    }
    pub(crate) fn person(&self, column: &'static str) -> Result<PersonId, Error> {
        self.needed(column, self.opt_person(column)?)
    }
    pub(crate) fn opt_person(&self, column: &'static str) -> Result<Option<PersonId>, Error> {
        self.opt_parsed(column, |text| PersonId::from_canonical(text).ok())
    }
    pub(crate) fn opt_date(&self, column: &'static str) -> Result<Option<Date>, Error> {
        self.opt_parsed(column, |text| text.parse().ok())
    }
    pub(crate) fn opt_time(&self, column: &'static str) -> Result<Option<Timestamp>, Error> {
        self.opt_int(column)?
            .map(|ms| Timestamp::from_millisecond(ms).map_err(|_| self.unreadable(column)))
            .transpose()
    }
    pub(crate) fn time(&self, column: &'static str) -> Result<Timestamp, Error> {
        self.needed(column, self.opt_time(column)?)
    }
    pub(crate) fn staff(&self, id: &'static str, name: &'static str) -> Result<StaffRef, Error> {
        Ok(StaffRef {
            id: self.hsa(id)?,
            name: self.text(name)?,
        })
    }
}

/// Reads the first column when it is a count or another number, named `n`.
pub(crate) fn number(row: &impl Fields) -> Result<i64, Error> {
    Columns::new(row, "", "").int("n")
}
