//! The pages are held together: each link leads to a file and a heading that exist, and so does each reference
//! from the code to a section of `docs/semantics.md` or `docs/interface.md`.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder that have this ending.
fn files(folder: &Path, ending: &str, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, ending, out);
        } else if path.extension().is_some_and(|e| e == ending) {
            out.push(path);
        }
    }
}

/// The lines of a page outside its code blocks, numbered from 1.
fn prose(page: &str) -> Vec<(usize, &str)> {
    let mut code = false;
    let mut out = Vec::new();
    for (number, line) in (1..).zip(page.lines()) {
        if line.trim_start().starts_with("```") {
            code = !code;
        } else if !code {
            out.push((number, line));
        }
    }
    out
}

fn headings(page: &str) -> Vec<String> {
    let text = |line: &str| line.starts_with('#').then(|| line.trim_start_matches('#').trim().to_owned());
    prose(page).into_iter().filter_map(|(_, line)| text(line)).collect()
}

/// The anchor that a heading gets when the page is shown.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// What is between an opening text and the next closing one, of each occurrence in a line.
fn between<'l>(line: &'l str, open: &str, close: char) -> Vec<&'l str> {
    line.split(open).skip(1).filter_map(|rest| rest.split_once(close)).map(|(inside, _)| inside).collect()
}

#[test]
fn each_link_of_a_page_leads_somewhere() {
    let mut pages = vec![root().join("README.md")];
    files(&root().join("docs"), "md", &mut pages);
    let (mut wrong, mut links) = (Vec::new(), 0);
    for page in &pages {
        let text = std::fs::read_to_string(page).unwrap();
        for (number, line) in prose(&text) {
            for link in between(line, "](", ')').into_iter().filter(|link| !link.contains("://")) {
                links += 1;
                let (file, wanted) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
                let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
                let found = match wanted {
                    None => target.exists(),
                    Some(wanted) => std::fs::read_to_string(&target)
                        .is_ok_and(|text| headings(&text).iter().any(|heading| anchor(heading) == wanted)),
                };
                if !found {
                    wrong.push(format!("{}:{number}: {link}", page.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "links that lead nowhere:\n{}", wrong.join("\n"));
    assert!(links > 60, "only {links} links were found");
}

/// The numbers and the quoted titles that follow the name of a page: `4, "As of", and 9`.
fn sections(rest: &str) -> Vec<String> {
    let mut rest = rest.strip_prefix(".md").unwrap_or(rest).trim_start_matches(['`', ')']);
    let mut out = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', ',']);
        rest = rest.strip_prefix("and ").or_else(|| rest.strip_prefix("to ")).unwrap_or(rest);
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            out.push(rest[..digits].to_owned());
            rest = &rest[digits..];
        } else if let Some((title, after)) = rest.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
            out.push(title.to_owned());
            rest = after;
        } else {
            return out;
        }
    }
}

#[test]
fn each_section_that_the_code_refers_to_exists() {
    let mut sources = Vec::new();
    files(&root().join("src"), "rs", &mut sources);
    files(&root().join("tests"), "rs", &mut sources);
    let (mut wrong, mut references) = (Vec::new(), 0);
    for name in ["semantics", "interface"] {
        let page = std::fs::read_to_string(root().join("docs").join(format!("{name}.md"))).unwrap();
        let headings = headings(&page);
        for source in sources.iter().filter(|path| !path.ends_with("it/pages.rs")) {
            let text = std::fs::read_to_string(source).unwrap();
            for (number, line) in (1..).zip(text.lines()) {
                for section in line.split(name).skip(1).flat_map(sections) {
                    references += 1;
                    let number_of = |heading: &String| heading.starts_with(&format!("{section}. "));
                    if !headings.iter().any(|heading| *heading == section || number_of(heading)) {
                        wrong.push(format!("{}:{number}: {name} {section}", source.display()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "sections that do not exist:\n{}", wrong.join("\n"));
    assert!(references > 10, "only {references} references were found");
}
