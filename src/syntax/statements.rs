//! The items and statements of the language: the word that each begins with, its rule of the grammar, and an example.
//! What errors offer, what the formatter lays out, and what `customisable except` may name all come from these lists.

use crate::time::calendar::MonthWeek;

use super::grammar::Rule;

/// An item or statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct StatementSyntax {
    /// The word that it begins with.
    pub(super) word: &'static str,
    /// Its rule.
    pub(super) rule: Rule,
    /// A correct one, to show beside a wrong one; empty if the word is all of it.
    example: &'static str,
}

const fn statement(word: &'static str, rule: Rule, example: &'static str) -> StatementSyntax {
    StatementSyntax { word, rule, example }
}

/// The items of a file.
pub(super) const ITEMS: &[StatementSyntax] = &[
    statement("import", Rule::import_item, "import \"gold.sla\""),
    statement("policy", Rule::policy_item, "policy \"Standard support\" { source \"support.txt\" }"),
    statement("calendar", Rule::calendar_item, "calendar office \"Office hours\" { ... }"),
    statement("holidays", Rule::holidays_item, "holidays company { complete 2026 to 2027 ... }"),
    statement("facts", Rule::facts_item, "facts { total_outage bool }"),
    statement("priority", Rule::priority_item, "priority P1 \"Critical\" { when total_outage }"),
    statement("base", Rule::tier_item, "tier Gold extends Silver customisable { ... }"),
    statement("tier", Rule::tier_item, "tier Gold extends Silver customisable { ... }"),
    statement("contract", Rule::contract_item, "contract Acme extends Gold { ... }"),
    statement("objective", Rule::objective_item, "objective onsite \"Engineer on site\" from dispatched until arrived"),
    statement("treat", Rule::treat, "treat P3 as P2 for remedies when environment is test"),
    statement("remedy", Rule::remedy, "remedy hot_fix { may provide when priority is P1 }"),
    statement("channel", Rule::channel_item, "channel portal \"Self-service portal\""),
    statement("party", Rule::party_item, "party reseller \"The reseller\""),
    statement("test", Rule::test_item, "test \"name\" { incident { ... } as of 2026-01-31T09:00:00Z expect { ... } }"),
];

/// The statements of a calendar.
pub(super) const CALENDAR: &[StatementSyntax] = &[
    statement("timezone", Rule::timezone_stmt, "timezone Europe/London"),
    statement("open", Rule::open_stmt, "open mon-fri 09:00-17:00"),
    statement("joins", Rule::joins_stmt, "joins london, sydney in Australia/Sydney"),
    statement("closed", Rule::closed_stmt, "closed 2026-12-24 to 2026-12-31 \"Works holiday\""),
    statement("on", Rule::exception_stmt, "on 2026-12-24 open 09:00-12:00"),
    statement("working", Rule::working_day_stmt, "working day 8 hours"),
    statement("intake", Rule::intake_stmt, "intake until 16:00"),
];

/// The statement of a holiday list.
pub(super) const HOLIDAYS: &[StatementSyntax] = &[statement("complete", Rule::complete_stmt, "complete 2026 to 2028")];

/// The statements of a tier or contract, in the order in which they are offered.
pub(super) const TIER: &[StatementSyntax] = &[
    statement("coverage", Rule::coverage_stmt, "coverage P1 always"),
    statement("zone", Rule::zone_stmt, "zone Asia/Tokyo"),
    statement("response", Rule::objective_stmt, "response P1 < 4 working hours"),
    statement("relief", Rule::objective_stmt, "response P1 < 4 working hours"),
    statement("resolution", Rule::objective_stmt, "response P1 < 4 working hours"),
    statement("objective", Rule::objective_stmt, "response P1 < 4 working hours"),
    statement("update", Rule::update_stmt, "update P1 every 2 hours"),
    statement("reply", Rule::reply_stmt, "reply P1 within 2 working hours"),
    statement("priority", Rule::set_by_stmt, "priority set by customer"),
    statement("on", Rule::on_change_stmt, "on priority change restart"),
    statement("channels", Rule::channels_stmt, "channels + telephone"),
    statement("releases", Rule::releases_stmt, "releases major, minor, update"),
    statement("assistance", Rule::assistance_stmt, "assistance \"As agreed with customer\""),
    statement("term", Rule::term_stmt, "term data_residency \"United Kingdom\""),
    statement("remedy", Rule::remedy, "remedy hot_fix { may provide when priority is P1 }"),
    statement("treat", Rule::treat, "treat P3 as P2 for remedies when environment is test"),
    statement("escalate", Rule::escalate_stmt, "escalate P1 to duty_manager at 50% of response"),
    statement("measured", Rule::measured_stmt, "measured monthly by opened"),
    statement("fee", Rule::fee_stmt, "fee 12000.00 GBP per month"),
    statement("availability", Rule::availability_stmt, "availability 99.9%, down while priority is P1"),
    statement("credit", Rule::credit_stmt, "credit for response P1 { below 95% credit 5% }"),
    statement("credits", Rule::credits_stmt, "credits at most 20%"),
    statement("right", Rule::right_stmt, "right terminate when availability below 98.5% in 2 of 3 periods"),
    statement("quota", Rule::quota_stmt, "quota 20 incidents per year"),
];

