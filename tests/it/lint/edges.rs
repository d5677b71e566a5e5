//! What rules find and leave alone beside their examples.

use super::linted;

const OFFICE: &str = "calendar office { timezone Europe/London open mon-fri 09:00-12:30, 13:30-17:00 } ";

/// The names of the rules that fire, and the helps of one of them.
fn found(text: &str, rule: &str) -> (usize, Vec<String>) {
    let (_, found) = linted(text);
    assert_eq!(found.errors, [], "{text}");
    let own: Vec<_> = found.findings.iter().filter(|f| f.code.name() == rule).collect();
    (own.len(), own.iter().map(|f| format!("{}; {}", f.message, f.help.clone().unwrap_or_default())).collect())
}

fn tier(statements: &str) -> String {
    format!("{OFFICE}priority P1 tier Gold {{ coverage office {statements} }}")
}

#[test]
fn a_time_of_day_is_outside_the_hours_before_between_and_after() {
    let by = |time: &str| found(&tier(&format!("response P1 by {time} on next working day")), "time-outside-hours");
    for inside in ["09:00", "12:30", "13:30", "16:00", "17:00"] {
        assert_eq!(by(inside).0, 0, "{inside}");
    }
    for (outside, said) in [
        ("08:00", "which opens at 09:00; whoever works"),
        ("04:00", "if the afternoon is meant, write `by 16:00`"),
        ("13:00", "which is closed then on every day"),
        ("18:00", "which closes at 17:00; say `by end of ...`"),
    ] {
        let (count, told) = by(outside);
        assert_eq!(count, 1, "{outside}");
        assert!(told[0].contains(said), "{outside}: {told:?}");
    }
    // On some day it is open then.
    let late = "calendar late { timezone UTC open mon-thu 09:00-17:00 open fri 07:00-15:00 } priority P1 \
                tier Gold { coverage late response P1 by 08:00 on next working day }";
    assert_eq!(found(late, "time-outside-hours").0, 0);
    let always = "priority P1 tier Gold { coverage always response P1 by 08:00 on next working day }";
    assert_eq!(found(always, "time-outside-hours").0, 0);
}

#[test]
fn a_date_before_that_of_an_earlier_stage_is_found() {
    let dates = |response: &str, relief: &str| {
        found(&tier(&format!("response P1 {response} relief P1 {relief}")), "later-stage-tighter").0
    };
    for (response, relief) in [
        ("by end of next working day", "by 12:00 on next working day"),
        ("by end of working day 3", "by end of working day 2"),
        ("by same time on working day 2", "by same time on next working day"),
        ("< 3 working days", "by end of next working day"),
        ("by end of next working day", "< 1 working hour"),
    ] {
        assert_eq!(dates(response, relief), 1, "{response} against {relief}");
    }
    for (response, relief) in [
        ("by 12:00 on next working day", "by end of next working day"),
        ("by end of next working day", "by end of next working day"),
        // Whichever is due first depends on when the incident is opened.
        ("< 8 working hours", "by 12:00 on next working day"),
        ("by same time on next working day", "by end of next working day"),
    ] {
        assert_eq!(dates(response, relief), 0, "{response} against {relief}");
    }
}

#[test]
fn an_unless_that_leaves_nothing_or_takes_nothing_is_found() {
    let provide = |condition: &str| {
        let text = format!(
            "facts {{ a bool b bool n number }} priority P1 priority P2 tier Gold {{ coverage always response < 1 day }} \
             remedy fix {{ may provide {condition} }}"
        );
        ["never-provided", "part-without-effect", "never-true", "always-true"].map(|rule| found(&text, rule).0)
    };
    assert_eq!(provide("when a unless a"), [1, 0, 0, 0]);
    assert_eq!(provide("when a and b unless a or b"), [1, 0, 0, 0]);
    assert_eq!(provide("when n > 10 unless n > 5"), [1, 0, 0, 0]);
    assert_eq!(provide("when priority is P1 unless priority at least P1"), [1, 0, 0, 0]);
    assert_eq!(provide("when a unless not a"), [0, 1, 0, 0]);
    assert_eq!(provide("when n > 10 unless n < 5"), [0, 1, 0, 0]);
    assert_eq!(provide("when a unless b"), [0, 0, 0, 0]);
    assert_eq!(provide("when n > 5 unless n > 10"), [0, 0, 0, 0]);
    assert_eq!(provide("unless a"), [0, 0, 0, 0]);
    // What is constant by itself is found by itself.
    assert_eq!(provide("when a unless b or not b"), [0, 0, 0, 1]);
    assert_eq!(provide("when a and not a unless b"), [0, 0, 1, 0]);
}

