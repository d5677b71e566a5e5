//! What the rules of the grammar are called by the people who write policies. No rule's own name
//! ever reaches them.

use crate::time::calendar::MonthWeek;

use super::grammar::Rule;

/// The words for one rule; nothing for rules that no reader would miss.
fn phrase(rule: Rule) -> Option<&'static str> {
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
        // Whole statements and blocks: the places inside them say more.
        Rule::EOI
        | Rule::WHITESPACE
        | Rule::COMMENT
        | Rule::file
        | Rule::carried
        | Rule::item
        | Rule::broken_item
        | Rule::broken_token
        | Rule::item_start
        | Rule::file_item_start
        | Rule::close_block
        | Rule::missing_brace
        | Rule::close_plain_block
        | Rule::missing_plain_brace
        | Rule::plain_block_end
        | Rule::whole_item
        | Rule::whole_policy_field
        | Rule::whole_calendar_stmt
        | Rule::whole_holiday
        | Rule::whole_fact
        | Rule::whole_priority_stmt
        | Rule::whole_contract_stmt
        | Rule::whole_remedy_stmt
        | Rule::whole_test_part
        | Rule::whole_field
        | Rule::whole_outcome
        | Rule::import_item
        | Rule::policy_item
        | Rule::policy_field
        | Rule::broken_policy_field
        | Rule::block_end
        | Rule::calendar_item
        | Rule::calendar_stmt
        | Rule::calendar_lead
        | Rule::broken_calendar_stmt
        | Rule::timezone_stmt
        | Rule::open_stmt
        | Rule::joins_stmt
        | Rule::closed_stmt
        | Rule::exception_stmt
        | Rule::working_day_stmt
        | Rule::intake_stmt
        | Rule::holidays_item
        | Rule::complete_stmt
        | Rule::broken_holiday
        | Rule::facts_item
        | Rule::broken_fact
        | Rule::priority_item
        | Rule::priority_stmt
        | Rule::means_stmt
        | Rule::when_stmt
        | Rule::otherwise_stmt
        | Rule::broken_priority_stmt
        | Rule::objective_item
        | Rule::channel_item
        | Rule::party_item
        | Rule::tier_item
        | Rule::contract_item
        | Rule::customer_stmt
        | Rule::in_force_stmt
        | Rule::tier_stmt
        | Rule::tier_lead
        | Rule::broken_tier_stmt
        | Rule::broken_contract_stmt
        | Rule::broken_part
        | Rule::coverage_stmt
        | Rule::zone_stmt
        | Rule::objective_stmt
        | Rule::update_stmt
        | Rule::reply_stmt
        | Rule::set_by_stmt
        | Rule::on_change_stmt
        | Rule::channels_stmt
        | Rule::releases_stmt
        | Rule::assistance_stmt
        | Rule::term_stmt
        | Rule::treat
        | Rule::remedy
        | Rule::provide_stmt
        | Rule::favoured_stmt
        | Rule::broken_remedy_stmt
        | Rule::test_item
        | Rule::bare_title
        | Rule::missing_title
        | Rule::broken_test_part
        | Rule::as_of_stmt
        | Rule::test_incident
        | Rule::test_field
        | Rule::waiting_field
        | Rule::update_field
        | Rule::message_field
        | Rule::changed_field
        | Rule::excluded_field
        | Rule::plain_field
        | Rule::broken_field
        | Rule::expect_block
        | Rule::outcome
        | Rule::broken_outcome
        | Rule::objective_outcome
        | Rule::priority_outcome
        | Rule::treated_outcome
        | Rule::channel_outcome
        | Rule::update_outcome
        | Rule::reply_outcome
        | Rule::ended
        | Rule::rejected_outcome
        | Rule::warns_outcome
        | Rule::attainment_outcome
        | Rule::outcome_lead
        | Rule::outcome_word
        | Rule::remedy_outcome
        | Rule::zone_char
        | Rule::name_char
        | Rule::reserved
        | Rule::statement_word
        | Rule::token
        | Rule::unclosed_text
        | Rule::word
        | Rule::symbol => return None,
        Rule::kw_accepted => "`accepted`",
        Rule::kw_always => "`always`",
        Rule::kw_and => "`and`",
        Rule::kw_as => "`as`",
        Rule::kw_assistance => "`assistance`",
        Rule::kw_at => "`at`",
        Rule::kw_attained => "`attained`",
        Rule::kw_attainment => "`attainment`",
        Rule::kw_base => "`base`",
        Rule::kw_between => "`between`",
        Rule::kw_beyond => "`beyond`",
        Rule::kw_bool => "`bool`",
        Rule::kw_breached => "`breached`",
        Rule::kw_business => "`business`",
        Rule::kw_by => "`by`",
        Rule::kw_calendar => "`calendar`",
        Rule::kw_change => "`change`",
        Rule::kw_changed => "`changed`",
        Rule::kw_channel => "`channel`",
        Rule::kw_channels => "`channels`",
        Rule::kw_closed => "`closed`",
        Rule::kw_complete => "`complete`",
        Rule::kw_contract => "`contract`",
        Rule::kw_coverage => "`coverage`",
        Rule::kw_covered => "`covered`",
        Rule::kw_customer => "`customer`",
        Rule::kw_customisable => "`customisable`",
        Rule::kw_day => "`day`",
        Rule::kw_due => "`due`",
        Rule::kw_duration => "`duration`",
        Rule::kw_elapsed => "`elapsed`",
        Rule::kw_end => "`end`",
        Rule::kw_ended => "`ended`",
        Rule::kw_every => "`every`",
        Rule::kw_except => "`except`",
        Rule::kw_excluded => "`excluded`",
        Rule::kw_expect => "`expect`",
        Rule::kw_extends => "`extends`",
        Rule::kw_facts => "`facts`",
        Rule::kw_false => "`false`",
        Rule::kw_favoured => "`favoured`",
        Rule::kw_first => "`first`",
        Rule::kw_for => "`for`",
        Rule::kw_force => "`force`",
        Rule::kw_fourth => "`fourth`",
        Rule::kw_from => "`from`",
        Rule::kw_holidays => "`holidays`",
        Rule::kw_import => "`import`",
        Rule::kw_in => "`in`",
        Rule::kw_incident => "`incident`",
        Rule::kw_instant => "`instant`",
        Rule::kw_intake => "`intake`",
        Rule::kw_is => "`is`",
        Rule::kw_joins => "`joins`",
        Rule::kw_known => "`known`",
        Rule::kw_last => "`last`",
        Rule::kw_late => "`late`",
        Rule::kw_least => "`least`",
        Rule::kw_may => "`may`",
        Rule::kw_means => "`means`",
        Rule::kw_message => "`message`",
        Rule::kw_met => "`met`",
        Rule::kw_missed => "`missed`",
        Rule::kw_needs => "`needs`",
        Rule::kw_next => "`next`",
        Rule::kw_no => "`no`",
        Rule::kw_none => "`none`",
        Rule::kw_not => "`not`",
        Rule::kw_number => "`number`",
        Rule::kw_objective => "`objective`",
        Rule::kw_of => "`of`",
        Rule::kw_on => "`on`",
        Rule::kw_open => "`open`",
        Rule::kw_opened => "`opened`",
        Rule::kw_or => "`or`",
        Rule::kw_otherwise => "`otherwise`",
        Rule::kw_owner => "`owner`",
        Rule::kw_party => "`party`",
        Rule::kw_paused => "`paused`",
        Rule::kw_pausing => "`pausing`",
        Rule::kw_pending => "`pending`",
        Rule::kw_policy => "`policy`",
        Rule::kw_priority => "`priority`",
        Rule::kw_provide => "`provide`",
        Rule::kw_refused => "`refused`",
        Rule::kw_rejected => "`rejected`",
        Rule::kw_releases => "`releases`",
        Rule::kw_relief => "`relief`",
        Rule::kw_remedies => "`remedies`",
        Rule::kw_remedy => "`remedy`",
        Rule::kw_reply => "`reply`",
        Rule::kw_resolution => "`resolution`",
        Rule::kw_response => "`response`",
        Rule::kw_restart => "`restart`",
        Rule::kw_running => "`running`",
        Rule::kw_same => "`same`",
        Rule::kw_second => "`second`",
        Rule::kw_set => "`set`",
        Rule::kw_source => "`source`",
        Rule::kw_term => "`term`",
        Rule::kw_test => "`test`",
        Rule::kw_text => "`text`",
        Rule::kw_third => "`third`",
        Rule::kw_tier => "`tier`",
        Rule::kw_time => "`time`",
        Rule::kw_timezone => "`timezone`",
        Rule::kw_to => "`to`",
        Rule::kw_treat => "`treat`",
        Rule::kw_treated => "`treated`",
        Rule::kw_true => "`true`",
        Rule::kw_unknown => "`unknown`",
        Rule::kw_unless => "`unless`",
        Rule::kw_until => "`until`",
        Rule::kw_update => "`update`",
        Rule::kw_updates => "`updates`",
        Rule::kw_url => "`url`",
        Rule::kw_vendor => "`vendor`",
        Rule::kw_version => "`version`",
        Rule::kw_waiting => "`waiting`",
        Rule::kw_warns => "`warns`",
        Rule::kw_when => "`when`",
        Rule::kw_while => "`while`",
        Rule::kw_will => "`will`",
        Rule::kw_within => "`within`",
        Rule::kw_working => "`working`",
        Rule::kw_x => "`x`",
        Rule::kw_yes => "`yes`",
        Rule::kw_zone => "`zone`",
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
    for phrase in rules.iter().filter(|r| !(comparison && compares(r))).filter_map(|rule| phrase(*rule)) {
        // What is itself a choice is joined with the other choices; what gives examples stays whole.
        let parts: Vec<&str> = match phrase.contains([':', '(', '[']) || phrase.starts_with("`,") {
            true => vec![phrase],
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
pub(super) fn keywords(rules: &[Rule]) -> Vec<&'static str> {
    let phrases = rules.iter().filter_map(|rule| phrase(*rule));
    let quoted = phrases.flat_map(|p| p.split('`').skip(1).step_by(2));
    let words = quoted.flat_map(str::split_whitespace).filter(|w| w.bytes().all(|b| b.is_ascii_lowercase()));
    let hidden = rules.iter().flat_map(|rule| match rule {
        Rule::limit => &["within", "by", "none"][..],
        Rule::days | Rule::day_range | Rule::day => &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        Rule::unit => &["seconds", "minutes", "hours", "days", "second", "minute", "hour", "day"],
        _ => &[],
    });
    words.chain(hidden.copied()).collect()
}

/// A good statement of a rule, to hold beside a bad one.
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
        Rule::objective_stmt => "response P1 < 4 working hours",
        Rule::import_item => "import \"gold.sla\"",
        Rule::policy_item => "policy \"Standard support\" { source \"support.txt\" }",
        Rule::calendar_item => "calendar office \"Office hours\" { ... }",
        Rule::holidays_item => "holidays company { complete 2026 to 2027 ... }",
        Rule::facts_item => "facts { total_outage bool }",
        Rule::priority_item => "priority P1 \"Critical\" { when total_outage }",
        Rule::tier_item => "tier Gold extends Silver customisable { ... }",
        Rule::contract_item => "contract Acme extends Gold { ... }",
        Rule::treat => "treat P3 as P2 for remedies when environment is test",
        Rule::remedy => "remedy hot_fix { may provide when priority is P1 }",
        Rule::channel_item => "channel portal \"Self-service portal\"",
        Rule::objective_item => "objective onsite \"Engineer on site\" from dispatched until arrived",
        Rule::party_item => "party reseller \"The reseller\"",
        Rule::test_item => "test \"name\" { incident { ... } as of 2026-01-31T09:00:00Z expect { ... } }",
        Rule::timezone_stmt => "timezone Europe/London",
        Rule::open_stmt => "open mon-fri 09:00-17:00",
        Rule::joins_stmt => "joins london, sydney in Australia/Sydney",
        Rule::closed_stmt if written.split_whitespace().nth(1).is_some_and(|w| MonthWeek::parse(w).is_some()) => {
            "closed first sun 00:00-06:00 \"Maintenance\""
        }
        Rule::closed_stmt if written.contains(':') => "closed 2026-06-06 22:00 to 2026-06-07 02:00 \"Maintenance\"",
        Rule::closed_stmt => "closed 2026-12-24 to 2026-12-31 \"Works holiday\"",
        Rule::exception_stmt => "on 2026-12-24 open 09:00-12:00",
        Rule::working_day_stmt => "working day 8 hours",
        Rule::intake_stmt => "intake until 16:00",
        Rule::complete_stmt => "complete 2026 to 2028",
        Rule::holiday => "2026-12-25 \"Christmas Day\"",
        Rule::fact => "environment production | test",
        Rule::customer_stmt => "customer \"Acme Ltd\"",
        Rule::in_force_stmt => "in force 2026-01-01 to 2026-12-31",
        Rule::coverage_stmt => "coverage P1 always",
        Rule::zone_stmt => "zone Asia/Tokyo",
        Rule::update_stmt => "update P1 every 2 hours",
        Rule::reply_stmt => "reply P1 within 2 working hours",
        Rule::set_by_stmt => "priority set by customer",
        Rule::on_change_stmt => "on priority change restart",
        Rule::channels_stmt => "channels + telephone",
        Rule::releases_stmt => "releases major, minor, update",
        Rule::assistance_stmt => "assistance \"As agreed with customer\"",
        Rule::term_stmt => "term data_residency \"United Kingdom\"",
        Rule::provide_stmt => "may provide when priority is P1",
        Rule::favoured_stmt => "favoured when quicker_than_update",
        Rule::means_stmt => "means \"Total outage\"",
        Rule::when_stmt => "when total_outage",
        Rule::as_of_stmt => "as of 2026-01-31T09:00:00Z",
        Rule::waiting_field => "waiting 2026-01-31T09:00:00Z to 2026-01-31T10:00:00Z on customer",
        Rule::objective_outcome => "response met, due 2026-01-31T13:00:00Z",
        Rule::remedy_outcome => "hot_fix yes` or `hot_fix may yes",
        Rule::plain_field => "contract Gold",
        Rule::test_incident => "incident { contract Gold priority P1 opened 2026-01-31T09:00:00Z }",
        Rule::expect_block => "expect { response met }",
        Rule::policy_field => "source \"support.txt\"",
        Rule::update_field => "update 2026-01-31T10:00:00Z",
        Rule::message_field => "message 2026-01-31T10:00:00Z",
        Rule::changed_field => "changed 2026-01-31T10:00:00Z to P2",
        Rule::excluded_field => "excluded 2026-01-31T10:00:00Z to 2026-01-31T11:00:00Z",
        Rule::priority_outcome => "priority P1 by customer",
        Rule::treated_outcome => "treated as P1",
        Rule::channel_outcome => "channel accepted",
        Rule::update_outcome => "update due 2026-01-31T13:00:00Z",
        Rule::reply_outcome => "reply late 0",
        Rule::rejected_outcome => "rejected not-in-force",
        Rule::warns_outcome => "warns breach-lifted",
        Rule::attainment_outcome => "attainment response Gold P1 attained",
        _ => return None,
    })
}
