//! What the rules of the grammar are called by the people who write policies. No rule's own name
//! ever reaches them.

use std::borrow::Cow;

use super::grammar::Rule;

/// The words for one rule; `None` for whole statements and blocks, because the places inside them say more.
fn phrase(rule: Rule) -> Option<Cow<'static, str>> {
    let described = described(rule).map(Cow::Borrowed);
    described.or_else(|| keyword(rule).map(|word| Cow::Owned(format!("`{word}`"))))
}

/// The word that a keyword's rule is named after: `kw_term` stands for `term`.
fn keyword(rule: Rule) -> Option<String> {
    format!("{rule:?}").strip_prefix("kw_").map(str::to_owned)
}

/// The words for a rule that is no keyword.
fn described(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::policy_key => "`source`, `url`, `version` or `owner`",
        Rule::days => "days such as `mon-fri`",
        Rule::day_range => "days such as `mon-fri`",
        Rule::member => "a calendar",
        Rule::monthly => "a time of each month such as `first sun 00:00-06:00`",
        Rule::month_week => "`first`, `second`, `third`, `fourth` or `last`",
        Rule::part_of_day => "a date such as `2026-01-31`",
        Rule::windows => "hours such as `09:00-17:00`",
        Rule::window => "hours such as `09:00-17:00`",
        Rule::holiday => "a day such as `2026-12-25 \"Christmas Day\"`",
        Rule::fact => "a fact",
        Rule::fact_type => {
            "a type: `bool`, `number`, `text`, `instant`, `duration`, `priority`, or values such as `a | b`"
        }
        Rule::enumeration => "values such as `a | b`",
        Rule::builtin_type => "a type such as `bool`",
        Rule::fact_name => "a name for a fact",
        Rule::customisable => "`customisable`",
        Rule::statement_name => "a statement such as `assistance`",
        Rule::calendar_use => "a calendar or `always`",
        Rule::objective => "`response`, `relief`, `resolution` or `objective` and a name",
        Rule::timed => "an objective such as `response`",
        Rule::multiple_of => "`response`",
        Rule::on_calendar => "`on` and a calendar",
        Rule::circumstance => "`when` and a condition",
        Rule::from_fields => "`from` and a field",
        Rule::until_fields => "`until` and a field",
        Rule::beyond_resolution => "`beyond resolution`",
        Rule::working => "`working`",
        Rule::elapsed => "a duration such as `4 working hours`",
        Rule::no_limit => "`none`",
        Rule::limit => "a limit such as `< 4 working hours`",
        Rule::length_limit => "a limit such as `< 4 working hours`",
        Rule::multiple_limit => "a limit such as `within 3 x response`",
        Rule::date_limit => "a limit such as `by end of next working day`",
        Rule::day_ref => "`next working day`, `working day 2` or `day 30`",
        Rule::pausing => "`, pausing while waiting on` and a party",
        Rule::party => "a party such as `customer`",
        Rule::recipient => "a name or a text in quotation marks",
        Rule::escalation_point => {
            "`at 50% of response`, `after 2 hours of response` or `30 minutes before response is due`"
        }
        Rule::objective_ref => "an objective such as `response`",
        Rule::frequency => "`monthly`, `quarterly` or `yearly`",
        Rule::counted_by => "`opened` or `stopped`",
        Rule::period => "`month`, `quarter` or `year`",
        Rule::ignoring => "`, ignoring outages under` and a duration",
        Rule::counted_on => "`, counted on` and a calendar",
        Rule::credit_for => "an objective such as `response` or `availability`",
        Rule::measure_ref => "an objective such as `response` or `availability`",
        Rule::measured_priorities => "priorities",
        Rule::band_table => "`{` and bands",
        Rule::band => "a band such as `below 95% credit 5%`",
        Rule::bound => "`target` or a share such as `95%`",
        Rule::credit_value => "a share such as `5%` or an amount such as `250.00 GBP`",
        Rule::amount => "an amount such as `250.00 GBP`",
        Rule::currency => "a currency such as `GBP`",
        Rule::distance => "a credit such as `2% for each full 1% below 99.5%`",
        Rule::rounding => "`full` or `started`",
        Rule::each_breach => "`breach of` and an objective",
        Rule::each_late => "`full` or `started`",
        Rule::each_down => "`full` or `started`",
        Rule::at_most => "`, at most` and a credit",
        Rule::step => "a length such as `30 minutes`",
        Rule::cap => "a share such as `20%` or an amount such as `5000.00 GBP`",
        Rule::per_year => "`per year`",
        Rule::ignored => "`fewer than 5 incidents`",
        Rule::claimed => "`within 30 days`",
        Rule::incidents => "`incidents`",
        Rule::periods => "`periods`",
        Rule::quota_period => "`month`, `quarter`, `year` or `contract year`",
        Rule::setter => "`customer` or `vendor`",
        Rule::sign => "`+` or `-`",
        Rule::priorities => "priorities",
        Rule::purpose => "an objective such as `response`, `updates` or `remedies`",
        Rule::modality => "`will` or `may`",
        Rule::condition => "a condition",
        Rule::conjunction => "a condition",
        Rule::negation => "a condition",
        Rule::group => "a condition in parentheses",
        Rule::comparison => "a condition",
        Rule::opened_within => "a condition",
        Rule::order => "`<`, `<=`, `>` or `>=`",
        Rule::list => "a list such as `[P1, P2]`",
        Rule::value => "a value",
        Rule::status => "`met`, `breached`, `running`, `paused`, `pending` or `none`",
        Rule::due_value => "an instant or `none`",
        Rule::judgement => "`attained` or `missed`",
        Rule::period_name => "a period such as `2026-03`, `2026-Q1` or `2026`",
        Rule::provisional => "`, provisional`",
        Rule::tally => "a number such as `2 of 3`",
        Rule::answer => "`yes`, `no` or `unknown`",
        Rule::favour => "`yes`, `no`, `unknown` or `none`",
        Rule::duration => "a duration such as `4 working hours`",
        Rule::unit => "a unit (`minutes`, `hours`, `days`)",
        Rule::share => "a share such as `90%`",
        Rule::number => "a number",
        Rule::count => "a whole number",
        Rule::year => "a year",
        Rule::date => "a date such as `2026-01-31`",
        Rule::time => "a time such as `09:00`",
        Rule::instant => "an instant such as `2026-01-31T09:00:00Z`",
        Rule::day => "a day such as `mon`",
        Rule::zone => "a time zone such as `Europe/London`",
        Rule::text => "a text in quotation marks",
        Rule::open_block => "`{`",
        Rule::close_group => "`)`",
        Rule::close_list => "`]`",
        Rule::release => "a name",
        Rule::name => "a name",
        Rule::stmt_name => "a name",
        Rule::less_equal => "`<=`",
        Rule::less => "`<`",
        Rule::greater_equal => "`>=`",
        Rule::greater => "`>`",
        _ => return None,
    })
}

