//! Escalations, measures, credits, rights and quotas in the fingerprint.

use super::fingerprint;

const BASE: &str = r#"
calendar office { timezone Europe/London open mon-fri 09:00-17:00 }
facts { planned bool }
priority P1
priority P2
tier Gold customisable {
    coverage office
    response 95% < 2 working hours
    relief P1 90% < 8 hours
    escalate P1 to duty_manager at 50% of response
    escalate P2 to "Head of support" after 60 working minutes of response
    measured monthly by opened, except when planned
    fee 12000.00 GBP per month
    availability 99.9% monthly, down while priority is P1, ignoring outages under 10 minutes, counted on office
    credit for response P1 { below target credit 5% below 90% credit 10% }
    credit for relief 1% for each full 1% below target
    credit each breach of response P2 250.00 GBP
    credit each started 30 minutes late of relief P1 6%, at most 100%
    credit each started hour down 4%
    credits at most 20%
    credits at most 5000.00 GBP per year
    credits ignore fewer than 5 incidents
    credits at least 1.00 GBP
    credits claimed within 30 days
    right terminate "Termination" when availability below 98.5% in 2 of 3 periods
    quota 20 incidents per year
    quota P1 6 incidents per month
}
contract Acme extends Gold { in force 2026-03-01 to 2027-02-28 }
"#;

/// What may be written otherwise, and means the same.
const SAME: &[(&str, &str)] = &[
    ("after 60 working minutes", "after 1 working hour"),
    ("at 50%", "at 50.0%"),
    ("12000.00 GBP", "12000 GBP"),
    ("99.9% monthly", "99.9%"),
    ("under 10 minutes", "under 600 seconds"),
    ("below target credit 5%", "below 95% credit 5%"),
    ("each started hour down", "each started 60 minutes down"),
    (
        "credits at most 20%\n    credits at most 5000.00 GBP per year",
        "credits at most 5000 GBP per year credits at most 20%",
    ),
    (
        "quota 20 incidents per year\n    quota P1 6 incidents per month",
        "quota P1 6 incidents per month quota 20 incidents per year",
    ),
    ("in force 2026-03-01 to 2027-02-28", "in force 2026-03-01 to 2027-02-28 escalate P2 none of relief"),
];

/// What means something else.
const OTHER: &[(&str, &str)] = &[
    ("escalate P1 to duty_manager", "escalate P1 to \"duty_manager\""),
    ("escalate P1 to duty_manager", "escalate P1, P2 to duty_manager"),
    ("at 50% of response", "at 60% of response"),
    ("at 50% of response", "at 50% of relief"),
    ("after 60 working minutes of response", "60 working minutes before response is due"),
    ("after 60 working minutes", "after 61 working minutes"),
    ("by opened", "by stopped"),
    (", except when planned", ""),
    ("except when planned", "except when not planned"),
    ("12000.00 GBP per month", "12000.01 GBP per month"),
    ("12000.00 GBP per month", "12000.00 GBP per quarter"),
    ("99.9% monthly", "99.8% monthly"),
    ("down while priority is P1", "down while priority is P2"),
    (", ignoring outages under 10 minutes", ""),
    (", counted on office", ""),
    ("counted on office", "counted on office in Asia/Tokyo"),
    ("credit for response P1", "credit for response"),
    ("below 90% credit 10%", "below 89% credit 10%"),
    ("below 90% credit 10%", "below 90% credit 11%"),
    ("each full 1% below", "each started 1% below"),
    ("each full 1% below", "each 1% below"),
    ("each full 1% below", "each full 2% below"),
    ("1% for each full", "2% for each full"),
    ("250.00 GBP", "251.00 GBP"),
    ("each started 30 minutes late", "each full 30 minutes late"),
    ("each started 30 minutes late", "each started 31 minutes late"),
    (", at most 100%", ""),
    ("at most 100%", "at most 99%"),
    ("each started hour down", "each started 2 hours down"),
    ("each started hour down 4%", "each started hour down 3%"),
    ("at most 20%", "at most 21%"),
    ("at most 20%", "at most 20% per year"),
    ("fewer than 5", "fewer than 7"),
    ("at least 1.00", "at least 2.00"),
    ("within 30 days", "within 31 days"),
    ("right terminate", "right review"),
    ("\"Termination\"", "\"End\""),
    ("below 98.5%", "below 98%"),
    ("in 2 of 3 periods", "in 2 of 4 periods"),
    ("in 2 of 3 periods", "in 2 periods"),
    ("20 incidents per year", "21 incidents per year"),
    ("quota P1 6", "quota P2 6"),
    ("6 incidents per month", "6 incidents per quarter"),
    ("to 2027-02-28", "to 2027-02-28 credit for relief none"),
];

fn replaced(from: &str, to: &str) -> String {
    assert_eq!(BASE.matches(from).count(), 1, "`{from}` occurs once");
    BASE.replacen(from, to, 1)
}

#[test]
fn what_means_the_same_has_the_same_fingerprint() {
    let base = fingerprint(BASE);
    for (from, to) in SAME {
        assert_eq!(fingerprint(&replaced(from, to)), base, "`{from}` as `{to}`");
    }
}

#[test]
fn what_means_something_else_has_another_fingerprint() {
    let mut known = vec![(fingerprint(BASE), "the policy itself")];
    for (from, to) in OTHER {
        let other = fingerprint(&replaced(from, to));
        if let Some((_, same)) = known.iter().find(|(f, _)| *f == other) {
            panic!("`{from}` as `{to}` has the fingerprint of {same}");
        }
        known.push((other, to));
    }
}
