//! Single damages to a message: things that people, other systems and bad luck do to certificates.

use intyg_rivta::certificate::{Delsvar, Svar};
use intyg_rivta::names::TYPES;
use intyg_rivta::types::Code;
use intyg_rivta::xml::Node;

use crate::generate::Dice;

const TEXTS: [&str; 18] = [
    "",
    " ",
    "\n\t",
    "x",
    "\u{a0}",
    "true",
    "false",
    "1",
    "0",
    " true ",
    "TRUE",
    "2024-03-04",
    " 2024-03-04",
    "2024-03-04 ",
    "2024-03-04Z",
    "2024-02-30",
    "2024-3-4",
    "20240304",
];
const IDS: [&str; 16] = [
    "1", "6", "17", "20", "25", "27", "28", "29", "30", "33", "40", "44", "01", "9000", "9001",
    "90001",
];
const CODES: [&str; 16] = [
    "UNDERSOKNING",
    "ANNAT",
    "NUVARANDE_ARBETE",
    "STUDIER",
    "HALFTEN",
    "HELT_NEDSATT",
    "EJ_AKTUELLT",
    " EJ_AKTUELLT ",
    "ARBETSTRANING",
    "ATER_X_ANTAL_DGR",
    "PROGNOS_OKLAR",
    "TRETTIO_DGR",
    "F32",
    "z73",
    "M54.5",
    "",
];
const SYSTEMS: [&str; 8] = [
    "KV_FKMU_0001",
    "KV_FKMU_0004",
    " KV_FKMU_0006",
    "1.2.752.116.1.1.1.1.3",
    "1.2.752.116.1.3.1.4.1",
    "urn:oid:1.2.752.116.1.1.1.1.3",
    "1x2.752.116.1.1.1.1.3",
    "",
];
const DAYS: [&str; 8] = [
    "2024-03-04",
    "2024-03-05",
    "2024-03-31",
    "2023-12-24",
    "2024-02-30",
    "2024-04-01 ",
    " 2024-04-01",
    "",
];

/// Does one thing to the message.
pub(crate) fn damage(answers: &mut Vec<Svar>, dice: &mut Dice<'_>) {
    let at = dice.roll(answers.len());
    match dice.roll(12) {
        0 => drop(answers.remove(at)),
        1 => answers.push(answers[at].clone()),
        2 => dice.pick(&IDS).clone_into(&mut answers[at].id),
        3 => answers[at].instance = dice.pick(&[None, Some(0), Some(1), Some(-1)]),
        4 => add_svar(answers, dice),
        5 => {
            let last = answers.len() - 1;
            answers.swap(at, last);
        }
        _ => damage_part(&mut answers[at], dice),
    }
}

fn add_svar(answers: &mut Vec<Svar>, dice: &mut Dice<'_>) {
    let id = dice.pick(&IDS);
    let text = dice.pick(&TEXTS);
    let mut parts = vec![Delsvar::text(format!("{id}.1"), text)];
    if dice.coin() {
        parts.push(Delsvar::text(format!("{id}.2"), "x"));
    }
    answers.push(Svar {
        id: id.to_owned(),
        instance: None,
        parts,
    });
}

fn damage_part(svar: &mut Svar, dice: &mut Dice<'_>) {
    let at = dice.roll(svar.parts.len());
    let id = svar.parts[at].id.clone();
    match dice.roll(9) {
        0 if svar.parts.len() > 1 => drop(svar.parts.remove(at)),
        0 | 1 => svar.parts.push(svar.parts[at].clone()),
        2 => svar.parts[at].id = format!("{}.{}", svar.id, dice.roll(9)),
        3 => svar.parts[at] = Delsvar::text(id, dice.pick(&TEXTS)),
        4 => svar.parts[at] = recoded(&svar.parts[at], dice),
        5 => {
            let (from, to) = (dice.pick(&DAYS), dice.pick(&DAYS));
            svar.parts[at] = Delsvar::date_period(id, Some(from.to_owned()), Some(to.to_owned()));
        }
        6 => {
            let extra = svar.parts[at].content.clone();
            svar.parts[at].content.extend(extra);
        }
        7 => svar.parts[at] = Delsvar::element(id, Node::with_text(TYPES, "date", "2024-03-04")),
        _ => svar.parts.push(Delsvar::text(
            format!("{}.{}", svar.id, 1 + dice.roll(4)),
            dice.pick(&TEXTS),
        )),
    }
}

fn recoded(part: &Delsvar, dice: &mut Dice<'_>) -> Delsvar {
    let old = part.code().unwrap_or_else(|| Code::new("X", "X", "X"));
    let mut code = Code {
        display_name: None,
        ..old
    };
    if dice.coin() {
        dice.pick(&CODES).clone_into(&mut code.code);
    } else {
        dice.pick(&SYSTEMS).clone_into(&mut code.code_system);
    }
    Delsvar::cv(part.id.as_str(), code)
}
