//! XML for people: every element on a line of its own, nothing else changed.

/// Returns XML with line breaks and indentation between elements. Elements that hold a text stay on one line.
///
/// The input has been parsed before; what is not XML comes back unchanged.
pub(crate) fn indented(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len() * 2);
    let mut depth = 0_usize;
    let mut before = Piece::Start;
    for (piece, text) in pieces(xml) {
        if piece == Piece::Text && text.trim_ascii().is_empty() && before != Piece::Open {
            continue;
        }
        if piece == Piece::Close {
            depth = depth.saturating_sub(1);
        }
        let keeps_line = matches!(
            (before, piece),
            (Piece::Start | Piece::Text, _) | (_, Piece::Text) | (Piece::Open, Piece::Close)
        );
        if !keeps_line {
            out.truncate(out.trim_ascii_end().len());
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        }
        out.push_str(text);
        if piece == Piece::Open {
            depth += 1;
        }
        before = if piece == Piece::Text && text.trim_ascii().is_empty() {
            Piece::Open
        } else {
            piece
        };
    }
    out
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Start,
    Open,
    Close,
    /// An empty element or a comment.
    Whole,
    Text,
}

fn pieces(xml: &str) -> impl Iterator<Item = (Piece, &str)> {
    let mut rest = xml;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, length) = if rest.starts_with("<!--") {
            (Piece::Whole, rest.find("-->").map(|at| at + 3))
        } else if rest.starts_with("<![CDATA[") {
            (Piece::Text, rest.find("]]>").map(|at| at + 3))
        } else if rest.starts_with("</") {
            (Piece::Close, rest.find('>').map(|at| at + 1))
        } else if rest.starts_with('<') {
            let end = tag_end(rest);
            let is_empty =
                end.is_some_and(|end| rest.get(..end).is_some_and(|t| t.ends_with("/>")));
            (if is_empty { Piece::Whole } else { Piece::Open }, end)
        } else {
            (Piece::Text, rest.find('<'))
        };
        let (text, after) = rest.split_at(length.unwrap_or(rest.len()));
        rest = after;
        Some((piece, text))
    })
}

/// Finds the end of a start tag; an attribute value may hold the sign that ends it.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => (),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_get_lines_and_texts_stay() {
        for (xml, expected) in [
            ("<a/>", "<a/>"),
            ("<a></a>", "<a></a>"),
            ("<a><b>x</b><c/></a>", "<a>\n  <b>x</b>\n  <c/>\n</a>"),
            ("<a>\n<b> x </b>\n\n</a>", "<a>\n  <b> x </b>\n</a>"),
            (
                "<a b=\"1>2\"><c d='>'/></a>",
                "<a b=\"1>2\">\n  <c d='>'/>\n</a>",
            ),
            ("<a><!-- b --><c/></a>", "<a>\n  <!-- b -->\n  <c/>\n</a>"),
            ("<a>x<b/>y</a>", "<a>x<b/>y</a>"),
            ("<a> </a>", "<a> </a>"),
            ("<a><![CDATA[<b>]]></a>", "<a><![CDATA[<b>]]></a>"),
            ("no xml", "no xml"),
            ("<a", "<a"),
        ] {
            assert_eq!(indented(xml), expected, "{xml}");
        }
    }
}
