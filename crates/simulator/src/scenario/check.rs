//! Whether scenarios make sense.

use super::{Action, Mistake, Scenario, ScenarioError, Step, Subject, When};

/// A message is not sent more often than this by one step.
const MOST_COPIES: u32 = 5;

/// Checks all scenarios of a file.
pub(super) fn all(scenarios: &[Scenario]) -> Result<(), ScenarioError> {
    for (at, scenario) in scenarios.iter().enumerate() {
        let known = scenarios.iter().take(at);
        let fault = if known.clone().any(|other| other.id == scenario.id) {
            Some("there are two with this id".to_owned())
        } else {
            fault_of(scenario)
        };
        if let Some(fault) = fault {
            return Err(ScenarioError::Fault {
                scenario: scenario.id.clone(),
                fault,
            });
        }
    }
    Ok(())
}

fn fault_of(scenario: &Scenario) -> Option<String> {
    let is_name = |id: &str| {
        !id.is_empty()
            && id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if !is_name(&scenario.id) {
        return Some("the id must be lower-case letters, digits and hyphens".to_owned());
    }
    if scenario.title.trim().is_empty() {
        return Some("it has no title".to_owned());
    }
    if scenario.steps.is_empty() {
        return Some("it has no steps".to_owned());
    }
    scenario.steps.iter().enumerate().find_map(|(at, step)| {
        let earlier = scenario.steps.get(..at).unwrap_or_default();
        let fault = if !is_name(&step.id) {
            Some("the id must be lower-case letters, digits and hyphens".to_owned())
        } else if earlier.iter().any(|other| other.id == step.id) {
            Some("there are two with this id".to_owned())
        } else {
            fault_of_step(step, earlier)
        };
        fault.map(|fault| format!("step {}: {fault}", step.id))
    })
}

fn fault_of_step(step: &Step, earlier: &[Step]) -> Option<String> {
    let find = |id: &str| earlier.iter().find(|other| other.id == id);
    let asks = |id: &str| find(id).is_some_and(|other| matches!(other.action, Action::Ask(_)));
    let not_asking = |id: &str| Some(format!("{id} is no earlier step that asks"));
    match &step.when {
        When::Sent(other) if find(other).is_none() => {
            return Some(format!("{other} is no earlier step"));
        }
        When::Answered(other) if !asks(other) => return not_asking(other),
        _ => (),
    }
    if let Some(other) = &step.unless_answered
        && !asks(other)
    {
        return not_asking(other);
    }
    if step.copies == 0 || step.copies > MOST_COPIES {
        return Some(format!("copies must be 1 to {MOST_COPIES}"));
    }
    if let Some(mistake) = step.mistake
        && !fits(mistake, &step.action)
    {
        return Some("the mistake does not fit what is done".to_owned());
    }
    match &step.action {
        Action::Ask(ask) => {
            if ask.subject != Subject::Komplt && !ask.points.is_empty() {
                return Some("only KOMPLT has points".to_owned());
            }
            let complete = ask.points.iter().all(|point| {
                point.question.is_some() != point.position.is_some() && point.position != Some(0)
            });
            (!complete).then(|| "a point has either a question or a position from 1".to_owned())
        }
        Action::Remind(remind) if !asks(&remind.of) => not_asking(&remind.of),
        Action::Answer(_) if step.when != When::Asked => {
            Some("an answer is called for by when = \"asked\"".to_owned())
        }
        _ => None,
    }
}

/// Tells whether a message of this kind can have this mistake.
fn fits(mistake: Mistake, action: &Action) -> bool {
    match mistake {
        Mistake::OtherSubject | Mistake::LastDateOnAnswer => matches!(action, Action::Answer(_)),
        Mistake::UnknownReference => matches!(action, Action::Answer(_) | Action::Remind(_)),
        Mistake::ReminderWithoutReference => matches!(action, Action::Remind(_)),
        Mistake::PointsOnOtherSubject => {
            matches!(action, Action::Ask(ask) if ask.subject != Subject::Komplt)
        }
        Mistake::OtherPatient
        | Mistake::OtherUnit
        | Mistake::UnknownCertificate
        | Mistake::UnknownSubject
        | Mistake::UnknownSender
        | Mistake::EmptyText
        | Mistake::TimeWithZone => matches!(
            action,
            Action::Ask(_) | Action::Remind(_) | Action::Answer(_)
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::read;

    const GOOD: &str = r#"
[[scenario]]
id = "a"
title = "A"

[[scenario.step]]
id = "question"
when = "delivered"
after = "2d"
do.ask = { subject = "KOMPLT", text = "?", points = [{ position = 1, text = "?" }] }

[[scenario.step]]
id = "reminder"
when = "sent:question"
after = "7d"
unless_answered = "question"
do.remind = { of = "question", text = "!" }

[[scenario.step]]
id = "answer"
when = "asked"
do.answer = { text = "." }
"#;

    #[test]
    fn what_makes_no_sense_is_named() {
        read(GOOD).unwrap();
        for (from, to, expected) in [
            ("id = \"a\"", "id = \"A b\"", "lower-case letters"),
            ("title = \"A\"", "title = \" \"", "no title"),
            (
                "id = \"reminder\"",
                "id = \"question\"",
                "step question: there are two",
            ),
            ("sent:question", "sent:answer", "answer is no earlier step"),
            (
                "sent:question",
                "answered:answer",
                "answer is no earlier step that asks",
            ),
            ("sent:question", "later", "later: not one of"),
            ("\"7d\"", "\"soon\"", "soon: not a delay"),
            (
                "unless_answered = \"question\"",
                "unless_answered = \"x\"",
                "x is no earlier step",
            ),
            (
                "of = \"question\"",
                "of = \"x\"",
                "x is no earlier step that asks",
            ),
            ("\"KOMPLT\"", "\"KONTKT\"", "only KOMPLT has points"),
            ("\"KOMPLT\"", "\"PAMINN\"", "unknown variant `PAMINN`"),
            ("position = 1", "position = 0", "from 1"),
            (
                "position = 1",
                "question = \"1\", position = 1",
                "either a question or a position",
            ),
            ("position = 1, ", "", "either a question or a position"),
            (
                "when = \"asked\"",
                "when = \"delivered\"",
                "when = \"asked\"",
            ),
            (
                "when = \"asked\"",
                "when = \"asked\"\ncopies = 0",
                "copies must be 1 to 5",
            ),
            (
                "when = \"asked\"",
                "when = \"asked\"\ncopy = 2",
                "unknown field `copy`",
            ),
            (
                "when = \"asked\"",
                "when = \"asked\"\nmistake = \"points-on-other-subject\"",
                "does not fit",
            ),
            ("text = \".\"", "text = \".\", x = 1", "unknown field `x`"),
        ] {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from}");
            let error = read(&text).expect_err(to).to_string();
            assert!(error.contains(expected), "{to}: {error}");
        }
    }
}
