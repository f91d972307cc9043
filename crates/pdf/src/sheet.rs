//! A print as the template takes it: headings, answers and facts in order, every text ready to be set.

use intyg_catalog::view::{self, Pair, SectionView, Shown};
use intyg_core::time::{date_and_time, local_date};
use serde::Serialize;

use crate::print::{Print, Signature, State};
use crate::text::{MISSING, Setter};

/// The data of the template `certificate.typ`.
#[derive(Debug, Serialize)]
pub(crate) struct Sheet {
    pub(crate) id: String,
    pub(crate) code: String,
    title: String,
    name: String,
    form_number: String,
    /// Stands along the left margin.
    form_id: String,
    /// Stands along the right margin.
    origin: String,
    person: String,
    /// One large word across every page; empty = none.
    mark: &'static str,
    /// What holds of the whole paper, before the answers.
    notices: Vec<Notice>,
    facts: Vec<Fact>,
    sections: Vec<Section>,
    signing: Signing,
}

#[derive(Debug, Serialize)]
struct Notice {
    strong: String,
    text: String,
}

/// A label and what it says, on one or more lines.
#[derive(Debug, Serialize)]
struct Fact {
    label: &'static str,
    lines: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Section {
    heading: String,
    ruled_out: String,
    pairs: Vec<Question>,
}

#[derive(Debug, Serialize)]
struct Question {
    text: String,
    answer: Answer,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Answer {
    Missing {
        text: &'static str,
    },
    Text {
        paragraphs: Vec<Vec<String>>,
    },
    Lines {
        lines: Vec<String>,
    },
    Table {
        headers: Vec<String>,
        rows: Vec<Vec<String>>,
        note: String,
    },
}

#[derive(Debug, Serialize)]
struct Signing {
    heading: String,
    /// Why it is not signed; empty = it is.
    unsigned: &'static str,
    facts: Vec<Fact>,
    closing: &'static str,
}

/// Returns everything that stands on the paper.
pub(crate) fn sheet(print: &Print<'_>) -> Sheet {
    let mut setter = Setter::default();
    let ctype = print.content.ctype;
    let views = view::sections(&print.content);
    let next_number = views.iter().filter_map(|section| section.number).max();
    let sections = views
        .iter()
        .map(|view| section(&mut setter, view))
        .collect();
    let signing = signing(&mut setter, print, next_number);
    let facts = facts(print);
    let notices = notices(print, setter.has_replaced);
    Sheet {
        id: print.id.to_text(),
        code: print.code.to_string(),
        title: ctype.full_name(),
        name: ctype.name.to_owned(),
        form_number: ctype.form_number.to_owned(),
        form_id: print
            .content
            .version()
            .map(|version| version.form_id.join(" "))
            .unwrap_or_default(),
        origin: format!(
            "Intygs-ID: {}. Intyget är utskrivet från Nationella intyg",
            print.id
        ),
        person: print.patient.formatted(),
        mark: mark(print.state),
        notices,
        facts,
        sections,
        signing,
    }
}

fn mark(state: State<'_>) -> &'static str {
    match state {
        State::Draft | State::DeletedDraft => "UTKAST",
        State::Revoked { .. } => "MAKULERAT",
        State::Signed { .. } => "",
    }
}

fn notices(print: &Print<'_>, has_replaced: bool) -> Vec<Notice> {
    let notice = |strong: &str, text: &str| Notice {
        strong: strong.to_owned(),
        text: text.to_owned(),
    };
    let mut notices = match print.state {
        State::Draft => vec![notice("UTKAST", "Gäller inte som intyg.")],
        State::DeletedDraft => vec![notice("UTKAST", "Raderat. Gäller inte som intyg.")],
        State::Revoked { .. } => vec![notice("MAKULERAT", "Intyget är raderat och gäller inte.")],
        State::Signed { sent_to: None, .. } => Vec::new(),
        State::Signed {
            sent_to: Some(recipient),
            ..
        } => vec![notice(
            &format!("Intyget har skickats digitalt till {recipient}"),
            "Du kan se intyget genom att logga in på 1177.se",
        )],
    };
    if has_replaced {
        notices.push(notice(
            "Tecken saknas",
            &format!("Tecken som inte kan skrivas ut visas som {MISSING}."),
        ));
    }
    notices
}

fn facts(print: &Print<'_>) -> Vec<Fact> {
    let mut facts = vec![
        fact("Personnummer", print.patient.formatted()),
        fact("Intygs-id", print.id.to_text()),
        fact("Kontrollkod", print.code.to_string()),
    ];
    if let Some(signature) = print.signature() {
        facts.push(fact("Signerat", date_and_time(signature.at)));
    }
    facts.push(fact("Utskrivet", date_and_time(print.printed_at)));
    facts
}

fn fact(label: &'static str, line: String) -> Fact {
    Fact {
        label,
        lines: vec![line],
    }
}

fn section(setter: &mut Setter, view: &SectionView) -> Section {
    Section {
        heading: numbered(view.number, view.heading),
        ruled_out: if view.ruled_out_because.is_empty() {
            String::new()
        } else {
            format!("Fylls inte i när {}.", view.ruled_out_because)
        },
        pairs: view
            .pairs
            .iter()
            .map(|pair| question(setter, pair))
            .collect(),
    }
}

fn numbered(number: Option<u8>, heading: &str) -> String {
    number.map_or_else(
        || heading.to_owned(),
        |number| format!("{number}. {heading}"),
    )
}

fn question(setter: &mut Setter, pair: &Pair) -> Question {
    Question {
        text: setter.line(&pair.question),
        answer: match &pair.answer {
            Shown::Missing => missing(),
            Shown::Text(text) => {
                let paragraphs = setter.paragraphs(text);
                if paragraphs.is_empty() {
                    missing()
                } else {
                    Answer::Text { paragraphs }
                }
            }
            Shown::Lines(lines) => Answer::Lines {
                lines: lines.iter().map(|line| setter.line(line)).collect(),
            },
            Shown::Table(table) => Answer::Table {
                headers: table
                    .headers
                    .iter()
                    .map(|header| setter.line(header))
                    .collect(),
                rows: table
                    .rows
                    .iter()
                    .map(|row| row.iter().map(|cell| setter.cell(cell)).collect())
                    .collect(),
                note: setter.line(&table.note),
            },
        },
    }
}

fn missing() -> Answer {
    Answer::Missing {
        text: view::NOT_STATED,
    }
}

fn signing(setter: &mut Setter, print: &Print<'_>, last_number: Option<u8>) -> Signing {
    let heading = numbered(
        last_number.map(|number| number.saturating_add(1)),
        "Underskrift",
    );
    match print.signature() {
        Some(signature) => Signing {
            heading,
            unsigned: "",
            facts: signature_facts(setter, &signature),
            closing: "Underskriften omfattar samtliga uppgifter i intyget",
        },
        None => Signing {
            heading,
            unsigned: "Utkastet är inte signerat.",
            facts: Vec::new(),
            closing: "",
        },
    }
}

/// Source: certificate-types 17.1 (electronic copy text), 17.2.
fn signature_facts(setter: &mut Setter, signature: &Signature<'_>) -> Vec<Fact> {
    let mut fact = |label, lines: Vec<String>| Fact {
        label,
        lines: lines
            .iter()
            .filter(|line| !line.trim().is_empty())
            .map(|line| setter.line(line))
            .collect(),
    };
    let contact = signature.contact;
    let telephone = if contact.telephone.is_empty() {
        String::new()
    } else {
        format!("Telefon: {}", contact.telephone)
    };
    vec![
        fact("Datum", vec![local_date(signature.at).to_string()]),
        fact(
            "Läkarens namnteckning",
            vec![
                "Detta är en utskrift av ett elektroniskt intyg. Intyget har signerats elektroniskt av intygsutfärdaren."
                    .to_owned(),
            ],
        ),
        fact("Namnförtydligande", vec![signature.name.to_owned()]),
        fact("Befattning", vec![signature.positions.join(", ")]),
        fact(
            "Eventuell specialistkompetens",
            vec![signature.specialities.join(", ")],
        ),
        fact("Läkarens HSA-id", vec![signature.hsa_id.to_owned()]),
        fact("Arbetsplatskod", vec![signature.workplace_code.to_owned()]),
        fact(
            "Läkarens personnummer. Anges endast om du som läkare saknar HSA-id.",
            Vec::new(),
        ),
        fact(
            "Vårdenhetens namn, adress och telefon",
            vec![
                signature.unit.to_owned(),
                contact.address.clone(),
                format!("{} {}", contact.postcode, contact.city),
                telephone,
            ],
        ),
    ]
}
