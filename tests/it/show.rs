//! `relief show`: the table of the standard packages says what the table of the published page says, cell by cell.

use std::path::Path;

use relief::Policy;
use relief::internals::report::{self, Sheet};

/// The rows of the page's table, whose columns the plain text has lost: feature, and the three cells.
fn page_table() -> Vec<(String, [String; 3])> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/isode/isode-support.txt");
    let page = std::fs::read_to_string(page).unwrap();
    let lines: Vec<&str> = page.lines().collect();
    let start = lines.iter().position(|l| l.starts_with("Feature Bronze Silver Gold")).unwrap();
    let end = lines.iter().position(|l| l.starts_with("Priority Setting")).unwrap();
    let table = &lines[start + 1..=end];
    let row = |feature: &str| table.iter().find_map(|l| l.strip_prefix(feature)).unwrap().trim().to_owned();
    let three = |cells: Vec<String>| <[String; 3]>::try_from(cells).unwrap();
    let mut out = Vec::new();
    // The ways of submission stand a line each, and begin anew at the portal.
    let until = table.iter().position(|l| l.starts_with("General Assistance")).unwrap();
    let ways = table[..until].join("\n").replace("Incident submission ", "");
    let ways = ways.split("Self-Service Portal").skip(1).map(|w| format!("Self-Service Portal{}", w.trim_end()));
    out.push(("Incident submission".to_owned(), three(ways.collect())));
    let basic = "Basic help with product and configuration";
    let gold = row("General Assistance").replace(basic, "").trim().to_owned();
    out.push(("General assistance".to_owned(), [basic.to_owned(), basic.to_owned(), gold]));
    for (feature, ours) in [("Priority 1", "P1"), ("Priority 2", "P2"), ("Priority 3/4", "P3/P4")] {
        let limits = row(&format!("{feature} response time"));
        let limits = limits.split('<').skip(1).map(|l| format!("< {}", l.trim()));
        out.push((format!("{ours} response"), three(limits.collect())));
    }
    let setting = row("Priority Setting");
    out.push(("Priority setting".to_owned(), three(setting.split_whitespace().map(str::to_owned).collect())));
    out
}

/// The page's words for what the policy calls by shorter names.
fn in_page_words(feature: &str, cell: &str) -> String {
    match feature {
        "Incident submission" => cell.replace("Portal", "Self-Service Portal").replace("Mobile app", "Mobile App"),
        "Priority setting" => cell.replace("vendor", "Isode").replace("customer", "You"),
        _ => cell.to_owned(),
    }
}

#[test]
fn the_table_says_what_the_page_says() {
    let sheet = Sheet::of_policy(Policy::standard().unwrap().model());
    assert_eq!(sheet.columns, ["Bronze", "Silver", "Gold"]);
    for (feature, cells) in page_table() {
        let row = sheet.rows.iter().find(|r| r.feature == feature).unwrap_or_else(|| panic!("no row `{feature}`"));
        let ours: Vec<String> = row.cells.iter().map(|c| in_page_words(&feature, &c.lines.join("\n"))).collect();
        assert_eq!(ours, cells, "{feature}");
    }
}

#[test]
fn the_standard_packages_side_by_side() {
    let sheet = Sheet::of_policy(Policy::standard().unwrap().model());
    insta::assert_snapshot!("standard", report::text(&sheet, false, 120));
}

#[test]
fn a_contract_beside_what_it_extends() {
    let policy = Policy::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/examples/acme.sla")).unwrap();
    let sheet = Sheet::of_name(&policy, "Acme-2026").unwrap();
    insta::assert_snapshot!("acme_text", report::text(&sheet, false, 110));
    insta::assert_snapshot!("acme_markdown", report::markdown(&sheet));
    insta::assert_snapshot!("acme_json", report::json(&sheet));
    assert!(Sheet::of_name(&policy, "Acme").is_none());
}

