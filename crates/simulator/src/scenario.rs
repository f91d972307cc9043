//! What Försäkringskassan does by itself, as it stands in a file: steps, when each comes about, and what it is.
//!
//! The format is described in `docs/simulator.md`; every scenario that exists has passed its checks.

mod check;
mod delay;

pub use delay::Delay;

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::Rule;

/// The scenarios that the program brings along.
const READY_MADE: &str = include_str!("../scenarios.toml");

/// A scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is called in the interface.
    pub id: String,
    /// What it is called on the page, in Swedish.
    pub title: String,
    /// What happens, in Swedish.
    #[serde(default)]
    pub description: String,
    /// Codes of the certificate types that it concerns; empty for all.
    #[serde(default)]
    pub types: Vec<String>,
    /// The steps.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Name within the scenario.
    pub id: String,
    /// What calls for it.
    pub when: When,
    /// How long after that.
    #[serde(default)]
    pub after: Delay,
    /// At which time of day, Swedish time: the first one that is not before the delay has passed.
    #[serde(default)]
    pub at: Option<Time>,
    /// By how much the time may be later; how much it is follows from the seed.
    #[serde(default)]
    pub spread: Delay,
    /// The step is left out if the question of this other step has been answered.
    #[serde(default)]
    pub unless_answered: Option<String>,
    /// How often a message is sent, with the same id.
    #[serde(default = "once")]
    pub copies: u32,
    /// What is wrong with a message.
    #[serde(default)]
    pub mistake: Option<Mistake>,
    /// The message is not checked by Intygstjänsten on its way.
    #[serde(default)]
    pub unchecked: bool,
    /// What is done.
    #[serde(rename = "do")]
    pub action: Action,
}

const fn once() -> u32 {
    1
}

/// What calls for a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum When {
    /// `delivered`: Försäkringskassan has got the certificate, and it is not one that completes another.
    Delivered,
    /// `asked`: care has asked a question; comes about once for each.
    Asked,
    /// `revoked`: Försäkringskassan has been told that the certificate is revoked.
    Revoked,
    /// `sent:STEP`: another step is done.
    Sent(String),
    /// `answered:STEP`: care has answered the question of another step, by a message or by a completing certificate.
    Answered(String),
}

impl TryFrom<String> for When {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "delivered" => Ok(Self::Delivered),
            None if text == "asked" => Ok(Self::Asked),
            None if text == "revoked" => Ok(Self::Revoked),
            Some(("sent", step)) => Ok(Self::Sent(step.to_owned())),
            Some(("answered", step)) => Ok(Self::Answered(step.to_owned())),
            _ => Err(format!(
                "{text}: not one of delivered, asked, revoked, sent:STEP and answered:STEP"
            )),
        }
    }
}

impl From<When> for String {
    fn from(when: When) -> Self {
        match when {
            When::Delivered => "delivered".to_owned(),
            When::Asked => "asked".to_owned(),
            When::Revoked => "revoked".to_owned(),
            When::Sent(step) => format!("sent:{step}"),
            When::Answered(step) => format!("answered:{step}"),
        }
    }
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Asks care.
    Ask(Ask),
    /// Reminds care of the question of another step.
    Remind(Remind),
    /// Answers the question of care that called for the step.
    Answer(Answer),
    /// Försäkringskassan is content; nothing is sent.
    Accept,
    /// From now on calls go wrong.
    Fault(Rule),
    /// From now on all calls go right.
    ClearFaults,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What it is about.
    pub subject: Subject,
    /// What is asked.
    pub text: String,
    /// What is to be completed.
    #[serde(default)]
    pub points: Vec<AskedPoint>,
    /// The last day for an answer, in days from the day on which it is sent.
    #[serde(default)]
    pub reply_within_days: Option<u16>,
}

/// One thing that is to be completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedPoint {
    /// Id of the `svar`.
    #[serde(default)]
    pub question: Option<String>,
    /// Instead of the id: the place of the `svar` in the certificate, from 1. A certificate with fewer is asked about the last one.
    #[serde(default)]
    pub position: Option<usize>,
    /// Which one of a `svar` that repeats.
    #[serde(default)]
    pub instance: Option<i32>,
    /// What is asked for.
    pub text: String,
}

