//! Packs the page for `relief serve`: `web/dist/index.html`, which `.ci/page` builds. Without it the server has a small page
//! that says how to get it. A program without the server has neither.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "server")]
    pack_page()?;
    Ok(())
}

/// Writes the page to where `src/cli/serve/page.rs` includes it; an empty file if there is no page.
#[cfg(feature = "server")]
#[expect(clippy::disallowed_methods, reason = "it is run by cargo, which says by the environment where things are")]
fn pack_page() -> Result<(), Box<dyn Error>> {
    use std::io::Write as _;
    use std::path::Path;

    const PAGE: &str = "web/dist/index.html";
    // The folder is always there: cargo would run this each time if it named a file that is missing.
    println!("cargo::rerun-if-changed=web/dist");
    let out = Path::new(&std::env::var("OUT_DIR")?).join("page.html.gz");
    let packed = match std::fs::read(PAGE) {
        Ok(page) => {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
            packer.write_all(&page)?;
            packer.finish()?
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(e) => return Err(format!("{PAGE}: {e}").into()),
    };
    Ok(std::fs::write(out, packed)?)
}
