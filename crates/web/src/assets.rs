//! Styles, scripts and pictures, in the binary. Their addresses hold a hash of their content, so that browsers may keep them for ever.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::error::{Code, WebError};
use crate::extract::Address;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets/"]
#[allow_missing = false]
struct Files;

const HTMX: &[u8] = include_bytes!(env!("HTMX_JS"));
/// All style sheets, in the order of their names.
const STYLES: &str = "app.css";

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::load);

/// Returns the address of a file: `app.css` (all style sheets in one), `htmx.js`, or a file below `assets/js` or `assets/img` by its last name.
/// An unknown name gives the plain address, which answers 404.
pub(crate) fn url(name: &str) -> &'static str {
    ASSETS
        .urls
        .get(name)
        .map_or("/static/saknas", String::as_str)
}

/// Serves `/static/{file}`.
pub(crate) async fn serve(
    Address(file): Address<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let asset = ASSETS
        .files
        .get(&file)
        .ok_or(WebError::new(Code::NotFound))?;
    let mut response = if accepts_brotli(&headers) {
        ([(header::CONTENT_ENCODING, "br")], asset.compressed()).into_response()
    } else {
        asset.bytes.clone().into_response()
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(asset.media_type),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim() == "br" && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

struct Assets {
    /// By name.
    urls: BTreeMap<String, String>,
    /// By name with hash.
    files: BTreeMap<String, Asset>,
}

struct Asset {
    bytes: Bytes,
    media_type: &'static str,
    brotli: OnceLock<Bytes>,
}

impl Asset {
    /// Compressed when it is first asked for, so that the start does not wait for it.
    fn compressed(&self) -> Bytes {
        self.brotli.get_or_init(|| brotli(&self.bytes)).clone()
    }
}

fn brotli(bytes: &[u8]) -> Bytes {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 10, 22);
    // Writing into memory cannot fail.
    let written = writer.write_all(bytes).and_then(|()| writer.flush());
    drop(writer);
    if written.is_ok() {
        Bytes::from(out)
    } else {
        Bytes::new()
    }
}

impl Assets {
    fn load() -> Self {
        let mut styles = Vec::new();
        let mut sources = BTreeMap::from([("htmx.js".to_owned(), HTMX.to_vec())]);
        let mut paths: Vec<_> = Files::iter().collect();
        paths.sort_unstable();
        for path in paths {
            let Some(file) = Files::get(&path) else {
                continue;
            };
            if path.starts_with("css/") {
                styles.extend_from_slice(&file.data);
            } else {
                let name = path.rsplit('/').next().unwrap_or_default();
                sources.insert(name.to_owned(), file.data.into_owned());
            }
        }
        sources.insert(STYLES.to_owned(), styles);
        let mut assets = Self {
            urls: BTreeMap::new(),
            files: BTreeMap::new(),
        };
        for name in sources.keys() {
            assets.add(name, &sources);
        }
        assets
    }

    /// Adds a file after the modules that it imports, whose names it must know with their hashes.
    fn add(&mut self, name: &str, sources: &BTreeMap<String, Vec<u8>>) {
        if self.urls.contains_key(name) {
            return;
        }
        let Some(source) = sources.get(name) else {
            return;
        };
        // Two modules that import each other would never end.
        self.urls.insert(name.to_owned(), String::new());
        let mut bytes = source.clone();
        if is_module(name) {
            let mut text = squeeze(&String::from_utf8_lossy(source));
            for imported in sources
                .keys()
                .filter(|other| is_module(other) && *other != name)
            {
                for written in
                    ["./", "../", "./editor/"].map(|folder| format!("from \"{folder}{imported}\""))
                {
                    if text.contains(&written) {
                        self.add(imported, sources);
                        let url = self.urls.get(imported).map_or("", String::as_str);
                        text = text.replace(&written, &format!("from \"{url}\""));
                    }
                }
            }
            bytes = text.into_bytes();
        }
        let hashed = hashed_name(name, &bytes);
        self.urls
            .insert(name.to_owned(), format!("/static/{hashed}"));
        let asset = Asset {
            bytes: Bytes::from(bytes),
            media_type: media_type(name),
            brotli: OnceLock::new(),
        };
        self.files.insert(hashed, asset);
    }
}

fn is_module(name: &str) -> bool {
    media_type(name).starts_with("text/javascript") && name != "htmx.js"
}

/// Leaves out indentation, empty lines, comments, and the end of a line after which nothing can be left out of a statement. No text of a
/// script runs over several lines.
fn squeeze(script: &str) -> String {
    let lines = script.lines().map(|line| without_remark(line.trim()));
    let code = lines
        .filter(|line| !line.is_empty() && !line.starts_with("//") && !line.starts_with("/**"));
    code.flat_map(|line| {
        let goes_on = line.ends_with(['{', '(', '[', ',', ';']);
        [line, if goes_on { "" } else { "\n" }]
    })
    .collect()
}

/// Cuts a comment off that stands behind code.
fn without_remark(line: &str) -> &str {
    ["; // ", ", // ", "{ // "]
        .iter()
        .filter_map(|end| line.find(end))
        .min()
        .and_then(|at| line.get(..=at))
        .unwrap_or(line)
}

/// The hash only has to change when the content does; it protects nothing.
fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    format!("{stem}.{:016x}.{extension}", hasher.finish())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_styles_and_scripts_stay_within_forty_kilobytes_each() {
        let size = |extension: &str| -> usize {
            let files = ASSETS.files.iter();
            files
                .filter(|(name, _)| name.ends_with(extension) && !name.starts_with("htmx."))
                .map(|(_, a)| a.bytes.len())
                .sum()
        };
        assert!(size(".css") < 40_000, "styles: {}", size(".css"));
        assert!(size(".js") <= 40_000, "scripts: {}", size(".js"));
        assert!(size(".css") > 1_000 && size(".js") > 1_000);
    }

    #[test]
    fn scripts_are_squeezed_to_their_code() {
        let script = "// Says hello.\n\nexport function hello(name) {\n  const url = \"http://x\"; // where\n  return [\n    name, // whose\n    url,\n  ]\n}\n";
        assert_eq!(
            squeeze(script),
            "export function hello(name) {const url = \"http://x\";return [name,url,]\n}\n"
        );
    }

    #[test]
    fn imports_between_modules_name_files_that_exist() {
        for (name, asset) in ASSETS
            .files
            .iter()
            .filter(|(name, _)| is_module(name) && !name.starts_with("htmx."))
        {
            let text = String::from_utf8_lossy(&asset.bytes);
            assert!(
                !text.contains("from \"."),
                "{name} imports a file without its hash"
            );
            for url in text
                .split("from \"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                let file = url.strip_prefix("/static/").unwrap_or_default();
                assert!(ASSETS.files.contains_key(file), "{name} imports {url}");
            }
        }
    }

    #[test]
    fn brotli_is_used_only_when_it_is_accepted() {
        let accepts = |value: &str| {
            let headers = HeaderMap::from_iter([(
                header::ACCEPT_ENCODING,
                HeaderValue::from_str(value).expect("ascii"),
            )]);
            accepts_brotli(&headers)
        };
        assert!(accepts("gzip, deflate, br, zstd"));
        assert!(accepts("br;q=0.8"));
        assert!(!accepts("gzip"));
        assert!(!accepts("br;q=0, gzip"));
    }
}