#[test]
fn a_priority_without_a_definition_is_found_wherever_it_is() {
    let of = |priorities: &str| {
        let text = format!("facts {{ a bool }} {priorities} tier Gold {{ coverage always response < 1 day }}");
        found(&text, "undefined-priority")
    };
    assert_eq!(of("priority P1 priority P2 { means \"Some\" }").0, 0, "nothing is defined at all");
    assert_eq!(of("priority P1 { when a } priority P2 { otherwise }").0, 0);
    let (count, told) = of("priority P1 { when a } priority P2 { means \"Some\" } priority P3 { otherwise }");
    assert_eq!(count, 1);
    assert!(told[0].contains("becomes `P3` instead") && told[0].contains("`means` is shown"), "{told:?}");
    assert_eq!(of("priority P0 priority P1 { when a } priority P2 { otherwise }").0, 1);
    let (count, told) = of("priority P1 { when a } priority P2");
    assert_eq!(count, 1);
    assert!(!told[0].contains("instead") && !told[0].contains("means"), "{told:?}");
}

#[test]
fn a_gap_between_versions_is_found_in_days_and_in_hours() {
    let versions = |dates: &[(&str, &str)]| {
        let mut text = String::from("priority P1 tier Gold customisable { coverage always response < 1 day }");
        for (dates, more) in dates {
            text.push_str(&format!(" contract Acme extends Gold {{ in force {dates} {more} }}"));
        }
        found(&text, "version-gap")
    };
    let year = |year: u32| format!("{year}-01-01 to {year}-12-31");
    let [a, b, c] = [2024, 2025, 2026].map(year);
    assert_eq!(versions(&[(&a, ""), (&b, ""), (&c, "")]).0, 0);
    let (count, told) = versions(&[(&c, ""), (&a, "")]);
    assert_eq!(count, 1);
    assert!(told[0].contains("from 2025-01-01 to 2025-12-31"), "{told:?}");
    let (_, told) = versions(&[(&a, ""), ("2025-01-02 to 2025-12-31", "")]);
    assert!(told[0].contains("is in force on 2025-01-01"), "{told:?}");
}

#[test]
fn round_the_clock_is_not_made_working_time_without_a_word() {
    let advice = |more: &str| {
        let (count, told) = found(&tier(&format!("response P1 < 4 hours {more}")), "wall-hours-under-coverage");
        assert_eq!(count, 1);
        told[0].clone()
    };
    let plain = advice("");
    assert!(
        plain.contains("what was promised, say `coverage P1 always`; `4 working hours` is another promise"),
        "{plain}"
    );
    // The coverage is needed for another limit.
    let mixed = advice("relief P1 < 8 working hours");
    assert!(
        mixed.contains(
            "write `// relief: allow(wall-hours-under-coverage) why` above it (`coverage P1 always` would also change"
        ),
        "{mixed}"
    );
}

#[test]
fn a_calendar_or_fact_that_only_a_limit_or_a_reply_uses_is_used() {
    let policy = |statements: &str| {
        format!(
            "{OFFICE}calendar desk {{ timezone UTC open mon-fri 08:00-20:00 }} facts {{ vip bool }} priority P1 \
             objective onsite from sent tier Gold {{ coverage office response P1 < 8 working hours {statements} }}"
        )
    };
    for (statements, calendars, facts) in [
        ("", 1, 1),
        ("objective onsite P1 < 4 working hours on desk", 0, 1),
        ("reply P1 within 4 working hours on desk", 0, 1),
        ("resolution P1 < 9 working hours when vip resolution P1 < 10 working hours", 1, 0),
        ("resolution P1 < 9 working hours when vip or opened within desk resolution P1 < 10 working hours", 0, 0),
    ] {
        assert_eq!(found(&policy(statements), "unused-calendar").0, calendars, "{statements}");
        assert_eq!(found(&policy(statements), "unread-fact").0, facts, "{statements}");
    }
}