#[test]
fn hours_and_conditions_are_shown_and_their_changes_marked() {
    let text = "import isode\n\
        holidays berlin { complete 2026 to 2026  2026-05-01 \"Tag der Arbeit\" }\n\
        calendar office \"Office in Berlin\" { timezone Europe/Berlin open mon-thu 08:00-12:00, 13:00-17:00 \
        open fri 08:00-13:00 closed holidays berlin closed 2026-12-24 closed 2026-12-31 on 2026-12-23 open \
        08:00-12:00 working day 8 hours intake until 15:00 }\n\
        contract Nordwind extends Gold { coverage office coverage P1 uk_office in Europe/Berlin \
        remedy hot_fix { will provide when priority is P1 unless effective_relief } \
        remedy update { may provide } treat P4 as P3 for response when service_impact }";
    let policy = Policy::from_text("nordwind.sla", text).unwrap();
    let mut sheet = Sheet::of_name(&policy, "Nordwind").unwrap();
    let told =
        ["P1 coverage", "P2/P3/P4 coverage", "Update in a future product release", "Hot fix (patch)", "Treatment"];
    sheet.rows.retain(|row| told.contains(&row.feature.as_str()));
    assert_eq!(sheet.rows.len(), told.len());
    insta::assert_snapshot!("hours_and_conditions", report::text(&sheet, false, 120));
}

#[test]
fn a_fact_that_only_a_limit_asks_for_is_listed() {
    let text =
        "facts { vip bool other bool } priority P1 tier T { response P1 < 1 hour when vip response P1 < 2 hours }";
    let policy = Policy::from_text("facts.sla", text).unwrap();
    let facts = Sheet::of_policy(policy.model()).facts;
    assert_eq!(facts.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["vip"]);
}

#[test]
fn a_promise_says_how_long_it_is_and_from_where_and_whether_it_is_better() {
    let text = "import isode\n\
        contract Harbour extends Gold { response P1 < 2 working hours \
        relief P2 90% within 2 x response, pausing while waiting on customer \
        relief P3 90% within 4 x response, pausing while waiting on customer }";
    let policy = Policy::from_text("harbour.sla", text).unwrap();
    let sheet = Sheet::of_name(&policy, "Harbour").unwrap();
    let cell = |feature: &str| {
        let row = sheet.rows.iter().find(|row| row.feature == feature).unwrap_or_else(|| panic!("no row `{feature}`"));
        let cell = row.cells.last().unwrap();
        (cell.changed, cell.notes.join("; "))
    };
    assert_eq!(cell("P1 response"), (true, "better than Gold".to_owned()));
    assert_eq!(cell("P2 response"), (false, "inherited from Gold".to_owned()));
    assert_eq!(cell("P3/P4 response"), (false, "less than 8 working hours; inherited from Gold".to_owned()));
    // The words are those of the tier, and the response that they are a multiple of is not.
    assert_eq!(
        cell("P1 relief"),
        (true, "at most 6 working hours; inherited from Standard; better than Gold".to_owned())
    );
    assert_eq!(cell("P2 relief"), (true, "at most 8 working hours; better than Gold".to_owned()));
    assert_eq!(cell("P3 relief"), (true, "at most 4 working days = 32 working hours; worse than Gold".to_owned()));
    let kept = "at most 3 working days = 24 working hours; inherited from Standard";
    assert_eq!(cell("P4 relief"), (false, kept.to_owned()));
    insta::assert_snapshot!("promises", report::text(&sheet, false, 100));
}

#[test]
fn multiples_of_limits_by_circumstance_are_all_shown() {
    let text = "facts { vip bool } priority P1 tier T { response P1 < 30 minutes when vip response P1 < 2 hours \
        relief P1 within 1.5 x response }";
    let policy = Policy::from_text("vip.sla", text).unwrap();
    let sheet = Sheet::of_policy(policy.model());
    let relief = sheet.rows.iter().find(|row| row.feature == "Relief").unwrap();
    assert_eq!(relief.cells[0].notes, ["at most 45 minutes when vip", "otherwise at most 3 hours"]);
}
