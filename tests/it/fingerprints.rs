//! The fingerprint: the same for the same meaning however it is written, another for another meaning, and known
//! for the policies of this repository.

mod properties;
mod service;

use relief::Policy;

const BASE: &str = r#"
holidays bank { complete 2026 to 2027
    2026-12-25 "Christmas Day"
    2026-12-28 "Boxing Day"
}
calendar office "Office hours" {
    timezone Europe/London
    open mon-fri 09:00-17:00
    closed holidays bank
    closed 2026-12-24 "stocktaking"
    on 2026-12-31 open 09:00-12:00
    intake until 16:00
}
calendar desk { timezone Europe/London open mon-sun 08:00-20:00 }
calendar night { timezone UTC open mon-sun 20:00-23:00 closed 2026-06-06 22:00 to 2026-06-07 02:00 "Upgrade" closed first sun 00:00-06:00 }
calendar round { timezone UTC joins desk, night in Asia/Tokyo }
facts {
    outage bool "nobody can work"
    users number
    region text
    impact low | high
    expected priority
}
priority P1 "Critical" { means "nothing works" when outage and impact is high or users between 10 and 20 }
priority P2 { otherwise }
channel email "E-mail"
channel portal
party hosting "Hosting company"
base tier Common { coverage office response < 1 working day }
tier Gold extends Common customisable {
    response P1 < 60 minutes, pausing while waiting on customer, hosting
    response P2 < 1 working day
    relief 90% within 3 x response
    resolution P1 by 12:00 on working day 2
    update P1 every 2 hours "by telephone"
    channels email, portal
    releases major, minor
    assistance "reasonable"
    term liability "none"
    term venue "London"
}
contract Acme extends Gold {
    customer "Acme Ltd"
    in force 2026-01-01 to 2027-12-31
    coverage P1 desk
    priority set by vendor
    on priority change restart
}
remedy hot_fix "Hot fix" { may provide when outage unless users < 3 favoured when region in ["west", "east"] }
remedy update { will provide when priority in [P1, P2] }
treat P2 as P1 for relief when outage
treat P1 as P2 for resolution when outage or opened within desk and not opened within night in Asia/Tokyo
treat P2 as expected for response, remedies when region is "west" or region is "north"
test "one" { incident { contract Gold opened 2026-03-03T09:00:00Z outage true } as of 2026-03-03T10:00:00Z expect { priority P1 by definition } }
"#;

/// What may be written otherwise, and means the same.
const SAME: &[(&str, &str, &str)] = &[
    ("a length in another unit", "< 60 minutes", "< 1 hour"),
    ("a working day by its hours", "response P2 < 1 working day", "response P2 < 8 working hours"),
    ("a working day that is declared", "intake until 16:00", "working day 8 hours intake until 16:00"),
    ("a share with a zero", "90%", "90.0%"),
    ("a multiple with a zero", "3 x response", "3.0 x response"),
    ("a comment", "tier Gold", "// the best one\ntier Gold"),
    ("a doc comment", "tier Gold", "/// The best one.\ntier Gold"),
    ("layout", "{ may provide when outage", "{\n\n  may provide\n    when outage"),
    ("channels in another order", "channels email, portal", "channels portal, email"),
    ("channels one by one", "channels email, portal", "channels email channels + portal"),
    ("releases in another order", "major, minor", "minor, major"),
    ("pauses in another order", "on customer, hosting", "on hosting, customer"),
    (
        "a statement that is elsewhere",
        "coverage office response < 1 working day",
        "response < 1 working day coverage office",
    ),
    (
        "terms in another order",
        "term liability \"none\"\n    term venue \"London\"",
        "term venue \"London\"\n    term liability \"none\"",
    ),
    ("the description of a fact", "nobody can work", "everybody waits"),
    ("values in another order", "low | high", "high | low"),
    ("a priority in a list of one", "when priority in [P1, P2]", "when priority at least P2"),
    ("`or` in another order", "region is \"west\" or region is \"north\"", "region is \"north\" or region is \"west\""),
    ("values of a list in another order", "[\"west\", \"east\"]", "[\"east\", \"west\"]"),
    ("`and` in another order", "outage and impact is high", "impact is high and outage"),
    (
        "a part about the opening first",
        "when outage or opened within desk and not opened within night in Asia/Tokyo",
        "when not opened within night in Asia/Tokyo and opened within desk or outage",
    ),
    ("a part that is repeated", "outage and impact is high", "outage and impact is high and outage"),
    ("grouping", "outage and impact is high or", "(outage and impact is high) or"),
    ("`between` by its ends", "users between 10 and 20", "(users >= 10 and users <= 20)"),
    ("`unless` as `and not`", "when outage unless users < 3", "when outage and not users < 3"),
    ("a double negation", "when outage unless users < 3", "when outage and not (not (not (users < 3)))"),
    ("purposes in another order", "for response, remedies", "for remedies, response"),
    (
        "a holiday by a line of the calendar",
        "closed 2026-12-24 \"stocktaking\"",
        "closed 2026-12-24 \"stocktaking\" closed 2026-12-28 \"Boxing Day\"",
    ),
    (
        "closures in another order",
        "closed 2026-06-06 22:00 to 2026-06-07 02:00 \"Upgrade\" closed first sun 00:00-06:00",
        "closed first sun 00:00-06:00 closed 2026-06-06 22:00 to 2026-06-07 02:00 \"Upgrade\"",
    ),
    ("members line by line", "joins desk, night in Asia/Tokyo", "joins desk joins night in Asia/Tokyo"),
    ("the zone of a member that is its own", "joins desk,", "joins desk in Europe/London,"),
    ("windows that touch", "09:00-17:00", "09:00-12:00, 12:00-17:00"),
    ("days one by one", "open mon-fri 09:00-17:00", "open mon, tue-fri 09:00-17:00"),
    (
        "what contracts may replace",
        "tier Gold extends Common customisable",
        "tier Gold extends Common customisable except term",
    ),
    ("the name of a test", "test \"one\"", "test \"two\""),
    ("a `policy` block", "calendar desk", "policy \"Support\" { version \"2\" }\ncalendar desk"),
];

