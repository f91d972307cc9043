//! Single damages to a message: things that people, other systems and bad luck do to certificates.

use intyg_catalog::element::CertificateType;
use intyg_rivta::certificate::{Delsvar, Svar};
use intyg_rivta::names::TYPES;
use intyg_rivta::types::Code;
use intyg_rivta::xml::Node;

use crate::generate::Dice;

const TEXTS: [&str; 20] = [
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
    "1901-05-05",
    "2099-01-01",
    "2024-03-04",
    " 2024-03-04",
    "2024-03-04 ",
    "2024-03-04Z",
    "2024-02-30",
    "2024-3-4",
    "20240304",
];
/// Beside the svar of the type itself.
const IDS: [&str; 8] = ["15", "24", "30", "44", "01", "9000", "9001", "90001"];
/// Beside the codes of the type itself.
const CODES: [&str; 9] = [
    " EJ_AKTUELLT ",
    " ANNAT",
    "SKOLHALSOVARD",
    "FORETAGSHALSOVARD",
    "TELEFONKONTAKT",
    "F32",
    "z73",
    "M54.5",
    "",
];
const SYSTEMS: [&str; 9] = [
    "KV_FKMU_0001",
    "KV_FKMU_0004",
    "KV_FKMU_0005",
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

/// Ids and codes that a damage may bring in.
pub(crate) struct Stock {
    ids: Vec<String>,
    codes: Vec<&'static str>,
}

impl Stock {
    pub(crate) fn of(ty: &CertificateType) -> Self {
        let sets = ty.elements().filter_map(|element| element.kind.code_set());
        Self {
            ids: ty
                .wire_order
                .iter()
                .map(u16::to_string)
                .chain(IDS.map(str::to_owned))
                .collect(),
            codes: sets
                .flat_map(|set| set.codes.iter().map(|code| code.code))
                .chain(CODES)
                .collect(),
        }
    }
    fn id(&self, dice: &mut Dice<'_>) -> String {
        self.ids[dice.roll(self.ids.len())].clone()
    }
}

/// Does one thing to the message.
pub(crate) fn damage(answers: &mut Vec<Svar>, stock: &Stock, dice: &mut Dice<'_>) {
    let at = dice.roll(answers.len());
    match dice.roll(12) {
        0 => drop(answers.remove(at)),
        1 => answers.push(answers[at].clone()),
        2 => answers[at].id = stock.id(dice),
        3 => answers[at].instance = dice.pick(&[None, Some(0), Some(1), Some(-1)]),
        4 => add_svar(answers, stock, dice),
        5 => {
            let last = answers.len() - 1;
            answers.swap(at, last);
        }
        _ => damage_part(&mut answers[at], stock, dice),
    }
}

fn add_svar(answers: &mut Vec<Svar>, stock: &Stock, dice: &mut Dice<'_>) {
    let id = stock.id(dice);
    let text = dice.pick(&TEXTS);
    let mut parts = vec![Delsvar::text(format!("{id}.1"), text)];
    if dice.coin() {
        parts.push(Delsvar::text(format!("{id}.2"), "x"));
    }
    answers.push(Svar {
        id,
        instance: None,
        parts,
    });
}

fn damage_part(svar: &mut Svar, stock: &Stock, dice: &mut Dice<'_>) {
    let at = dice.roll(svar.parts.len());
    let id = svar.parts[at].id.clone();
    match dice.roll(9) {
        0 if svar.parts.len() > 1 => drop(svar.parts.remove(at)),
        0 | 1 => svar.parts.push(svar.parts[at].clone()),
        2 => svar.parts[at].id = format!("{}.{}", svar.id, dice.roll(9)),
        3 => svar.parts[at] = Delsvar::text(id, dice.pick(&TEXTS)),
        4 => svar.parts[at] = recoded(&svar.parts[at], stock, dice),
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

fn recoded(part: &Delsvar, stock: &Stock, dice: &mut Dice<'_>) -> Delsvar {
    let old = part.code().unwrap_or_else(|| Code::new("X", "X", "X"));
    let mut code = Code {
        display_name: None,
        ..old
    };
    if dice.coin() {
        dice.pick(&stock.codes).clone_into(&mut code.code);
    } else {
        dice.pick(&SYSTEMS).clone_into(&mut code.code_system);
    }
    Delsvar::cv(part.id.as_str(), code)
}
