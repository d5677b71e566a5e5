//! The document about a policy: what it says, that it is well-formed HTML which needs nothing else, that hostile titles
//! are text, and that its examples show what the policy decides.

use std::path::{Path, PathBuf};

use relief::internals::analysis::{Comparison, Side, compare};
use relief::internals::engine::{Ledger, Status};
use relief::internals::policy::model::PackageId;
use relief::internals::report::{
    Compared, Example, Exemplified, Names, Sheet, comparison_markdown, examples, policy_document,
};
use relief::{OffsetInstant, Policy};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every policy file of the repository that is no test.
fn policy_files() -> Vec<PathBuf> {
    let mut out = vec![root().join("policies/isode/isode.sla")];
    let examples = std::fs::read_dir(root().join("policies/examples")).unwrap().map(|entry| entry.unwrap().path());
    out.extend(examples.filter(|path| path.extension().is_some_and(|e| e == "sla")));
    out.sort();
    out
}

fn document(policy: &Policy, name: Option<&str>) -> String {
    let sheet = match name {
        None => Sheet::of_policy(policy.model()),
        Some(name) => Sheet::of_name(policy, name).unwrap(),
    };
    policy_document(policy, name, &sheet, &[])
}

/// A policy with its own contracts and tiers: the whole, and each of them.
fn names(policy: &Policy) -> Vec<Option<String>> {
    let sold = policy.sold().into_iter().map(|name| Some(name.to_owned()));
    std::iter::once(None).chain(sold).collect()
}

/// A tag of a page: its name, its attributes, and what it is.
struct Tag<'h> {
    name: &'h str,
    attributes: Vec<(&'h str, &'h str)>,
    kind: Kind,
}

#[derive(PartialEq)]
enum Kind {
    Opening,
    Closing,
    /// It has no content.
    Empty,
}

/// The tags of a page, in order. Panics where something is no tag, or an attribute has no quotation marks.
fn tags(html: &str) -> Vec<Tag<'_>> {
    const VOID: [&str; 3] = ["br", "meta", "!doctype"];
    let mut out = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').expect("every tag ends");
        let inside = &rest[start + 1..end];
        rest = &rest[end + 1..];
        let (inside, closing) = inside.strip_prefix('/').map_or((inside, false), |name| (name, true));
        let (inside, closed) = inside.strip_suffix('/').map_or((inside, false), |name| (name, true));
        let (name, mut said) = inside.split_once(' ').unwrap_or((inside, ""));
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '!'), "no tag: <{inside}>");
        let mut attributes = Vec::new();
        while name != "!doctype" && !said.trim().is_empty() {
            let (key, value) = said.split_once("=\"").unwrap_or_else(|| panic!("no attribute: <{inside}>"));
            let (value, after) = value.split_once('"').unwrap_or_else(|| panic!("no end of a value: <{inside}>"));
            attributes.push((key.trim(), value));
            said = after;
        }
        let kind = match (closing, closed || VOID.contains(&name)) {
            (true, _) => Kind::Closing,
            (_, true) => Kind::Empty,
            _ => Kind::Opening,
        };
        if name == "style" && kind == Kind::Opening {
            rest = &rest[rest.find("</style>").expect("a style ends")..];
        }
        out.push(Tag { name, attributes, kind });
    }
    out
}

