//! The carried data: every policy loads, and what is quoted from a published page stands on it.

use std::path::Path;

use relief::Policy;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// White space is no part of a quotation.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts in quotation marks in the `//` comments of a policy, over several lines where they run on.
fn quotations(policy: &str) -> Vec<String> {
    let mut comment = String::new();
    let mut out = Vec::new();
    for line in policy.lines().chain([""]) {
        match line.trim().strip_prefix("//") {
            Some(words) => {
                comment.push_str(words.trim_start_matches('/'));
                comment.push(' ');
            }
            None => {
                out.extend(comment.split('"').skip(1).step_by(2).map(folded));
                comment.clear();
            }
        }
    }
    out
}

#[test]
fn every_quotation_of_the_standard_packages_is_the_pages_own_words() {
    let page = folded(&std::fs::read_to_string(root().join("policies/isode/isode-support.txt")).unwrap());
    let policy = std::fs::read_to_string(root().join("policies/isode/isode.sla")).unwrap();
    let quotations = quotations(&policy);
    assert!(quotations.len() >= 40, "only {} quotations", quotations.len());
    let missing: Vec<&String> = quotations.iter().filter(|q| !page.contains(q.as_str())).collect();
    assert!(missing.is_empty(), "not on the page: {missing:#?}");
}

#[test]
fn every_sentence_of_the_page_is_quoted() {
    let page = std::fs::read_to_string(root().join("policies/isode/isode-support.txt")).unwrap();
    let policy = std::fs::read_to_string(root().join("policies/isode/isode.sla")).unwrap();
    let mut rest = folded(&page);
    let mut quotations = quotations(&policy);
    quotations.sort_by_key(|q| std::cmp::Reverse(q.len()));
    for quotation in &quotations {
        rest = rest.replace(quotation.as_str(), " ");
    }
    // What is left: headings and the marks of lists.
    let left: Vec<&str> = rest.split_whitespace().filter(|w| *w != "•").collect();
    assert_eq!(left.join(" "), "Definitions Relief and Resolution");
}

#[test]
fn every_policy_loads() {
    for path in ["policies/isode", "policies/examples"] {
        for entry in std::fs::read_dir(root().join(path)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "sla") {
                let loaded = Policy::load(&path);
                assert!(loaded.is_ok(), "{}: {}", path.display(), loaded.unwrap_err());
            }
        }
    }
}

#[test]
fn the_carried_packages_mean_what_their_file_means() {
    let file = Policy::load(root().join("policies/isode/isode.sla")).unwrap();
    assert_eq!(file.fingerprint(), Policy::standard().unwrap().fingerprint());
}