/// The bands of a credit.
pub(super) const BANDS: &[StatementSyntax] = &[statement("below", Rule::band, "below 95% credit 5%")];

/// The statements that only a contract has.
pub(super) const CONTRACT_ONLY: &[StatementSyntax] = &[
    statement("customer", Rule::customer_stmt, "customer \"Acme Ltd\""),
    statement("in", Rule::in_force_stmt, "in force 2026-01-01 to 2026-12-31"),
];

/// The expectations of a test.
pub(super) const OUTCOMES: &[StatementSyntax] = &[
    statement("response", Rule::objective_outcome, "response met, due 2026-01-31T13:00:00Z"),
    statement("relief", Rule::objective_outcome, "response met, due 2026-01-31T13:00:00Z"),
    statement("resolution", Rule::objective_outcome, "response met, due 2026-01-31T13:00:00Z"),
    statement("priority", Rule::priority_outcome, "priority P1 by customer"),
    statement("treated", Rule::treated_outcome, "treated as P1"),
    statement("channel", Rule::channel_outcome, "channel accepted"),
    statement("update", Rule::update_outcome, "update due 2026-01-31T13:00:00Z"),
    statement("reply", Rule::reply_outcome, "reply late 0"),
    statement("rejected", Rule::rejected_outcome, "rejected not-in-force"),
    statement("warns", Rule::warns_outcome, "warns breach-lifted"),
    statement("escalated", Rule::escalated_outcome, "escalated duty_manager at 2026-01-31T11:00:00Z"),
    statement("escalation", Rule::escalation_outcome, "escalation duty_manager of response pending"),
    statement("attainment", Rule::attainment_outcome, "attainment response Gold P1 attained"),
    statement("credit", Rule::credit_outcome, "credit Gold 2026-03 5%"),
    statement("availability", Rule::availability_outcome, "availability Gold 2026-03 99.9%"),
    statement("quota", Rule::quota_outcome, "quota Gold 2026 3 of 20"),
    statement("right", Rule::right_outcome, "right terminate Gold since 2026-03"),
];

/// The fields of a `policy` block.
pub(super) const POLICY: &[StatementSyntax] = &[
    statement("source", Rule::policy_field, "source \"support.txt\""),
    statement("url", Rule::policy_field, "source \"support.txt\""),
    statement("version", Rule::policy_field, "source \"support.txt\""),
    statement("owner", Rule::policy_field, "source \"support.txt\""),
];

/// The statements of a priority.
pub(super) const PRIORITY: &[StatementSyntax] = &[
    statement("means", Rule::means_stmt, "means \"Total outage\""),
    statement("when", Rule::when_stmt, "when total_outage"),
    statement("otherwise", Rule::otherwise_stmt, ""),
];

/// The statements of a remedy.
pub(super) const REMEDY: &[StatementSyntax] = &[
    statement("will", Rule::provide_stmt, "may provide when priority is P1"),
    statement("may", Rule::provide_stmt, "may provide when priority is P1"),
    statement("favoured", Rule::favoured_stmt, "favoured when quicker_than_update"),
];

/// The parts of a test.
pub(super) const TEST: &[StatementSyntax] = &[
    statement("incident", Rule::test_incident, "incident { contract Gold priority P1 opened 2026-01-31T09:00:00Z }"),
    statement("claimed", Rule::claimed_part, "claimed Gold 2026-03 at 2026-04-12T09:00:00Z"),
    statement("as", Rule::as_of_stmt, "as of 2026-01-31T09:00:00Z"),
    statement("expect", Rule::expect_block, "expect { response met }"),
];