#[test]
fn a_limit_with_a_calendar_of_its_own_is_judged_by_that_calendar() {
    let desk = |statements: &str| {
        format!(
            "{OFFICE}calendar late {{ timezone UTC open mon-fri 12:00-20:00 }} priority P1 priority P2 \
             tier Gold {{ coverage office coverage P2 always {statements} }}"
        )
    };
    for (statements, rule, count) in [
        ("response < 4 working hours on late", "working-time-under-always", 0),
        ("response P1 < 4 working hours on always response P2 < 4 hours", "working-time-under-always", 1),
        ("response P1 < 8 working hours on late response P2 < 4 working hours on office", "less-urgent-tighter", 0),
        ("response P1 < 8 working hours on late response P2 < 4 working hours on late", "less-urgent-tighter", 1),
        ("response P1 by 19:00 on next working day on late response P2 < 9 hours", "time-outside-hours", 0),
        ("response P1 by 10:00 on next working day on late response P2 < 9 hours", "time-outside-hours", 1),
    ] {
        assert_eq!(found(&desk(statements), rule).0, count, "{statements}");
    }
}

#[test]
fn a_condition_of_a_limit_is_looked_into() {
    let limits = |condition: &str, rule: &str| {
        let text = format!(
            "{OFFICE}facts {{ users number vip bool }} priority P1 priority P2 tier Gold {{ coverage office \
             response P1 < 4 working hours when {condition} response P1 < 8 working hours response P2 none }}"
        );
        found(&text, rule).0
    };
    assert_eq!(limits("users > 5 and users < 3", "never-true"), 1);
    assert_eq!(limits("users > 5 and users > 3", "part-without-effect"), 1);
    assert_eq!(limits("priority is P2", "never-true"), 1);
    assert_eq!(limits("vip or not vip", "never-true"), 0);
    assert_eq!(limits("vip and opened within office", "never-true"), 0);
    assert_eq!(limits("vip or users > 5 and users < 9", "mixed-and-or"), 1);
}

#[test]
fn plain_days_and_counted_dates_are_told_apart() {
    let advice = |limit: &str| found(&tier(limit), "wall-hours-under-coverage");
    let (count, told) = advice("response P1 within 30 days");
    assert_eq!(count, 1);
    assert!(
        told[0].contains(
            "if the contract means the date, write `by end of day 30` or `by same time on day 30`, which count every \
             date; if it means 720 hours by day and night, say `coverage P1 always`"
        ),
        "{told:?}"
    );
    assert_eq!(advice("response P1 by end of day 30").0, 0);
    // A limit by circumstance, and a reply.
    let (count, told) = advice("response P1 within 4 hours when opened within office response P1 < 9 working hours");
    assert_eq!(count, 1, "{told:?}");
    assert_eq!(advice("response P1 < 9 working hours reply P1 within 2 hours").0, 1);
    assert_eq!(advice("response P1 < 9 working hours reply P1 within 2 working hours").0, 0);

    let daily = |limit: &str| {
        let text = format!(
            "calendar daily {{ timezone Europe/London open mon-sun 00:00-24:00 }} priority P1 tier Gold {{ coverage \
             daily response P1 {limit} }}"
        );
        found(&text, "working-time-under-always")
    };
    assert_eq!(daily("by end of day 3").0, 0);
    let (count, told) = daily("by end of working day 3");
    assert_eq!(count, 1);
    assert!(told[0].contains("give it a calendar, or say `day` without `working`, which counts every date"));
}

#[test]
fn parties_of_updates_and_replies_are_looked_at() {
    for statement in ["update P1 every 4 working hours", "reply P1 within 4 working hours"] {
        let paused =
            |party: &str| tier(&format!("response P1 < 8 working hours {statement}, pausing while waiting on {party}"));
        assert_eq!(found(&paused("vendor"), "pause-for-vendor").0, 1, "{statement}");
        assert_eq!(found(&paused("costumer"), "misspelt-party").0, 1, "{statement}");
        assert_eq!(found(&paused("customer"), "pause-for-vendor").0, 0, "{statement}");
    }
}

#[test]
fn declared_objectives_and_replies_have_a_place_in_the_order() {
    let order = |statements: &str| {
        let text = format!(
            "{OFFICE}priority P1 objective onsite from sent tier Gold {{ coverage office response P1 < 8 working hours \
             {statements} }}"
        );
        found(&text, "statement-order")
    };
    let [onsite, resolution] = ["objective onsite P1 < 9 working hours", "resolution P1 none"];
    let [update, reply] = ["update P1 every 4 working hours", "reply P1 within 4 working hours"];
    assert_eq!(order(&format!("{resolution} {onsite} {update} {reply}")).0, 0);
    let (count, told) = order(&format!("{onsite} {resolution}"));
    assert_eq!(count, 1);
    assert!(told[0].starts_with("`resolution` comes after `objective`"), "{told:?}");
    assert_eq!(order(&format!("{reply} {update}")).0, 1);
}

