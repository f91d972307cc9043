//! Reads source files of several languages, without comments and without tests.

use std::path::Path;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

use super::words::Words;

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Names and texts, without comments and without what only tests compile.
    Rust,
    /// Script: everything but comments.
    Script,
    /// Template or style sheet: everything but comments.
    Markup,
    /// SQL: everything but comments.
    Sql,
}

impl Language {
    /// Tells the language by the file's name; `None` for what is not looked at.
    pub(super) fn of(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()? {
            "rs" => Some(Self::Rust),
            "js" | "mjs" => Some(Self::Script),
            "html" | "css" | "svg" => Some(Self::Markup),
            "sql" => Some(Self::Sql),
            _ => None,
        }
    }
}

/// Finds what belongs to the catalogue: line (from 1) and word.
pub(super) fn forbidden(
    language: Language,
    text: &str,
    words: &Words,
) -> Result<Vec<(usize, String)>> {
    let comments: &[(&str, &str)] = match language {
        Language::Rust => return in_rust(text, words),
        Language::Script => &[("/*", "*/"), ("//", "\n")],
        Language::Markup => &[("{#", "#}"), ("<!--", "-->"), ("/*", "*/")],
        Language::Sql => &[("/*", "*/"), ("--", "\n")],
    };
    let quotes: &[char] = match language {
        Language::Script => &['"', '\'', '`'],
        _ => &[],
    };
    Ok(in_lines(&without_comments(text, comments), words, quotes))
}

fn in_rust(text: &str, words: &Words) -> Result<Vec<(usize, String)>> {
    let mut found = Vec::new();
    for token in tokens(text)? {
        match token.what {
            Token::Name(name) if words.names(&name) => found.push((token.line, name)),
            Token::Text(text) => {
                let mut named = words.named_in(&text);
                named.extend(html_ids(&text));
                if words.is_element(&text) {
                    named.push(text);
                }
                found.extend(named.into_iter().map(|word| (token.line, word)));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Looks through lines; between two of `quotes`, an element's id is forbidden too.
fn in_lines(text: &str, words: &Words, quotes: &[char]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut named = words.named_in(line);
        named.extend(html_ids(line));
        let ids = line.split(quotes).filter(|part| words.is_element(part));
        if !quotes.is_empty() {
            named.extend(ids.map(str::to_owned));
        }
        found.extend(named.into_iter().map(|word| (index + 1, word)));
    }
    found
}

/// Finds HTML ids of an element: `q-27`, `f-33-2`, `nav-27`.
fn html_ids(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .filter(|word| {
            ["q-", "f-", "nav-"]
                .iter()
                .filter_map(|prefix| word.strip_prefix(prefix))
                .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
        .map(str::to_owned)
        .collect()
}

/// Replaces comments by nothing and keeps the lines.
fn without_comments(text: &str, comments: &[(&str, &str)]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, opening, closing)) = comments
        .iter()
        .filter_map(|(opening, closing)| Some((rest.find(opening)?, *opening, *closing)))
        .min_by_key(|(start, ..)| *start)
    {
        let (before, comment) = rest.split_at(start);
        kept.push_str(before);
        let body = comment.get(opening.len()..).unwrap_or_default();
        let end = body.find(closing).unwrap_or(body.len());
        kept.extend(body.chars().take(end).filter(|c| *c == '\n'));
        let after = body.get(end..).unwrap_or_default();
        rest = if closing == "\n" {
            after
        } else {
            after.strip_prefix(closing).unwrap_or_default()
        };
    }
    kept.push_str(rest);
    kept
}

/// A piece of Rust source and its line, from 1.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) line: usize,
    pub(super) what: Token,
}

/// What a piece is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Identifier or keyword.
    Name(String),
    /// Contents of a string, escapes as written.
    Text(String),
    /// Punctuation, brackets among it.
    Sign(char),
    /// Number, character or lifetime.
    Other,
}

/// Splits Rust source; comments, attributes and items under `#[cfg(test)]` are left out.
pub(super) fn tokens(source: &str) -> Result<Vec<Piece>> {
    let stream: TokenStream = source.parse().map_err(|e| anyhow!("not Rust: {e}"))?;
    let mut pieces = Vec::new();
    flatten(stream, &mut pieces);
    Ok(pieces)
}

fn flatten(stream: TokenStream, pieces: &mut Vec<Piece>) {
    let piece = |span: Span, what| Piece {
        line: span.start().line,
        what,
    };
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                trees.next_if(|t| matches!(t, TokenTree::Punct(p) if p.as_char() == '!'));
                let Some(TokenTree::Group(attribute)) =
                    trees.next_if(|t| is_group(t, Delimiter::Bracket))
                else {
                    continue;
                };
                match AttributeKind::of(&attribute) {
                    AttributeKind::Comment => {}
                    AttributeKind::Test => skip_item(&mut trees),
                    AttributeKind::Code => flatten(attribute.stream(), pieces),
                }
            }
            TokenTree::Punct(sign) => pieces.push(piece(sign.span(), Token::Sign(sign.as_char()))),
            TokenTree::Ident(name) => {
                pieces.push(piece(name.span(), Token::Name(name.to_string())));
            }
            TokenTree::Literal(literal) => {
                let what = contents(&literal.to_string()).map_or(Token::Other, Token::Text);
                pieces.push(piece(literal.span(), what));
            }
            TokenTree::Group(group) => {
                pieces.push(piece(group.span_open(), Token::Sign(opening(&group))));
                flatten(group.stream(), pieces);
            }
        }
    }
}

/// What an attribute does to what follows it.
enum AttributeKind {
    /// `#[doc = …]`, which comments turn into.
    Comment,
    /// `#[cfg(test)]` or `#[test]`.
    Test,
    /// Any other, e.g. `#[serde(rename = "…")]`.
    Code,
}

impl AttributeKind {
    fn of(attribute: &Group) -> Self {
        let text: String = attribute.stream().to_string();
        let text: String = text.split_whitespace().collect();
        match text.as_str() {
            "cfg(test)" | "test" => Self::Test,
            text if text.starts_with("doc=") => Self::Comment,
            _ => Self::Code,
        }
    }
}

fn is_group(tree: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(tree, TokenTree::Group(group) if group.delimiter() == delimiter)
}

fn opening(group: &Group) -> char {
    match group.delimiter() {
        Delimiter::Parenthesis => '(',
        Delimiter::Brace => '{',
        Delimiter::Bracket => '[',
        Delimiter::None => ' ',
    }
}

/// Skips to the end of an item: its braces or its semicolon.
fn skip_item(trees: &mut impl Iterator<Item = TokenTree>) {
    for tree in trees {
        let is_end = matches!(&tree, TokenTree::Punct(p) if p.as_char() == ';');
        if is_end || is_group(&tree, Delimiter::Brace) {
            return;
        }
    }
}

/// Returns the contents of a string literal; `None` for numbers and characters.
fn contents(literal: &str) -> Option<String> {
    let (start, end) = (literal.find('"')?, literal.rfind('"')?);
    let prefix = literal.get(..start)?;
    let is_text = prefix.chars().all(|c| matches!(c, 'b' | 'c' | 'r' | '#'));
    (is_text && start < end)
        .then(|| literal.get(start + 1..end).map(str::to_owned))
        .flatten()
}

#[cfg(test)]
mod tests;
