//! Prints of every type: examples, nothing at all, and texts at their limits.

use intyg_catalog::answers::Answers;
use intyg_catalog::element::{CertificateType, Kind};
use intyg_catalog::fields::{FieldRole, fields};
use intyg_catalog::reading;
use intyg_catalog::value::Values;
use intyg_catalog::view::{Content, Origin};
use intyg_core::diagnosis::{CodeSystem, DiagnosisTitles};
use intyg_core::organisation::Contact;
use intyg_core::person::PersonId;
use intyg_core::print_code::PrintCode;
use intyg_pdf::{Print, Signature, State};
use jiff::civil::{Date, date};

pub(crate) const TODAY: Date = date(2026, 11, 22);

/// No title: what is typed stands.
struct NoTitles;

impl DiagnosisTitles for NoTitles {
    fn title(&self, _: CodeSystem, _: &str) -> Option<String> {
        None
    }
}

/// Everything that a print borrows.
pub(crate) struct Sample {
    pub(crate) ctype: &'static CertificateType,
    pub(crate) text_version: String,
    pub(crate) answers: Answers,
    values: Values,
    pub(crate) additional: Vec<(String, String)>,
    person: PersonId,
    positions: Vec<String>,
    specialities: Vec<String>,
    contact: Contact,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Fate {
    Draft,
    DeletedDraft,
    Signed,
    Sent,
    Revoked,
}

impl Sample {
    pub(crate) fn new(ctype: &'static CertificateType, answers: Answers) -> Self {
        Self {
            ctype,
            text_version: ctype
                .text_version_on(TODAY)
                .expect("a text version")
                .version
                .to_owned(),
            values: reading::read(ctype, &answers, TODAY, &NoTitles).values,
            answers,
            additional: Vec::new(),
            person: PersonId::from_canonical("191212121212").expect("a test number"),
            positions: vec!["Specialistläkare".to_owned(), "Överläkare".to_owned()],
            specialities: vec!["Allmänmedicin".to_owned()],
            contact: Contact {
                address: "Exempelgatan 1".to_owned(),
                postcode: "800 00".to_owned(),
                city: "Exempelstad".to_owned(),
                telephone: "026-00 00 00".to_owned(),
                email: String::new(),
            },
        }
    }

    /// The example of the type with every text at its limit.
    pub(crate) fn at_limits(ctype: &'static CertificateType) -> Self {
        let mut answers = (ctype.example)(TODAY, TODAY);
        for element in ctype.elements() {
            for field in fields(element) {
                let limit = match (&element.kind, field.role) {
                    (Kind::Text { limit }, FieldRole::Text) => *limit,
                    (Kind::Diagnoses { text_limit, .. }, FieldRole::Line) => *text_limit,
                    (Kind::DatedBasis { described, .. }, FieldRole::Text) => described.limit,
                    _ => continue,
                };
                answers.set(field.key.as_str(), long_text(&field.key, limit));
            }
        }
        Self::new(ctype, answers)
    }

    pub(crate) fn print(&self, fate: Fate) -> Print<'_> {
        let signature = Signature {
            at: "2026-11-22T09:42:00Z".parse().expect("a time"),
            name: "Eva Exempel",
            positions: &self.positions,
            specialities: &self.specialities,
            hsa_id: "SE0000000000-P001",
            workplace_code: "0123456789",
            unit: "Exempelby vårdcentral",
            contact: &self.contact,
        };
        Print {
            content: Content {
                ctype: self.ctype,
                text_version: &self.text_version,
                answers: &self.answers,
                values: &self.values,
                additional: &self.additional,
                origin: Origin::Draft,
                today: TODAY,
            },
            id: "9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a"
                .parse()
                .expect("an id"),
            patient: &self.person,
            state: match fate {
                Fate::Draft => State::Draft,
                Fate::DeletedDraft => State::DeletedDraft,
                Fate::Signed => State::Signed {
                    signature,
                    sent_to: None,
                },
                Fate::Sent => State::Signed {
                    signature,
                    sent_to: Some(self.ctype.recipient.name),
                },
                Fate::Revoked => State::Revoked { signature },
            },
            code: PrintCode::from_random_bytes([7; 16]),
            printed_at: "2026-11-23T12:00:00Z".parse().expect("a time"),
        }
    }

    pub(crate) fn pdf(&self, fate: Fate) -> Vec<u8> {
        intyg_pdf::render(&self.print(fate)).unwrap_or_else(|error| panic!("{}", error.detail()))
    }
}

/// A text of exactly so many signs whose every stretch is its own: a number of the word, so that a lost one is missed.
fn long_text(field: &str, limit: usize) -> String {
    let words = (0..).map(|n| match n % 40 {
        39 => format!("\n\nStycke {n} av {field} "),
        13 => format!("försäkringsmedicinska{n} "),
        _ => format!("ord{n} "),
    });
    let mut text = String::new();
    for word in words {
        text.push_str(&word);
        if text.chars().count() >= limit {
            break;
        }
    }
    let cut: String = text.chars().take(limit).collect();
    // A blank at the end would not be seen.
    cut.trim_end().to_owned() + &"x".repeat(limit - cut.trim_end().chars().count())
}