#[test]
fn a_treatment_between_equal_promises_has_no_effect_wherever_they_are_written() {
    let treated = |of_p2: &str| {
        let text = format!(
            "{OFFICE}calendar desk {{ timezone UTC open mon-fri 08:00-20:00 }} facts {{ vip bool minor bool }} \
             priority P1 priority P2 treat P1 as P2 for response, updates when minor tier Gold {{ coverage office \
             response P1 < 4 working hours on desk when vip response P1 < 8 working hours on desk \
             reply P1 within 2 working hours on desk {of_p2} }}"
        );
        found(&text, "treat-without-effect").0
    };
    let own = |first: &str, last: &str, reply: &str| {
        treated(&format!(
            "response P2 < {first} working hours on desk when vip response P2 < {last} working hours on desk \
             reply P2 within {reply} working hours on desk"
        ))
    };
    assert_eq!(own("4", "8", "2"), 1);
    for (first, last, reply) in [("5", "8", "2"), ("4", "9", "2"), ("4", "8", "3")] {
        assert_eq!(own(first, last, reply), 0, "{first}, {last}, {reply}");
    }
}

#[test]
fn an_update_or_a_reply_that_no_longer_pauses_is_found() {
    for statement in ["update P1 every 4 working hours", "reply P1 within 4 working hours"] {
        let override_by = |parties: &str| {
            let text = format!(
                "{} tier Platinum extends Gold {{ {} {parties} }}",
                tier(&format!("response P1 < 8 working hours {statement}, pausing while waiting on customer")),
                statement.replace('4', "2"),
            );
            found(&text, "dropped-pause").0
        };
        assert_eq!(override_by(""), 1, "{statement}");
        assert_eq!(override_by(", pausing while waiting on third_party"), 1, "{statement}");
        assert_eq!(override_by(", pausing while waiting on customer, third_party"), 0, "{statement}");
    }
}

#[test]
fn a_cap_is_held_against_the_most_that_all_credits_come_to() {
    let caps = |statements: &str| {
        let text =
            format!("priority P1\ntier T {{ response P1 95% < 1 hour relief P1 90% < 4 hours\n{statements}\n}}\n");
        found(&text, "cap-never-reached")
    };
    let table = "credit for response P1 { below target credit 5%  below 90% credit 10% }";
    let distance = "credit for relief P1 2% for each started 20% below 90%";
    // 10% of the bands and 5 steps of 2%.
    assert_eq!(caps(&format!("fee 100.00 GBP per month {table} {distance} credits at most 20%")).0, 0);
    let (count, told) = caps(&format!("fee 100.00 GBP per month {table} {distance} credits at most 20.5%"));
    assert_eq!(count, 1);
    assert!(told[0].contains("this cap of 20.5%: all of them are 20% in a period"), "{told:?}");
    // A share of the fee of a year is as much of each of its periods.
    assert_eq!(caps(&format!("fee 100.00 GBP per month {table} credits at most 10% per year")).0, 0);
    assert_eq!(caps(&format!("fee 100.00 GBP per month {table} credits at most 11% per year")).0, 1);
    // Money: of a fee for a quarter, measured by months, and over the months of a year.
    assert_eq!(caps(&format!("fee 300.00 GBP per quarter {table} credits at most 10.00 GBP")).0, 0);
    let (count, told) = caps(&format!("fee 300.00 GBP per quarter {table} credits at most 10.01 GBP"));
    assert_eq!(count, 1);
    assert!(told[0].contains("all of them are 10.00 GBP in a period"), "{told:?}");
    assert_eq!(caps(&format!("fee 100.00 GBP per month {table} credits at most 120.00 GBP per year")).0, 0);
    assert_eq!(caps(&format!("fee 100.00 GBP per month {table} credits at most 120.01 GBP per year")).0, 1);
    // What grows with every incident reaches any cap.
    assert_eq!(caps("fee 100.00 GBP per month credit each breach of response P1 1% credits at most 100%").0, 0);
    assert_eq!(
        caps(&format!("fee 100.00 GBP per month {table} credit each breach of relief P1 1% credits at most 50%")).0,
        0
    );
}
