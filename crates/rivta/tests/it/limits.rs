//! The limits at −1, 0 and +1, what is never accepted, and what must not take long.

use std::time::Duration;

use intyg_rivta::xml::{
    XmlErrorCode::{self, Dtd, Encoding, Limit, Malformed},
    limits, parse, parse_within,
};

fn verdict(document: &str) -> Result<(), XmlErrorCode> {
    parse(document.as_bytes())
        .map(drop)
        .map_err(|error| error.code)
}

/// Checks a document maker at one below, at, and one above a limit.
fn check(limit: usize, make: impl Fn(usize) -> String) {
    assert_eq!(verdict(&make(limit - 1)), Ok(()));
    assert_eq!(verdict(&make(limit)), Ok(()));
    assert_eq!(verdict(&make(limit + 1)), Err(Limit));
}

fn numbered(numbers: std::ops::Range<usize>, one: impl Fn(usize) -> String) -> String {
    numbers.map(one).collect::<Vec<_>>().concat()
}

fn attributes(count: usize) -> String {
    numbered(0..count, |n| format!(" a{n}=\"\""))
}

fn declarations(from: usize, count: usize) -> String {
    numbered(from..from + count, |n| format!(" xmlns:p{n}=\"u\""))
}

#[test]
fn size() {
    let make = |size: usize| format!("<a>{}</a>", " ".repeat(size - 7));
    for (size, expected) in [(999, Ok(())), (1000, Ok(())), (1001, Err(Limit))] {
        let document = make(size);
        let verdict = parse_within(document.as_bytes(), 1000);
        assert_eq!(verdict.map(drop).map_err(|error| error.code), expected);
    }
    let spread = |size: usize| {
        format!(
            "<a><b>{0}</b><b>{1}</b></a>",
            " ".repeat(limits::TEXT),
            " ".repeat(size - limits::TEXT - 21)
        )
    };
    check(limits::DOCUMENT, spread);
}

#[test]
fn depth() {
    check(limits::DEPTH, |depth| {
        format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth))
    });
}

#[test]
fn elements() {
    check(limits::ELEMENTS, |count| {
        format!("<a>{}</a>", "<b/>".repeat(count - 1))
    });
}

#[test]
fn attributes_of_an_element() {
    check(limits::ATTRIBUTES, |count| {
        format!("<a{}/>", attributes(count))
    });
}

#[test]
fn length_of_a_name() {
    check(limits::NAME, |length| format!("<{}/>", "n".repeat(length)));
    check(limits::NAME, |length| {
        format!("<a {}=\"\"/>", "n".repeat(length))
    });
}

#[test]
fn length_of_a_text() {
    check(limits::TEXT, |length| {
        format!("<a>{}</a>", "x".repeat(length))
    });
    check(limits::TEXT, |length| {
        format!("<a b=\"{}\"/>", "x".repeat(length))
    });
    check(limits::TEXT, |length| {
        let half = length / 2;
        format!(
            "<a>{}<!-- - --><![CDATA[{}]]></a>",
            "x".repeat(half),
            "y".repeat(length - half)
        )
    });
}

#[test]
fn namespace_declarations_of_an_element() {
    check(limits::NAMESPACES_PER_ELEMENT, |count| {
        format!("<a{}/>", declarations(0, count))
    });
}

#[test]
fn namespace_declarations_in_scope() {
    check(limits::NAMESPACES_IN_SCOPE, |count| {
        let full = count / 16;
        let outer = numbered(0..full, |level| {
            format!("<a{}>", declarations(level * 16, 16))
        });
        let inner = declarations(full * 16, count % 16);
        // What an element has closed is in scope no more.
        let beside = declarations(900, count % 16);
        format!("{outer}<a{inner}/><b{beside}/>{}", "</a>".repeat(full))
    });
}

#[test]
fn what_is_never_accepted() {
    for (document, expected) in [
        ("<!DOCTYPE a><a/>", Dtd),
        ("<!doctype a><a/>", Dtd),
        (
            "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            Dtd,
        ),
        ("<!DOCTYPE a", Dtd),
        ("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><a/>", Dtd),
        ("<a><!ENTITY b 'c'></a>", Dtd),
        ("<?php x?><a/>", Malformed),
        ("<a><?x y?></a>", Malformed),
        ("<?xml-stylesheet href=\"x\"?><a/>", Malformed),
        (" <?xml version=\"1.0\"?><a/>", Malformed),
        ("<?xml version=\"1.1\"?><a/>", Malformed),
        ("<?xml encoding=\"UTF-8\"?><a/>", Malformed),
        ("<?xml version=\"1.0\" encoding=\"UTF-7\"?><a/>", Encoding),
        (
            "<?xml version=\"1.0\" encoding='ISO-8859-1'?><a/>",
            Encoding,
        ),
        ("<a b=\"1\" b=\"2\"/>", Malformed),
        (
            "<a xmlns:x=\"u\" xmlns:y=\"u\" x:b=\"1\" y:b=\"2\"/>",
            Malformed,
        ),
        ("<p:a/>", Malformed),
        ("<a p:b=\"\"/>", Malformed),
        ("<a>&b;</a>", Malformed),
        ("<a>&#0;</a>", Malformed),
        ("<a>&#x1;</a>", Malformed),
        ("<a>\u{1}</a>", Malformed),
        ("<a>&</a>", Malformed),
        ("<a", Malformed),
        ("<a>", Malformed),
        ("<a/", Malformed),
        ("</a>", Malformed),
        ("<a></b>", Malformed),
        ("<a></a", Malformed),
        ("<a b></a>", Malformed),
        ("<a b=c></a>", Malformed),
        ("<a b=\"c></a>", Malformed),
        ("<a/><b/>", Malformed),
        ("<a/>x", Malformed),
        ("", Malformed),
        ("   ", Malformed),
        ("<!-- ", Malformed),
        ("<a><![CDATA[</a>", Malformed),
        ("<a>]]></a>", Malformed),
        ("< a/>", Malformed),
    ] {
        assert_eq!(verdict(document), Err(expected), "{document}");
    }
}

