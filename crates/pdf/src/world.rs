//! The layout engine: its library, fonts and template are made once, and each print brings its data alone.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::error::{Error, Stage};
use crate::sheet::Sheet;

/// The family that everything is set in; it has every sign that can be sent.
const FAMILY: &str = "Libertinus Serif";

/// Results of parts of a layout are kept over so many further prints, and no longer: the memory that they take stays bounded.
const KEPT_PRINTS: usize = 8;

static SHARED: LazyLock<Shared> = LazyLock::new(Shared::new);

struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: FileId,
}

impl Shared {
    fn new() -> Self {
        let fonts: Vec<Font> = typst_assets::fonts()
            .flat_map(|file| Font::iter(Bytes::new(file)))
            .filter(|font| font.info().family == FAMILY)
            .collect();
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(
                file("certificate.typ"),
                include_str!("certificate.typ").to_owned(),
            ),
            data: file("data.json"),
        }
    }
}

#[expect(
    clippy::expect_used,
    reason = "the two names are constants, and plain names are always paths"
)]
fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain name is a path");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// Tells whether the fonts have a sign in both the regular and the bold face.
pub(crate) fn has_glyph(sign: char) -> bool {
    let fonts = &SHARED.fonts;
    !fonts.is_empty()
        && fonts
            .iter()
            .all(|font| font.info().coverage.contains(u32::from(sign)))
}

/// Lays out and writes the file.
pub(crate) fn compile(sheet: &Sheet, stamp: Timestamp) -> Result<Vec<u8>, Error> {
    let json =
        serde_json::to_vec(sheet).map_err(|error| Error::new(Stage::Data, error.to_string()))?;
    let press = Press {
        shared: &SHARED,
        data: Bytes::new(json),
    };
    let made = typst::compile::<PagedDocument>(&press)
        .output
        .map_err(|errors| Error::new(Stage::Layout, told(&errors)))
        .and_then(|document| {
            typst_pdf::pdf(&document, &options(sheet, stamp)?)
                .map_err(|errors| Error::new(Stage::Export, told(&errors)))
        });
    typst::comemo::evict(KEPT_PRINTS);
    made
}

fn options(sheet: &Sheet, stamp: Timestamp) -> Result<PdfOptions, Error> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| Error::new(Stage::Export, error.message().to_string()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(format!("{} {}", sheet.id, sheet.code)),
        creator: Smart::Custom(Some("Nationella intyg".to_owned())),
        timestamp: datetime(stamp).map(typst_pdf::Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

fn datetime(stamp: Timestamp) -> Option<Datetime> {
    let at = TimeZone::UTC.to_datetime(stamp);
    let part = |number: i8| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        i32::from(at.year()),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )
}

fn told(errors: &[SourceDiagnostic]) -> String {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    messages.join("; ")
}

/// One print.
struct Press<'a> {
    shared: &'a Shared,
    data: Bytes,
}

impl World for Press<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }
    fn main(&self) -> FileId {
        self.shared.template.id()
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.shared.template.id() {
            Ok(self.shared.template.clone())
        } else {
            Err(FileError::NotSource)
        }
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.shared.data {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }
    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }
    /// The template does not ask what day it is.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