/// Whether a page is well-formed, asks nobody for anything, and has what readers of tables and pictures need.
fn check_page(html: &str) {
    let tags = tags(html);
    let mut open: Vec<&str> = Vec::new();
    let mut ids: Vec<&str> = Vec::new();
    let mut links: Vec<&str> = Vec::new();
    for tag in &tags {
        match tag.kind {
            Kind::Opening => open.push(tag.name),
            Kind::Closing => assert_eq!(open.pop(), Some(tag.name), "closed in order"),
            Kind::Empty => {}
        }
        let attribute = |key: &str| tag.attributes.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        assert!(!["script", "img", "link", "iframe", "object", "base", "form"].contains(&tag.name), "<{}>", tag.name);
        for (key, _) in &tag.attributes {
            assert!(!key.starts_with("on") && *key != "src", "{key} in <{}>", tag.name);
        }
        ids.extend(attribute("id"));
        links.extend(attribute("href"));
        match tag.name {
            "th" if tag.kind == Kind::Opening => assert!(matches!(attribute("scope"), Some("col" | "row"))),
            "svg" if tag.kind == Kind::Opening => {
                let named = attribute("role") == Some("img") && attribute("aria-label").is_some_and(|l| !l.is_empty());
                assert!(named || attribute("aria-hidden") == Some("true"));
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id occurs twice");
    for link in links {
        assert!(link.strip_prefix('#').is_some_and(|id| ids.binary_search(&id).is_ok()), "{link} leads nowhere");
    }
    assert!(!html.contains("@import") && !html.replace("url(#", "").contains("url("), "the style asks for nothing");
    assert_eq!(tags.iter().filter(|tag| tag.name == "h1" && tag.kind == Kind::Opening).count(), 1);
    assert!(html.contains("Content-Security-Policy"));
}

/// What a page says, without its tags, its style and its drawings, but for their texts.
fn text_of(html: &str) -> String {
    let mut out = String::new();
    let body = &html[html.find("<header>").unwrap()..];
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let end = start + rest[start..].find('>').unwrap();
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        let name = tag.split(' ').next().unwrap();
        match name {
            "svg" => {
                let label = tag.split("aria-label=\"").nth(1).unwrap().split('"').next().unwrap();
                out.push_str(&format!("[{label}]"));
                rest = &rest[rest.find("</svg>").unwrap() + 6..];
            }
            "h2" => out.push_str("\n## "),
            "h3" => out.push_str("\n### "),
            "li" => out.push_str("\n* "),
            "/th" | "/td" => out.push_str(" | "),
            "/dt" => out.push_str(": "),
            "br" => out.push_str(" / "),
            _ => {}
        }
    }
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    let text = lines.join("\n").replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&quot;", "\"");
    text.replace("\n\n\n", "\n\n")
}

#[test]
fn documents_of_policies() {
    for name in ["hardware", "follow-the-sun"] {
        let policy = Policy::load(root().join(format!("policies/examples/{name}.sla"))).unwrap();
        insta::assert_snapshot!(name, text_of(&document(&policy, None)));
    }
    let html = document(&Policy::standard().unwrap(), Some("Gold"));
    let (before, after) = html.split_once("<style>").unwrap();
    insta::assert_snapshot!("gold_html", format!("{before}{}", after.split_once("</style>").unwrap().1));
}

fn compared<'a>(new: Side<'a>, old: Side<'a>, names: Names<'a>, comparison: &'a Comparison) -> Compared<'a> {
    Compared { new, old, names, comparison }
}

fn id(policy: &Policy, name: &str) -> PackageId {
    let at = policy.model().packages.iter().position(|p| p.name == name).unwrap();
    PackageId(u16::try_from(at).unwrap())
}

#[test]
fn a_document_with_the_changes_against_another_contract() {
    let policy = Policy::load(root().join("policies/examples/acme.sla")).unwrap();
    let (new, old) = (id(&policy, "Acme-2026"), id(&policy, "Gold"));
    let (new, old) = (Side { policy: &policy, id: new }, Side { policy: &policy, id: old });
    let comparison = compare(new, old);
    let names = Names { new: "Acme-2026", old: "Gold" };
    let all = [compared(new, old, names, &comparison)];
    let sheet = Sheet::of_comparisons(&all);
    let html = policy_document(&policy, Some("Acme-2026"), &sheet, &all);
    check_page(&html);
    insta::assert_snapshot!("acme_against_gold", text_of(&html));
    insta::assert_snapshot!("acme_against_gold_markdown", comparison_markdown(&comparison, names));
}

#[test]
fn a_cell_is_marked_where_only_the_comparison_differs() {
    let text = |holiday: &str| {
        format!(
            "calendar office {{ timezone UTC open mon-fri 09:00-17:00 closed {holiday} }} priority P1 \
             tier T customisable {{ coverage office response < 2 working hours term x \"same\" }}"
        )
    };
    let old = Policy::from_text("old.sla", &text("2026-05-01")).unwrap();
    let new = Policy::from_text("new.sla", &text("2026-06-01")).unwrap();
    let (new, old) = (Side { policy: &new, id: PackageId(0) }, Side { policy: &old, id: PackageId(0) });
    let comparison = compare(new, old);
    let all = [compared(new, old, Names { new: "new.sla:T", old: "old.sla:T" }, &comparison)];
    let sheet = Sheet::of_comparisons(&all);
    assert_eq!(sheet.columns, ["old.sla:T", "new.sla:T"]);
    let marked: Vec<&str> =
        sheet.rows.iter().filter(|row| row.cells.iter().any(|c| c.changed)).map(|row| row.feature.as_str()).collect();
    assert_eq!(marked, ["Response"]);
}

#[test]
fn packages_of_two_policies_are_compared_by_name() {
    let old = "priority P1 priority P2 objective o \"Old\" from responded until done \
        remedy r \"Same\" { may provide } \
        tier T { response P1, P2 < 2 hours objective o P1 < 3 hours coverage P1, P2 always }";
    let new = "priority P2 priority P0 objective n \"New\" from responded until ready objective o \"Old\" from responded until done \
        remedy s \"Other\" { may provide } remedy r \"Same\" { may provide } \
        tier T { response P2, P0 < 2 hours objective n P2 < 4 hours objective o P2 < 3 hours coverage P2, P0 always }";
    let (old, new) = (Policy::from_text("old.sla", old).unwrap(), Policy::from_text("new.sla", new).unwrap());
    let (new, old) = (Side { policy: &new, id: PackageId(0) }, Side { policy: &old, id: PackageId(0) });
    let comparison = compare(new, old);
    let sheet = Sheet::of_comparisons(&[compared(new, old, Names { new: "NEW", old: "OLD" }, &comparison)]);
    insta::assert_snapshot!("two_policies", relief::internals::report::markdown(&sheet));
}

#[test]
fn every_document_is_well_formed_and_needs_nothing_else() {
    for path in policy_files() {
        let policy = Policy::load(&path).unwrap();
        for name in names(&policy) {
            check_page(&document(&policy, name.as_deref()));
        }
    }
}

/// Policies of which little is said, or in a way that few do.
const UNUSUAL: [&str; 6] = [
    "priority P1",
    "priority P1 tier T { coverage P1 always response P1 none }",
    "priority P1 tier T { coverage P1 always in Asia/Tokyo response P1 < 0.000001 seconds relief < 90000 hours }",
    "calendar never { timezone UTC open mon 09:00-10:00 closed 2026-01-05 } priority P1 tier T { coverage never response < 1 hour }",
    "holidays h { complete 2026 to 2026\n2026-12-31 \"Last\" } calendar a { timezone UTC open mon-fri 09:00-17:00 closed holidays h } \
     calendar b { timezone Asia/Tokyo open sat 22:00-02:00 } calendar both { timezone UTC joins a, b working day 4 hours } \
     calendar all { timezone UTC joins both, b } priority P1 priority P2 \
     tier T customisable { coverage P1 both coverage P2 all response P1 < 4 working hours response P2 <= 8 working hours \
     relief P1 by 12:00 on day 3 } \
     contract V extends T { in force 2026-01-01 to 2026-01-01 } contract V extends T { in force 2026-12-30 to 2027-06-30 } \
     contract V extends T { in force 2031-01-01 to 2032-01-01 }",
    "priority P1 tier T customisable { coverage always response < 1 hour } \
     contract V extends T { in force 9990-01-01 to 9999-12-31 }",
];

#[test]
fn unusual_policies_have_documents() {
    for text in UNUSUAL {
        let policy = Policy::from_text("unusual.sla", text).unwrap_or_else(|e| panic!("{text}: {:?}", e.diagnostics));
        for name in names(&policy) {
            check_page(&document(&policy, name.as_deref()));
            check_examples(&policy, name.as_deref());
        }
    }
}

#[test]
fn hostile_titles_are_text() {
    let hostile = "</style></td><script>alert('1')</script>&\\\"\u{202e}x";
    let text = "policy \"HOSTILE\" { owner \"HOSTILE\" } \
        calendar c \"HOSTILE\" { timezone Europe/Berlin open mon-fri 09:00-17:00 closed 2026-05-01 \"HOSTILE\" \
        closed first sun 00:00-06:00 \"HOSTILE\" } \
        facts { f bool \"HOSTILE\" } channel ch \"HOSTILE\" party p \"HOSTILE\" \
        priority P1 \"HOSTILE\" { means \"HOSTILE\" when f } \
        objective o \"HOSTILE\" from responded until done \
        remedy r \"HOSTILE\" { will provide when f } \
        treat P1 as P1 for remedies when f \
        tier T customisable { coverage c response < 2 working hours, pausing while waiting on p objective o < 3 working hours \
        channels ch assistance \"HOSTILE\" term x \"HOSTILE\" update P1 every 1 working hour \"HOSTILE\" } \
        contract V extends T { customer \"HOSTILE\" in force 2026-01-01 to 2026-12-31 }";
    let policy = Policy::from_text("hostile.sla", &text.replace("HOSTILE", hostile)).unwrap();
    for name in names(&policy) {
        let html = document(&policy, name.as_deref());
        check_page(&html);
        assert!(!html.contains("<script") && !html.contains('\u{202e}'));
        assert!(html.contains("&lt;script&gt;alert(&#39;1&#39;)"), "it is shown");
    }
}

/// An instant as the drawings write it, without the weekday: `2 Mar 14:00`.
fn drawn(at: OffsetInstant) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = at.to_string();
    let month: usize = text[5..7].parse().unwrap();
    format!("{} {} {}", text[8..10].trim_start_matches('0'), MONTHS[month - 1], &text[11..16])
}