/// What means something else.
const OTHER: &[(&str, &str, &str)] = &[
    ("a limit", "< 60 minutes", "< 61 minutes"),
    ("a comparison", "< 60 minutes", "<= 60 minutes"),
    ("a clock", "< 60 minutes", "< 1 working hour"),
    ("a working day", "intake until 16:00", "working day 7 hours intake until 16:00"),
    ("a limit that is only inherited", "office response < 1 working day", "office response < 2 working days"),
    ("a working day that is only inherited", "office response < 1 working day", "office response < 8 working hours"),
    ("a share", "90%", "90.5%"),
    ("a share that is gone", "90% within", "within"),
    (
        "a share over fewer incidents",
        "relief 90% within 3 x response",
        "relief P1 90% within 3 x response relief P2 90% within 3 x response",
    ),
    ("a multiple", "3 x response", "3.5 x response"),
    ("a date", "working day 2", "working day 3"),
    ("a time", "by 12:00 on", "by 12:30 on"),
    ("the end of a day", "by 12:00 on working day 2", "by end of working day 2"),
    ("an interval", "every 2 hours", "every 3 hours"),
    ("the words of an interval", "by telephone", "by e-mail"),
    ("one pause less", "on customer, hosting", "on customer"),
    ("one channel less", "channels email, portal", "channels email"),
    ("one release less", "major, minor", "major"),
    ("assistance", "\"reasonable\"", "\"best\""),
    ("the words of a term", "term liability \"none\"", "term liability \"some\""),
    ("the name of a term", "term venue", "term court"),
    ("the end of a closure", "to 2026-06-07 02:00", "to 2026-06-07 02:01"),
    ("the reason of a closure", "\"Upgrade\"", "\"Maintenance\""),
    ("the week of a closure", "closed first sun", "closed second sun"),
    ("the hours of a closure", "sun 00:00-06:00", "sun 00:00-06:30"),
    ("the zone of a member", "joins desk, night in Asia/Tokyo", "joins desk, night"),
    ("one member less", "joins desk, night in Asia/Tokyo", "joins desk"),
    ("the calendar of the opening", "opened within desk", "opened within office"),
    ("the zone of the opening", "opened within night in Asia/Tokyo", "opened within night"),
    (
        "the zone of a contract whose conditions ask for the opening",
        "coverage P1 desk",
        "coverage P1 desk in Europe/London coverage office in Europe/London zone Asia/Tokyo",
    ),
    ("the date of a holiday", "2026-12-28 \"Boxing", "2026-12-29 \"Boxing"),
    ("the name of a holiday", "Boxing Day", "St Stephen's Day"),
    ("the years of a list", "complete 2026 to 2027", "complete 2026 to 2028"),
    ("a closure", "closed 2026-12-24", "closed 2026-12-23"),
    ("the reason of a closure", "stocktaking", "a party"),
    ("an exception", "open 09:00-12:00", "open 09:00-13:00"),
    ("an intake", "16:00", "15:00"),
    ("hours", "08:00-20:00", "08:00-21:00"),
    ("a zone", "desk { timezone Europe/London", "desk { timezone Europe/Paris"),
    ("the title of a calendar", "Office hours", "Hours"),
    ("a coverage", "coverage P1 desk", "coverage P1 office"),
    ("a coverage's zone", "coverage P1 desk", "coverage P1 desk in Asia/Tokyo"),
    ("a customer", "Acme Ltd", "Acme Limited"),
    ("a time in force", "to 2027-12-31", "to 2027-12-30"),
    ("who sets the priority", "priority set by vendor", "priority set by customer"),
    ("no restart", "on priority change restart", ""),
    ("a parent", "contract Acme extends Gold", "tier Silver extends Gold customisable {} contract Acme extends Silver"),
    ("a tier that can be sold", "base tier Common", "tier Common"),
    ("the order of the priorities", "priority P1 \"Critical\"", "priority P0 priority P1 \"Critical\""),
    ("the title of a priority", "Critical", "Urgent"),
    ("what a priority means", "nothing works", "nothing runs"),
    ("a definition", "impact is high", "impact is low"),
    ("`or` for `and`", "outage and impact", "outage or impact"),
    ("a bound", "between 10 and 20", "between 10 and 21"),
    ("the type of a fact", "expected priority", "age duration expected priority"),
    ("a value of a fact", "low | high", "low | medium | high"),
    ("the title of a channel", "E-mail", "Mail"),
    ("the title of a party", "Hosting company", "Host"),
    ("the title of a remedy", "Hot fix", "Patch"),
    ("a promise for a possibility", "may provide when outage", "will provide when outage"),
    ("an entitlement", "unless users < 3", "unless users <= 3"),
    ("a favour", "[\"west\", \"east\"]", "[\"west\"]"),
    ("a treatment's condition", "for relief when outage", "for relief when not outage"),
    ("a treatment's purpose", "for relief when", "for resolution when"),
    ("a treatment's priority", "treat P2 as P1 for relief", "treat P2 as P2 for relief"),
    (
        "one treatment more",
        "treat P2 as P1 for relief when outage\n",
        "treat P2 as expected for relief when region is \"south\"\ntreat P2 as P1 for relief when outage\n",
    ),
];

