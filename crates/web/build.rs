//! Takes htmx from the npm packages, so that it is in the binary without being in the repository.
//!
//! The crate embeds it with `include_bytes!(env!("HTMX_JS"))`.

use std::path::Path;

fn main() {
    // Cargo runs a build script in the folder of its crate.
    let source = Path::new("../../node_modules/htmx.org/dist/htmx.min.js");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", source.display());

    let copy = std::env::var("OUT_DIR").map(|dir| Path::new(&dir).join("htmx.min.js"));
    match copy.map(|copy| (std::fs::copy(source, &copy), copy)) {
        Ok((Ok(_), copy)) => println!("cargo::rustc-env=HTMX_JS={}", copy.display()),
        _ => println!(
            "cargo::error=htmx is missing: run `make node_modules` once (or `npm ci`) in the repository"
        ),
    }
}