/// The widths of the rectangles of a class in a drawing.
fn widths(svg: &str, class: &str) -> Vec<f64> {
    let rectangles = svg.split("<rect ").skip(1).filter(|r| r.starts_with(&format!("class=\"{class}\"")));
    let drawn = rectangles.filter(|r| r.contains("<title>"));
    drawn.map(|r| r.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()).collect()
}

/// A text without the years of its dates, which are written where they differ from that of the opening.
fn without_years(text: &str) -> String {
    let is_year = |word: &&str| word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
    text.split(' ').filter(|word| !is_year(word)).collect::<Vec<_>>().join(" ")
}

/// Checks that an example shows what the policy decides of its incident.
fn check_example(policy: &Policy, example: &Example) {
    let context = format!("{}: {}", example.clause, example.incident.id);
    let decision = policy.decide(&example.incident, example.as_of).unwrap_or_else(|e| panic!("{context}: {e:?}"));
    let (svg, caption) = (without_years(&example.svg()), without_years(&example.caption));
    let says = |what: &str| assert!(caption.contains(what), "{context}: {what} in {caption}");
    match &example.of {
        Exemplified::Objective(name) => {
            let objective = decision.objectives.get(name).and_then(|o| o.timed()).unwrap();
            says(match objective.status {
                Status::Met => ": in time, ",
                Status::Breached => ": late, ",
                other => panic!("{context}: {other:?}"),
            });
            let stopped = objective.stopped.unwrap();
            says(&drawn(stopped));
            assert!(svg.contains(&format!("{}</text>", drawn(stopped))), "{context}: the stop in {svg}");
            let explanation = policy.explain(&example.incident, example.as_of).unwrap();
            let ledger: &Ledger = explanation.ledgers.get(name).unwrap().as_ref().unwrap();
            assert_eq!(ledger.elapsed_us / 1_000_000, objective.elapsed_s);
            let span = ledger.segments.last().unwrap().to.instant().0 - ledger.opened.instant().0;
            let counted = widths(&svg, "k0");
            #[expect(clippy::cast_precision_loss, reason = "a place on a page")]
            let wanted = 696.0 * ledger.elapsed_us as f64 / span as f64;
            #[expect(clippy::cast_precision_loss, reason = "a few pieces")]
            let tolerance = 0.65 * counted.len() as f64;
            let sum: f64 = counted.iter().sum();
            assert!((sum - wanted).abs() <= tolerance, "{context}: {sum} is drawn, and {wanted} decided");
        }
        Exemplified::Updates => {
            let cadence = decision.cadence.unwrap();
            assert_eq!(cadence.late, 1, "{context}");
            says("the second one is late");
            let due = drawn(cadence.next_due.unwrap());
            says(&due);
            assert!(svg.contains(&format!("{due}</text>")), "{context}");
        }
        Exemplified::Replies => {
            let replies = decision.replies.flatten().unwrap();
            assert_eq!((replies.answered, replies.late), (1, 0), "{context}");
            says(": in time, ");
            // As of the message, the answer is due when the drawing says.
            let message = example.incident.messages[0];
            let mut waiting = example.incident.clone();
            waiting.updates.clear();
            let due = policy.decide(&waiting, message).unwrap().replies.flatten().unwrap().next_due.unwrap();
            says(&drawn(due));
            assert!(svg.contains(&format!("due {}", weekday_free(&svg, due))), "{context}");
        }
    }
}

/// The label of an instant as the drawing has it, with its weekday.
fn weekday_free(svg: &str, at: OffsetInstant) -> String {
    let day = drawn(at);
    let start = svg.find(&format!(" {day}</text>")).unwrap_or_else(|| panic!("{day} in {svg}"));
    svg[start - 3..start + 1 + day.len()].to_owned()
}

fn check_examples(policy: &Policy, name: Option<&str>) -> usize {
    let all = examples(policy, name);
    all.iter().for_each(|example| check_example(policy, example));
    all.len()
}

#[test]
fn examples_show_what_is_decided() {
    let mut checked = 0;
    for path in policy_files() {
        let policy = Policy::load(&path).unwrap();
        for name in names(&policy) {
            checked += check_examples(&policy, name.as_deref());
        }
    }
    assert!(checked > 100, "{checked}");
}
