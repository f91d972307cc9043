//! The normal form and what changes it.

use intyg_rivta::xml;
use intyg_signing::{NormalFormError, exclusive_form, normal_form};

fn normal(document: &str) -> String {
    let document = xml::parse(document.as_bytes()).unwrap();
    String::from_utf8(normal_form(document.root()).unwrap()).unwrap()
}

#[test]
fn the_normal_form_follows_its_five_steps() {
    for (document, expected) in [
        (
            "<x:a xmlns:x=\"u\"><b xmlns=\"v\"/></x:a>",
            "<a><b></b></a>",
        ),
        ("<a z=\"1\" b=\"2\"/>", "<a b=\"2\" z=\"1\"></a>"),
        ("<a>\n <b> x </b>\r\n\t</a>", "<a><b> x </b></a>"),
        ("<a>\u{A0}</a>", "<a>\u{A0}</a>"),
        ("<a> <!-- c --> </a>", "<a></a>"),
        ("<a> <!-- c -->x</a>", "<a> x</a>"),
        (
            "<a><relation>x</relation><b><status/><q:underskrift xmlns:q=\"u\"/></b><skickatTidpunkt/></a>",
            "<a><b></b></a>",
        ),
        (
            "<a>&amp;&lt;&gt;&quot;&#13;<![CDATA[<&>]]>å</a>",
            "<a>&amp;&lt;&gt;\"&#xD;&lt;&amp;&gt;å</a>",
        ),
        (
            "<a b=\"&quot;&lt;>&#9;&#10;&#13;'\"/>",
            "<a b=\"&quot;&lt;>&#x9;&#xA;&#xD;'\"></a>",
        ),
    ] {
        assert_eq!(normal(document), expected, "{document}");
    }
}

#[test]
fn an_attribute_in_a_namespace_has_no_normal_form() {
    for document in [
        "<a xmlns:x=\"u\" x:b=\"1\"/>",
        "<a><b xml:lang=\"sv\"/></a>",
    ] {
        let document = xml::parse(document.as_bytes()).unwrap();
        assert_eq!(
            normal_form(document.root()),
            Err(NormalFormError::QualifiedAttribute)
        );
    }
}

/// Each expected value follows from Exclusive XML Canonicalization 1.0, chapter 3.
#[test]
fn the_exclusive_form_declares_what_is_used_where_it_is_used() {
    for (document, expected) in [
        (
            "<r xmlns=\"d\" xmlns:u=\"unused\" xmlns:p=\"q\"><c><p:e p:b=\"2\" a=\"1\"/></c></r>",
            "<c xmlns=\"d\"><p:e xmlns:p=\"q\" a=\"1\" p:b=\"2\"></p:e></c>",
        ),
        (
            "<r xmlns=\"d\"><c xmlns=\"\"><e xmlns=\"d\"><f xmlns=\"\"/></e></c></r>",
            "<c><e xmlns=\"d\"><f xmlns=\"\"></f></e></c>",
        ),
        (
            "<r xmlns:p=\"q\"><p:c><p:e/><p:f xmlns:p=\"s\"/><p:g/></p:c></r>",
            "<p:c xmlns:p=\"q\"><p:e></p:e><p:f xmlns:p=\"s\"></p:f><p:g></p:g></p:c>",
        ),
        (
            "<r><c xml:lang=\"sv\"> <!-- x --> \n</c></r>",
            "<c xml:lang=\"sv\">  \n</c>",
        ),
        (
            "<r xmlns:z=\"1\" xmlns:y=\"2\"><c z:b=\"\" y:a=\"\" c=\"\"/></r>",
            "<c xmlns:y=\"2\" xmlns:z=\"1\" c=\"\" z:b=\"\" y:a=\"\"></c>",
        ),
    ] {
        let parsed = xml::parse(document.as_bytes()).unwrap();
        let child = parsed.root().children().next().unwrap();
        assert_eq!(exclusive_form(child), expected, "{document}");
    }
}