/// The words of what was expected, joined by `or`; `None` if none has any. Everything that can
/// follow a fact in a condition is one thing.
pub(super) fn phrases(rules: &[Rule]) -> Option<String> {
    let compares = |rule: &Rule| {
        matches!(
            rule,
            Rule::kw_is | Rule::kw_not | Rule::kw_in | Rule::kw_between | Rule::kw_at | Rule::kw_extends | Rule::order
        )
    };
    let comparison = rules.contains(&Rule::order);
    let mut words: Vec<&str> = Vec::new();
    let phrases: Vec<_> =
        rules.iter().filter(|r| !(comparison && compares(r))).filter_map(|rule| phrase(*rule)).collect();
    for phrase in &phrases {
        // What is itself a choice is joined with the other choices; what gives examples stays whole.
        let parts: Vec<&str> = match phrase.contains([':', '(', '[']) || phrase.starts_with("`,") {
            true => vec![phrase.as_ref()],
            false => phrase.split(" or ").flat_map(|part| part.split(", ")).collect(),
        };
        for word in parts {
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words.extend(comparison.then_some("a comparison such as `is`"));
    let last = words.pop()?;
    Some(if words.is_empty() { last.to_owned() } else { format!("{} or {last}", words.join(", ")) })
}

/// `a`, `b` or `c`
pub(super) fn alternatives<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut quoted: Vec<String> = words.map(|w| format!("`{w}`")).collect();
    match quoted.pop() {
        Some(last) if !quoted.is_empty() => format!("{} or {last}", quoted.join(", ")),
        Some(last) => last,
        None => String::new(),
    }
}

/// The keywords among what was expected, also those that a limit, a type or a day begins with.
pub(super) fn keywords(rules: &[Rule]) -> Vec<String> {
    let phrases: Vec<_> = rules.iter().filter_map(|rule| phrase(*rule)).collect();
    let quoted = phrases.iter().flat_map(|p| p.split('`').skip(1).step_by(2));
    let words = quoted.flat_map(str::split_whitespace).filter(|w| w.bytes().all(|b| b.is_ascii_lowercase()));
    let hidden = rules.iter().flat_map(|rule| match rule {
        Rule::limit => &["within", "by", "none"][..],
        Rule::days | Rule::day_range | Rule::day => &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        Rule::unit => &["seconds", "minutes", "hours", "days", "second", "minute", "hour", "day"],
        _ => &[],
    });
    words.chain(hidden.copied()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use pest::Parser as _;

    use super::{Rule, keyword, phrase};
    use crate::syntax::grammar::PolicyParser;

    #[test]
    fn a_keyword_is_what_its_rule_is_named_after() {
        for (rule, word) in Rule::all_rules().iter().filter_map(|rule| Some((rule, keyword(*rule)?))) {
            assert!(PolicyParser::parse(*rule, &word).is_ok(), "{rule:?} is not `{word}`");
        }
    }

    /// Whole statements and blocks, and what a writer does not see.
    fn needs_none(name: &str) -> bool {
        let whole = ["_item", "_stmt", "_field", "_outcome", "_lead", "_start", "_end", "_token", "_part", "_char"];
        let parts = ["broken_", "whole_", "missing_", "close_", "bare_", "file"];
        whole.iter().any(|end| name.ends_with(end))
            || parts.iter().any(|start| name.starts_with(start))
            || matches!(
                name,
                "EOI"
                    | "WHITESPACE"
                    | "COMMENT"
                    | "carried"
                    | "item"
                    | "ended"
                    | "reserved"
                    | "statement_word"
                    | "outcome"
                    | "outcome_word"
                    | "treat"
                    | "remedy"
                    | "test_incident"
                    | "expect_block"
                    | "token"
                    | "unclosed_text"
                    | "last_objective"
                    | "word"
                    | "symbol"
            )
    }

    #[test]
    fn what_may_be_expected_has_words() {
        for rule in Rule::all_rules() {
            let name = format!("{rule:?}");
            assert!(phrase(*rule).is_some() || needs_none(&name), "`{name}` has no words in `described`");
        }
    }
}