/// The fields of an incident of a test that a word of the language leads.
pub(super) const FIELDS: &[StatementSyntax] = &[
    statement("waiting", Rule::waiting_field, "waiting 2026-01-31T09:00:00Z to 2026-01-31T10:00:00Z on customer"),
    statement("update", Rule::update_field, "update 2026-01-31T10:00:00Z"),
    statement("message", Rule::message_field, "message 2026-01-31T10:00:00Z"),
    statement("changed", Rule::changed_field, "changed 2026-01-31T10:00:00Z to P2"),
    statement("excluded", Rule::excluded_field, "excluded 2026-01-31T10:00:00Z to 2026-01-31T11:00:00Z"),
];

const ALL: &[&[StatementSyntax]] =
    &[ITEMS, CALENDAR, HOLIDAYS, TIER, BANDS, CONTRACT_ONLY, OUTCOMES, POLICY, PRIORITY, REMEDY, TEST, FIELDS];

fn find(rule: Rule) -> Option<&'static StatementSyntax> {
    ALL.iter().copied().flatten().find(|statement| statement.rule == rule)
}

/// Whether a rule is that of an item or statement which begins with a word of its own.
pub(super) fn is_statement(rule: Rule) -> bool {
    find(rule).is_some()
}

/// The words that begin the statements of a tier.
pub(crate) fn tier_words() -> impl Iterator<Item = &'static str> {
    TIER.iter().map(|statement| statement.word)
}

/// A correct text of a rule, as near as possible to what was written.
pub(super) fn example(rule: Rule, written: &str) -> Option<&'static str> {
    let end = written.split_whitespace().next_back().unwrap_or("");
    Some(match rule {
        Rule::when_stmt | Rule::provide_stmt | Rule::favoured_stmt if written.contains(" at ") => {
            "priority at least P2"
        }
        Rule::when_stmt | Rule::provide_stmt | Rule::favoured_stmt if written.contains(" between ") => {
            "users between 10 and 100"
        }
        Rule::when_stmt | Rule::provide_stmt | Rule::favoured_stmt if written.contains(" in ") => {
            "priority in [P1, P2]"
        }
        Rule::when_stmt | Rule::provide_stmt | Rule::favoured_stmt | Rule::treat if written.contains("opened") => {
            "opened within office"
        }
        Rule::when_stmt if matches!(end, "and" | "or") => "when total_outage and environment is production",
        Rule::when_stmt if written.contains('(') => "when environment is production and (outage or users > 10)",
        Rule::when_stmt if written.contains(" is ") => "when environment is production or outage",
        Rule::objective_stmt if written.contains("pausing") => "relief P1 < 8 hours, pausing while waiting on customer",
        Rule::objective_stmt if written.contains(" within ") => "relief 90% within 3 x response",
        Rule::objective_stmt if written.contains(" by ") => "response P1 by end of next working day",
        Rule::closed_stmt if written.split_whitespace().nth(1).is_some_and(|w| MonthWeek::parse(w).is_some()) => {
            "closed first sun 00:00-06:00 \"Maintenance\""
        }
        Rule::closed_stmt if written.contains(':') => "closed 2026-06-06 22:00 to 2026-06-07 02:00 \"Maintenance\"",
        Rule::holiday => "2026-12-25 \"Christmas Day\"",
        Rule::fact => "environment production | test",
        Rule::remedy_outcome => "hot_fix yes` or `hot_fix may yes",
        Rule::plain_field => "contract Gold",
        _ => find(rule).map(|statement| statement.example).filter(|example| !example.is_empty())?,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use pest::Parser as _;

    use super::{ALL, CONTRACT_ONLY, Rule, TIER};
    use crate::syntax::grammar::PolicyParser;

    #[test]
    fn examples_parse() {
        for statement in ALL.iter().copied().flatten() {
            let (rule, example) = (statement.rule, statement.example);
            let whole = !example.is_empty() && !example.contains("...");
            assert!(!whole || PolicyParser::parse(rule, example).is_ok(), "{rule:?}: `{example}`");
        }
    }

    /// A name there would be read as the end of the list of names that the statement before it has.
    #[test]
    fn what_begins_a_statement_of_a_package_is_no_name_there() {
        for statement in TIER.iter().chain(CONTRACT_ONLY) {
            let word = statement.word;
            assert!(PolicyParser::parse(Rule::stmt_name, word).is_err(), "add `{word}` to `statement_word`");
        }
    }

    #[test]
    fn what_cannot_be_read_ends_where_the_next_statement_of_a_package_begins() {
        for statement in TIER.iter().chain(CONTRACT_ONLY) {
            let text = format!("coverage ? {}", statement.example);
            let broken = PolicyParser::parse(Rule::broken_contract_stmt, &text).unwrap();
            assert_eq!(broken.as_str().trim_end(), "coverage ?", "add `{}` to `tier_lead`", statement.word);
        }
    }
}
