//! Rows of the start page and their order.

use std::cmp::Ordering;

use intyg_app::{Deleted, KinSide, KinState, KinView, ListRow, Reason};
use intyg_core::ids::CertificateId;
use intyg_core::lifecycle::CopyKind;
use intyg_core::time::date_and_time;

use super::filter::Filter;
use super::{Header, Sorting};
use crate::kin::KinLine;
use crate::tag::{self, StatusCell};
use crate::{text, urls};

/// A row as the template shows it.
pub(super) struct Row {
    pub(super) id: CertificateId,
    pub(super) date: String,
    pub(super) time: String,
    pub(super) name: String,
    pub(super) period: String,
    pub(super) cell: StatusCell,
    pub(super) deleted: String,
    /// Accessible name of the radio.
    pub(super) label: String,
    /// Certificates that this one came from or that came from it.
    pub(super) kin: Vec<KinLine>,
    pub(super) edit_reason: String,
    pub(super) sign_reason: String,
    pub(super) delete_reason: String,
    pub(super) copy_reason: String,
    /// Where the reason against a copy leads; empty = nowhere.
    pub(super) copy_leads: String,
    pub(super) complement_reason: String,
    /// Where the reason against a completion leads; empty = nowhere.
    pub(super) complement_leads: String,
    pub(super) conversation_reason: String,
    pub(super) handle_reason: String,
    /// The conversation that goes on.
    pub(super) talk: Option<Talk>,
    /// The certificate that this one completes.
    pub(super) completes: Option<KinLine>,
    pub(super) is_marked: bool,
}

/// The speech bubble. Source: acceptance S27.
pub(super) struct Talk {
    pub(super) url: String,
    pub(super) unhandled: usize,
}

/// By what the lists are sorted.
pub(super) struct Order {
    column: Column,
    is_descending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Date,
    Name,
    Period,
    Status,
}

impl Column {
    const ALL: [Self; 4] = [Self::Date, Self::Name, Self::Period, Self::Status];

    fn key(self) -> &'static str {
        match self {
            Self::Date => "datum",
            Self::Name => "namn",
            Self::Period => "period",
            Self::Status => "status",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Date => "Datum",
            Self::Name => "Namn",
            Self::Period => "Period",
            Self::Status => "Status",
        }
    }

    /// Dates start with the newest, words with A.
    fn is_descending_first(self) -> bool {
        matches!(self, Self::Date | Self::Period)
    }
}

impl Order {
    /// Reads the address; newest first when it says nothing.
    pub(super) fn of(sorting: &Sorting) -> Self {
        let column = Column::ALL
            .into_iter()
            .find(|column| column.key() == sorting.sortera)
            .unwrap_or(Column::Date);
        let is_descending = match sorting.ordning.as_str() {
            "stigande" => false,
            "fallande" => true,
            _ => column.is_descending_first(),
        };
        Self {
            column,
            is_descending,
        }
    }

    /// Returns the column headers; the one that sorts turns the order round.
    pub(super) fn headers(&self, page: &str, filter: &Filter) -> Vec<Header> {
        let header = |column: Column| {
            let is_current = column == self.column;
            let descending = if is_current {
                !self.is_descending
            } else {
                column.is_descending_first()
            };
            let direction = if descending { "fallande" } else { "stigande" };
            Header {
                label: column.label(),
                url: format!(
                    "{page}?sortera={}&ordning={direction}{}",
                    column.key(),
                    filter.query()
                ),
                sorted: match (is_current, self.is_descending) {
                    (false, _) => "none",
                    (true, true) => "descending",
                    (true, false) => "ascending",
                },
                class: column.key(),
            }
        };
        Column::ALL.into_iter().map(header).collect()
    }

    fn compare(&self, a: &ListRow, b: &ListRow) -> Ordering {
        let by_column = match self.column {
            Column::Date => Ordering::Equal,
            Column::Name => a.name.cmp(&b.name),
            Column::Period => a.period.cmp(&b.period),
            Column::Status => tag::of(a.status).label.cmp(tag::of(b.status).label),
        };
        let ordering = by_column.then_with(|| match self.column {
            Column::Date => a.created_at.cmp(&b.created_at),
            // Within equals the newest always comes first.
            _ if self.is_descending => a.created_at.cmp(&b.created_at),
            _ => b.created_at.cmp(&a.created_at),
        });
        if self.is_descending {
            ordering.reverse()
        } else {
            ordering
        }
    }
}

/// Makes the rows of one section.
pub(super) fn rows(
    list: &[ListRow],
    order: &Order,
    filter: &Filter,
    marked: Option<CertificateId>,
) -> Vec<Row> {
    let mut sorted: Vec<&ListRow> = list
        .iter()
        .filter(|row| filter.takes(row) || marked == Some(row.id))
        .collect();
    sorted.sort_by(|a, b| order.compare(a, b));
    sorted.into_iter().map(|row| view(row, marked)).collect()
}

