//! The demo login: the only place where a user name and a password are known.

use subtle::ConstantTimeEq as _;

use intyg_core::actor::Staff;

use super::DemoJournal;

/// Login by user name and password. It is not part of the journal, so that a program started without the demo has none.
#[derive(Debug, Clone)]
pub struct DemoLogin(DemoJournal);

/// Who can log in, for the printout at the start of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoLoginInfo {
    /// User name.
    pub user: String,
    /// The password, which all share.
    pub password: String,
    /// Full name.
    pub name: String,
    /// Title, e.g. `Distriktsläkare`.
    pub title: String,
    /// Swedish names of the roles, each once.
    pub roles: Vec<&'static str>,
    /// Names of the units, each once.
    pub units: Vec<String>,
}

impl DemoLogin {
    /// Makes the login for the staff of a demo journal.
    pub fn new(journal: DemoJournal) -> Self {
        Self(journal)
    }

    /// Returns the staff member with this user name (in any case) and password.
    ///
    /// The password is compared without regard to whether the user exists, and in constant time for its length.
    pub fn staff_by_login(&self, user: &str, password: &str) -> Option<Staff> {
        let inner = &self.0.0;
        let user = user.trim().to_lowercase();
        let entry = inner.staff.iter().find(|entry| entry.user == user);
        let same = bool::from(password.as_bytes().ct_eq(inner.password.as_bytes()));
        entry.filter(|_| same).map(|entry| entry.staff.clone())
    }

    /// Returns everyone who can log in, in the order of the file.
    pub fn demo_logins(&self) -> Vec<DemoLoginInfo> {
        let inner = &self.0.0;
        let logins = inner.staff.iter().map(|entry| DemoLoginInfo {
            user: entry.user.clone(),
            password: inner.password.clone(),
            name: entry.staff.name.clone(),
            title: entry.staff.title.clone(),
            roles: once_each(entry.assignments.iter().map(|a| a.role.label())),
            units: once_each(entry.assignments.iter().map(|a| a.unit.name.clone())),
        });
        logins.collect()
    }
}

fn once_each<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.fold(Vec::new(), |mut seen, item| {
        if !seen.contains(&item) {
            seen.push(item);
        }
        seen
    })
}
