//! The editor's page.

use std::collections::BTreeMap;

use askama::Template;
use intyg_app::{Advice, App, DraftMark, DraftView};
use intyg_catalog::element::{CertificateType, Information};
use intyg_core::actor::Actor;
use intyg_core::diagnosis::CodeSystem;
use intyg_core::ids::CertificateId;
use intyg_core::time;
use jiff::civil::Date;

use super::Rendered;
use super::view::{
    self, Checked, FormContext, Fragment, SaveState, SectionView, gap_label, navigator, save_status,
};
use crate::kin::KinLine;
use crate::shell::Shell;
use crate::sick_leaves::Picture;
use crate::{text, urls};

/// How the form is shown, beside what is in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Ui {
    pub(super) checked: Checked,
    /// The field that somebody is typing in.
    pub(super) typing_in: Option<String>,
    /// Rows of diagnoses that are open, by element id.
    pub(super) open_rows: BTreeMap<String, usize>,
    /// What there is to say of the diagnosis registers.
    register_notices: Vec<(CodeSystem, String)>,
}

impl Ui {
    /// Takes what the page or a post says of it.
    pub(super) fn new(app: &App, checked: Checked, open_rows: BTreeMap<String, usize>) -> Self {
        Self {
            checked,
            typing_in: None,
            open_rows,
            register_notices: register_notices(app),
        }
    }
    /// Lets the remarks of a field wait while somebody types in it.
    pub(super) fn typing_in(self, field: Option<String>) -> Self {
        Self {
            typing_in: field,
            ..self
        }
    }

    /// Returns what the form of a draft is made from.
    pub(super) fn context<'a>(&'a self, draft: &'a DraftView) -> FormContext<'a> {
        FormContext {
            ctype: draft.ctype,
            version: draft.ctype.text_version(&draft.text_version),
            answers: &draft.answers,
            findings: &draft.findings,
            today: draft.today,
            checked: self.checked,
            typing_in: self.typing_in.as_deref(),
            open_rows: &self.open_rows,
            register_notices: &self.register_notices,
            origins: &draft.answer_origins,
            unreviewed: &draft.unreviewed,
            requests: &draft.requests,
        }
    }
}

/// The small register that the product starts with says so; an imported one needs no words.
fn register_notices(app: &App) -> Vec<(CodeSystem, String)> {
    let registers = app.registers();
    CodeSystem::ALL
        .into_iter()
        .filter(|system| registers.is_builtin(*system))
        .map(|system| (system, registers.source_description(system)))
        .collect()
}

/// Addresses that the form posts to.
struct Links {
    save: String,
    answers: String,
    validate: String,
    close: String,
    diagnosis: String,
    history: String,
}

impl Links {
    fn new(id: CertificateId) -> Self {
        Self {
            save: urls::save(id),
            answers: urls::answers(id),
            validate: urls::validate(id),
            close: urls::close(id),
            diagnosis: urls::diagnosis_rows(id),
            history: urls::history(id),
        }
    }
}

/// Who would issue the certificate; read only.
struct Issuer {
    name: String,
    title: String,
    workplace: String,
}

struct Mark {
    word: &'static str,
    class: &'static str,
}

/// Somebody else who has the draft open.
struct OtherEditor {
    name: String,
    since: String,
}

/// Before a type code in the field `oppna`: a new certificate of that type.
pub(super) const NEW_OF_TYPE: &str = "ny:";

/// A box on top of the form.
struct AdviceBox {
    text: String,
    is_warning: bool,
    /// What its button leads to.
    way_out: Option<WayOut>,
}

/// Closes this form and opens another one.
struct WayOut {
    /// Value of the field `oppna`.
    value: String,
    label: String,
}

impl AdviceBox {
    fn new(text: String) -> Self {
        Self {
            text,
            is_warning: false,
            way_out: None,
        }
    }
    fn leading_to(self, value: String, label: String) -> Self {
        Self {
            way_out: Some(WayOut { value, label }),
            ..self
        }
    }
}

#[derive(Template)]
#[template(path = "editor/page.html")]
pub(super) struct EditorPage {
    shell: Shell,
    links: Links,
    type_key: String,
    checked: Checked,
    keep_as_draft: bool,
    may_sign: bool,
    today: Date,
    mark: Mark,
    gap_label: Fragment,
    rev: Fragment,
    status: Fragment,
    notice: Fragment,
    result: Fragment,
    summary: Fragment,
    others: Vec<OtherEditor>,
    advice: Vec<AdviceBox>,
    information: &'static Information,
    is_folded: bool,
    sections: Vec<SectionView>,
    issuer: Issuer,
    navigator: Fragment,
    original: Option<KinLine>,
    copied: Fragment,
    /// The box on top and the tab of the panel; `None` = it completes nothing.
    requests: Option<[Fragment; 2]>,
    sick_leaves: Option<Fragment>,
    /// The question with the periods; empty = the type has none.
    period_question: String,
    /// What stands above it about the original; empty = nothing.
    period_line: String,
    /// Last day of the certificate that this one extends; empty = it extends none.
    extended_end: String,
}