fn view(row: &ListRow, marked: Option<CertificateId>) -> Row {
    let tag = tag::of(row.status);
    let date = text::date(row.created_at);
    Row {
        id: row.id,
        label: format!("{}, {date}, {}", row.name, tag.label),
        time: date_and_time(row.created_at),
        date,
        name: row.name.clone(),
        period: period(row),
        cell: StatusCell::new(row.id, row.status, row.available_at_1177),
        deleted: row.deleted.as_ref().map(deleted).unwrap_or_default(),
        kin: row
            .kin
            .iter()
            .filter(|kin| !is_in_column(row, kin))
            .map(KinLine::of)
            .collect(),
        completes: row
            .kin
            .iter()
            .find(|kin| is_in_column(row, kin))
            .map(KinLine::completed),
        edit_reason: words(row.refused.edit.as_ref(), text::reason),
        sign_reason: words(row.refused.sign.as_ref(), text::sign_reason),
        delete_reason: words(row.refused.delete.as_ref(), text::delete_reason),
        copy_reason: words(row.refused.copy.as_ref(), text::reason),
        copy_leads: leads(row.refused.copy.as_ref()),
        complement_reason: words(row.refused.complement.as_ref(), text::reason),
        complement_leads: leads(row.refused.complement.as_ref()),
        conversation_reason: words(row.refused.conversation.as_ref(), text::conversation_reason),
        handle_reason: words(row.refused.handle.as_ref(), text::reason),
        talk: row.is_in_conversation.then(|| Talk {
            url: urls::conversation(row.id),
            unhandled: row.unhandled,
        }),
        is_marked: marked == Some(row.id),
    }
}

fn words(reason: Option<&Reason>, say: fn(&Reason) -> String) -> String {
    reason.map(say).unwrap_or_default()
}

fn leads(reason: Option<&Reason>) -> String {
    reason.and_then(text::way_on).unwrap_or_default()
}

/// Tells whether a certificate stands in the column Komplettering: this one completes it, as long as both stand.
fn is_in_column(row: &ListRow, kin: &KinView) -> bool {
    row.deleted.is_none()
        && kin.side == KinSide::Original
        && kin.kind == CopyKind::Complement
        && kin.state != KinState::Deleted
}

/// When, by whom and why.
fn deleted(deleted: &Deleted) -> String {
    let mut line = format!("{} av {}", date_and_time(deleted.at), deleted.by);
    if let Some(reason) = deleted.reason {
        line.push_str(": ");
        line.push_str(reason.label());
    }
    line
}

fn period(row: &ListRow) -> String {
    let dates = match row.period {
        (Some(from), Some(to)) => text::period((from, to)),
        (Some(from), None) => format!("{from}–"),
        (None, Some(to)) => format!("–{to}"),
        (None, None) => String::new(),
    };
    match (dates.is_empty(), row.degrees.is_empty()) {
        (true, true) => "–".to_owned(),
        (false, true) => dates,
        (true, false) => row.degrees.clone(),
        (false, false) => format!("{dates}, {}", row.degrees),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use intyg_app::{Refused, RowStatus};
    use jiff::civil::date;

    fn row(day: i64, name: &str, status: RowStatus) -> ListRow {
        ListRow {
            id: CertificateId::from_random_bytes([u8::try_from(day).expect("small"); 16]),
            name: name.to_owned(),
            form_number: "",
            created_at: jiff::Timestamp::from_second(day * 86_400).expect("a time"),
            period: (Some(date(2026, 3, 1)), None),
            degrees: "50 %".to_owned(),
            status,
            available_at_1177: status == RowStatus::SentToIt,
            deleted: None,
            kin: Vec::new(),
            is_in_conversation: false,
            unhandled: 0,
            completion_asked: None,
            refused: Refused::default(),
        }
    }

    fn order(column: &str, direction: &str) -> Order {
        Order::of(&Sorting {
            sortera: column.to_owned(),
            ordning: direction.to_owned(),
            ..Sorting::default()
        })
    }

    #[test]
    fn lists_start_with_the_newest_and_can_be_turned_round() {
        let list = [
            row(1, "B", RowStatus::Draft),
            row(3, "A", RowStatus::Begun),
            row(2, "B", RowStatus::Failed),
        ];
        let days = |order: &Order| -> Vec<String> {
            rows(&list, order, &Filter::default(), None)
                .into_iter()
                .map(|row| row.date)
                .collect()
        };
        assert_eq!(
            days(&order("", "")),
            ["1970-01-04", "1970-01-03", "1970-01-02"]
        );
        assert_eq!(
            days(&order("datum", "stigande")),
            ["1970-01-02", "1970-01-03", "1970-01-04"]
        );
        assert_eq!(
            days(&order("namn", "")),
            ["1970-01-04", "1970-01-03", "1970-01-02"]
        );
        assert_eq!(
            days(&order("namn", "fallande")),
            ["1970-01-03", "1970-01-02", "1970-01-04"]
        );
        assert_eq!(
            days(&order("status", "")),
            ["1970-01-03", "1970-01-04", "1970-01-02"]
        );
    }

    #[test]
    fn the_header_that_sorts_leads_to_the_other_order() {
        let headers = order("datum", "fallande").headers("/p", &Filter::default());
        let [date, name, ..] = headers.as_slice() else {
            panic!("four headers")
        };
        assert_eq!(
            (date.sorted, date.url.as_str()),
            ("descending", "/p?sortera=datum&ordning=stigande")
        );
        assert_eq!(
            (name.sorted, name.url.as_str()),
            ("none", "/p?sortera=namn&ordning=stigande")
        );
    }

    #[test]
    fn a_row_says_what_it_is_in_words() {
        let list = [row(1, "Läkarintyg", RowStatus::SentToIt)];
        let view = rows(&list, &order("", ""), &Filter::default(), Some(list[0].id)).remove(0);
        assert_eq!(
            view.label,
            "Läkarintyg, 1970-01-02, Skickat till Intygstjänsten"
        );
        assert_eq!(view.period, "2026-03-01–, 50 %");
        assert_eq!(
            view.cell.words,
            "Tillgängligt på 1177.se, inte skickat till Försäkringskassan"
        );
        assert!(view.is_marked && view.cell.poll.is_empty());
    }
}