#[test]
fn only_utf_8() {
    let utf16 = |big: bool| -> Vec<u8> {
        "<a/>"
            .encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let with_mark = |mark: &[u8], mut rest: Vec<u8>| {
        let mut all = mark.to_vec();
        all.append(&mut rest);
        all
    };
    for bytes in [
        utf16(true),
        utf16(false),
        with_mark(b"\xFE\xFF", utf16(true)),
        with_mark(b"\xFF\xFE", utf16(false)),
        b"\x4C\x6F\xA7\x94\x93".to_vec(),
        b"<a>\xE5</a>".to_vec(),
        b"<a>\xC0\x80</a>".to_vec(),
    ] {
        assert_eq!(parse(&bytes).unwrap_err().code, Encoding);
    }
    assert!(parse("\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?><a>å</a>".as_bytes()).is_ok());
}

#[test]
fn an_error_names_the_place_and_no_input() {
    let error = parse("<rot>\n  <åä hemligt='191212121212' hemligt='x'/>\n</rot>".as_bytes())
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("XML_MALFORMED: "), "{error}");
    assert!(error.contains("line 2"), "{error}");
    assert!(
        !error.contains("hemligt") && !error.contains("1912"),
        "{error}"
    );
}

#[test]
fn texts_around_a_comment_are_joined() {
    let document = parse(b"<a> b<!-- c --><![CDATA[<d>]]>&amp;e<f>g</f>\r\n</a>").unwrap();
    assert_eq!(document.root().text(), " b<d>&e\n");
}

/// Returns the processor time that an action takes in this thread, so that a busy machine changes no verdict.
fn processor_time(action: impl FnOnce()) -> Duration {
    let so_far = || -> u64 {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        told.split(' ').next().unwrap().parse().unwrap()
    };
    let start = so_far();
    action();
    Duration::from_nanos(so_far() - start)
}

#[test]
fn bombs_are_refused_at_once() {
    let entities = numbered(1..20, |n| format!("<!ENTITY e{n} \"&e{0};&e{0};\">", n - 1));
    let nested = numbered(0..3000, |n| format!("<a xmlns:p{n}=\"u{n}\">"));
    let mut wide: Vec<String> = [100_000, 1_000_000]
        .map(|count| format!("<a{}/>", " a=\"\"".repeat(count)))
        .to_vec();
    wide.push("<a>".repeat(100_000));
    wide.push(format!(
        "<!DOCTYPE a [<!ENTITY e0 \"x\">{entities}]><a>&e19;</a>"
    ));
    wide.push(format!(
        "<!DOCTYPE a [<!ENTITY b \"{}\">]><a>{}</a>",
        "x".repeat(50_000),
        "&b;".repeat(50_000)
    ));
    wide.push("<!DOCTYPE a [<!ENTITY % b SYSTEM \"file:///etc/passwd\">%b;]><a/>".to_owned());
    wide.push(nested);
    wide.push("<a><!--".repeat(200_000));
    wide.push("<![CDATA[".repeat(200_000));
    wide.push("<".repeat(2_000_000));
    for bomb in wide {
        let spent = processor_time(|| {
            assert!(parse_within(bomb.as_bytes(), limits::ANSWER).is_err());
        });
        assert!(spent < Duration::from_millis(100), "{}", &bomb[..20]);
    }
}

#[test]
fn large_documents_within_the_limits_are_read_in_linear_time() {
    let references = format!("<a>{}</a>", "&#120;".repeat(170_000));
    let many = format!("<a>{}</a>", "<b c=\"d\">e</b>".repeat(99_999));
    let comments = format!("<a>{}</a>", "x<!---->".repeat(250_000));
    for document in [references, many, comments] {
        let spent = processor_time(|| assert_eq!(verdict(&document), Ok(())));
        // The bound is 250 ms per MiB in release; without optimisation there is some room.
        assert!(spent < Duration::from_secs(3));
    }
}

#[test]
fn xinclude_is_an_element_like_any_other() {
    let document = parse(
        b"<a xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"file:///etc/passwd\"/></a>",
    )
    .unwrap();
    assert_eq!(document.root().text(), "");
}