/// A reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remind {
    /// The step that asked.
    pub of: String,
    /// What is said.
    pub text: String,
    /// As in [`Ask`].
    #[serde(default)]
    pub reply_within_days: Option<u16>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What is said.
    pub text: String,
}

/// What a question can be about. Source: `spec/exchange.md` 3.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Subject {
    /// Completion.
    Komplt,
    /// A meeting.
    Avstmn,
    /// Contact.
    Kontkt,
    /// Anything else.
    Ovrigt,
}

impl Subject {
    /// Every subject of a question, in the order of the code list.
    pub const ALL: [Self; 4] = [Self::Komplt, Self::Avstmn, Self::Kontkt, Self::Ovrigt];

    /// Returns the code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Komplt => "KOMPLT",
            Self::Avstmn => "AVSTMN",
            Self::Kontkt => "KONTKT",
            Self::Ovrigt => "OVRIGT",
        }
    }
}

/// Something wrong with a message, as a receiver must bear it. Source: `spec/exchange.md` 3.2 and 3.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mistake {
    /// The number of another patient.
    OtherPatient,
    /// The address of a unit that did not issue the certificate.
    OtherUnit,
    /// An answer with another subject than its question.
    OtherSubject,
    /// A certificate that nobody knows.
    UnknownCertificate,
    /// A reference to a message that nobody knows.
    UnknownReference,
    /// A subject outside the code list.
    UnknownSubject,
    /// A sender outside the code list.
    UnknownSender,
    /// No text.
    EmptyText,
    /// Points to complete, with a subject that has none.
    PointsOnOtherSubject,
    /// A last day for an answer, on an answer.
    LastDateOnAnswer,
    /// A reminder that reminds of nothing.
    ReminderWithoutReference,
    /// A time with a zone, which the schema does not allow.
    TimeWithZone,
}

impl Mistake {
    /// Every mistake.
    pub const ALL: [Self; 12] = [
        Self::OtherPatient,
        Self::OtherUnit,
        Self::OtherSubject,
        Self::UnknownCertificate,
        Self::UnknownReference,
        Self::UnknownSubject,
        Self::UnknownSender,
        Self::EmptyText,
        Self::PointsOnOtherSubject,
        Self::LastDateOnAnswer,
        Self::ReminderWithoutReference,
        Self::TimeWithZone,
    ];
}

/// A file of scenarios is not as it should be.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// It is no TOML, or not in the format.
    #[error("the scenarios cannot be read: {0}")]
    Format(#[from] toml::de::Error),
    /// A scenario makes no sense.
    #[error("scenario {scenario}: {fault}")]
    Fault {
        /// Id of the scenario.
        scenario: String,
        /// What is wrong.
        fault: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scenario: Vec<Scenario>,
}

/// Reads the text of a file of scenarios.
///
/// # Errors
/// [`ScenarioError`] says what is wrong, in words for the one who wrote it.
pub fn read(text: &str) -> Result<Vec<Scenario>, ScenarioError> {
    let File { scenario } = toml::from_str(text)?;
    check::all(&scenario)?;
    Ok(scenario)
}

/// Returns the scenarios that the program brings along.
///
/// # Errors
/// None in a program that has passed its tests.
pub fn ready_made() -> Result<Vec<Scenario>, ScenarioError> {
    read(READY_MADE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_documentation_is_right() {
        let text = include_str!("../../../docs/simulator.md");
        let (_, rest) = text.split_once("```toml\n").unwrap();
        let (example, _) = rest.split_once("```").unwrap();
        let read = read(example).unwrap();
        assert_eq!(read[0].steps.len(), 3);
    }

    #[test]
    fn the_scenarios_that_come_along_make_sense() {
        let all = ready_made().unwrap();
        assert!(all.len() >= 8, "{}", all.len());
        for scenario in all {
            assert!(!scenario.description.is_empty(), "{}", scenario.id);
            // What the journal keeps of a run is the same scenario.
            let kept = serde_json::to_string(&scenario).unwrap();
            assert_eq!(serde_json::from_str::<Scenario>(&kept).unwrap(), scenario);
        }
    }
}