/// What the page shows beside the draft.
pub(super) struct PageState {
    pub(super) shell: Shell,
    pub(super) ui: Ui,
    /// Utkast is ticked.
    pub(super) keep_as_draft: bool,
    pub(super) is_folded: bool,
    /// What Spara was refused for stands on top.
    pub(super) with_summary: bool,
}

impl EditorPage {
    /// Makes the page of a draft.
    ///
    /// # Errors
    /// When a template cannot be rendered.
    pub(super) fn new(draft: &DraftView, actor: &Actor, state: PageState) -> Rendered<Self> {
        let context = state.ui.context(draft);
        let summary = if state.with_summary {
            view::summary(&context)?
        } else {
            view::no_summary()
        };
        Ok(Self {
            links: Links::new(draft.id),
            type_key: type_key(draft.ctype),
            checked: state.ui.checked,
            keep_as_draft: state.keep_as_draft,
            may_sign: draft.may_sign,
            today: draft.today,
            mark: mark(draft.mark),
            gap_label: gap_label(&draft.findings),
            rev: rev(draft),
            status: status(draft),
            notice: view::notice("", "")?,
            result: view::check_result(&context)?,
            summary,
            others: others(draft),
            advice: draft.advice.iter().map(advice_box).collect(),
            information: &draft.ctype.information,
            is_folded: state.is_folded,
            sections: view::sections(&context)?,
            issuer: issuer(actor),
            navigator: navigator(&context)?,
            original: draft.original.as_ref().map(KinLine::of),
            copied: view::copied(draft)?,
            requests: match draft.requests.as_slice() {
                [] => None,
                [..] => Some(view::requests(draft)?),
            },
            sick_leaves: sick_leaves(draft)?,
            period_question: draft
                .ctype
                .period_element
                .map(view::question_anchor)
                .unwrap_or_default(),
            period_line: draft.period_line.clone(),
            extended_end: draft
                .extended_end
                .map(|day| day.to_string())
                .unwrap_or_default(),
            shell: state.shell,
        })
    }
}

/// Returns the value of the form's field `typ`.
pub(super) fn type_key(ctype: &CertificateType) -> String {
    format!("{} {}", ctype.code, ctype.major)
}

/// Returns the fragment that carries the revision.
pub(super) fn rev(draft: &DraftView) -> Fragment {
    let input = format!(
        "<input type=\"hidden\" name=\"rev\" id=\"rev\" value=\"{}\">",
        draft.rev
    );
    Fragment::new("div", "lage", input)
}

/// Returns the sick leaves of the patient with the draft drawn in; `None` for a type without periods.
///
/// # Errors
/// When the template cannot be rendered.
pub(super) fn sick_leaves(draft: &DraftView) -> Rendered<Option<Fragment>> {
    if draft.ctype.period_element.is_none() {
        return Ok(None);
    }
    let picture = Picture::of(&draft.sick_leaves, draft.today, Some(draft.id));
    let html = picture.map_or(Ok(String::new()), |picture| picture.render())?;
    Ok(Some(Fragment::new("div", "sjukfall", html)))
}

/// Returns the state of saving.
pub(super) fn status(draft: &DraftView) -> Fragment {
    let state = if draft.is_untouched {
        SaveState::Nothing
    } else {
        SaveState::Saved(draft.updated_at)
    };
    save_status(state, &draft.findings)
}

fn mark(mark: DraftMark) -> Mark {
    let word = match mark {
        DraftMark::Begun => "Påbörjat",
        DraftMark::Saved => "Utkast",
        DraftMark::Ready => "Klart att signera",
    };
    Mark {
        word,
        class: "tag-draft",
    }
}

fn others(draft: &DraftView) -> Vec<OtherEditor> {
    let others = draft.others.iter().map(|other| OtherEditor {
        name: other.name.clone(),
        since: time::clock_time(other.seen_at),
    });
    others.collect()
}

fn advice_box(advice: &Advice) -> AdviceBox {
    match advice {
        Advice::BegunDraft { id, created_at } => AdviceBox::new(format!(
            "Det finns redan ett utkast från {}.",
            text::date(*created_at)
        ))
        .leading_to(id.to_text(), "Öppna utkastet".to_owned()),
        Advice::OngoingSickLeave { until } => AdviceBox::new(format!(
            "Patienten har en pågående sjukskrivning till {until}."
        )),
        Advice::OtherTypeForAge(notice) => AdviceBox {
            is_warning: true,
            ..AdviceBox::new(notice.text.clone())
        }
        .leading_to(
            format!("{NEW_OF_TYPE}{}", notice.instead.code),
            format!("Byt till {}", notice.instead.form_number),
        ),
        Advice::EarlierVersion { version, newest } => AdviceBox::new(format!(
            "Utkastet följer en tidigare version av formuläret, {version}. Du kan ändra, signera och skicka det som det är. Nya intyg och kopior skrivs i version {newest}."
        )),
        Advice::OtherDiagnosis { code, title } => {
            AdviceBox::new(format!("Journalens senaste diagnos är {code} {title}."))
        }
    }
}

fn issuer(actor: &Actor) -> Issuer {
    let workplace = actor.unit().workplace_code.clone();
    Issuer {
        name: actor.staff.name.clone(),
        title: actor.staff.title.clone(),
        workplace: workplace.unwrap_or_else(|| "saknas".to_owned()),
    }
}
