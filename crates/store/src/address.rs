//! The one line of configuration that names the database.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

use crate::Error;

/// Where the database is: `sqlite:PATH` or `postgres://…`.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// An SQLite file; made when it does not exist, in a folder that does.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(Box<PgConnectOptions>),
}

impl DatabaseUrl {
    /// Names an SQLite file.
    pub fn sqlite(path: impl AsRef<Path>) -> Self {
        Self::Sqlite(path.as_ref().to_owned())
    }
}

impl FromStr for DatabaseUrl {
    type Err = Error;

    /// Parses the line of configuration.
    ///
    /// # Errors
    /// [`Error::Address`]; its text never repeats a password.
    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let options = text
                .parse()
                .map_err(|_| Error::Address("not a PostgreSQL address".to_owned()))?;
            return Ok(Self::Postgres(Box::new(options)));
        }
        let path = text
            .strip_prefix("sqlite://")
            .or_else(|| text.strip_prefix("sqlite:"))
            .ok_or_else(|| {
                Error::Address("it begins with neither sqlite: nor postgres://".to_owned())
            })?;
        if path.is_empty() || path.contains(":memory:") || path.contains('?') {
            return Err(Error::Address(
                "sqlite: needs the path of a file".to_owned(),
            ));
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(options) => write!(
                f,
                "postgres://{}:{}/{}",
                options.get_host(),
                options.get_port(),
                options.get_database().unwrap_or_default()
            ),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_names_either_database() {
        for (line, expected) in [
            ("sqlite:data/intyg.db", Some("sqlite:data/intyg.db")),
            (
                " sqlite:///var/lib/intyg.db ",
                Some("sqlite:/var/lib/intyg.db"),
            ),
            (
                "postgres://anna:secret@db:5433/intyg",
                Some("postgres://db:5433/intyg"),
            ),
            ("postgresql://db/intyg", Some("postgres://db:5432/intyg")),
            ("sqlite::memory:", None),
            ("sqlite:", None),
            ("mysql://db/intyg", None),
            ("intyg.db", None),
        ] {
            let found = line
                .parse::<DatabaseUrl>()
                .ok()
                .map(|url| format!("{url:?}"));
            assert_eq!(found.as_deref(), expected, "{line}");
        }
    }
}