fn fingerprint(text: &str) -> String {
    match Policy::from_text("policy.sla", text) {
        Ok(policy) => policy.fingerprint().to_owned(),
        Err(errors) => panic!("{:#?}\n{text}", errors.diagnostics),
    }
}

fn replaced(of: &str, from: &str, to: &str) -> String {
    assert_eq!(BASE.matches(from).count(), 1, "`{from}`, of {of}, occurs once");
    BASE.replacen(from, to, 1)
}

#[test]
fn what_means_the_same_has_the_same_fingerprint() {
    let base = fingerprint(BASE);
    for (of, from, to) in SAME {
        assert_eq!(fingerprint(&replaced(of, from, to)), base, "{of}: `{from}` as `{to}`");
    }
}

#[test]
fn what_means_something_else_has_another_fingerprint() {
    let mut known = vec![(fingerprint(BASE), "the policy itself")];
    for (of, from, to) in OTHER {
        let other = fingerprint(&replaced(of, from, to));
        if let Some((_, same)) = known.iter().find(|(f, _)| *f == other) {
            panic!("{of} (`{from}` as `{to}`) has the fingerprint of {same}");
        }
        known.push((other, of));
    }
}

/// A contract that counts on a calendar with longer days inherits a longer working day, and the same hours.
#[test]
fn a_working_day_is_no_number_of_hours_where_a_contract_has_other_days() {
    let desk = BASE.replace("coverage P1 desk", "coverage P2 desk");
    let hours = desk.replace("response P2 < 1 working day", "response P2 < 8 working hours");
    assert_ne!(desk, hours);
    assert_ne!(fingerprint(&desk), fingerprint(&hours));
}

/// Two treatments of one priority: the first that applies is taken.
#[test]
fn the_order_of_the_treatments_of_one_priority_counts() {
    let (first, second) = ("treat P2 as P1 for relief when outage\n", "treat P2 as P2 for relief when users > 5\n");
    let with = |treatments: &str| replaced("treatments", first, treatments);
    assert_ne!(fingerprint(&with(&format!("{first}{second}"))), fingerprint(&with(&format!("{second}{first}"))));
    // No incident has both priorities.
    let second = "treat P1 as P2 for relief when users > 5\n";
    assert_eq!(fingerprint(&with(&format!("{first}{second}"))), fingerprint(&with(&format!("{second}{first}"))));
}

/// Whoever changes one of these on purpose raises the version of the canonical form, or changes a policy.
#[cfg(feature = "files")]
#[test]
fn the_policies_of_this_repository_have_known_fingerprints() {
    use std::fmt::Write as _;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut shown = String::new();
    for path in relief::internals::policy::discover(&[root.join("policies")]).unwrap() {
        let policy = Policy::load(&path).unwrap();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        writeln!(shown, "{} {name}", policy.fingerprint()).unwrap();
    }
    writeln!(shown, "{} built in", Policy::standard().unwrap().fingerprint()).unwrap();
    writeln!(shown, "{} the policy of these tests", fingerprint(BASE)).unwrap();
    insta::assert_snapshot!(shown);
}
