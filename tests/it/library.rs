//! What the library hands to programs: decisions that borrow nothing, and their JSON form.

use chrono::{DateTime, FixedOffset, Utc};
use relief::internals::time::Length;
use relief::{Basis, Incident, Instant, OffsetInstant, Policy, Statement, Truth};

const GOLD: &str = r#"facts {
    down    bool
    vip     bool
    noticed instant
    grace   duration
}
priority P1 { when down }
priority P2 { otherwise }
calendar office { timezone UTC open mon-fri 09:00-17:00 }
tier Gold {
    coverage office
    response P1 < 1 working hour
    response P2 < 4 working hours
    relief within 3 x response
    resolution none "as soon as can be"
    update every 2 working hours
    treat P2 as P1 for response when vip
}
remedy work_around { will provide when noticed < 2024-06-03T10:30:00Z and grace > 2 hours }
"#;

fn statements(statements: &[std::sync::Arc<Statement>]) -> Vec<String> {
    statements.iter().map(|s| format!("{}:{} {}", s.file, s.line, s.text)).collect()
}

#[test]
fn a_decision_names_the_statements_that_determined_it() {
    let policy = Policy::from_text("gold.sla", GOLD).unwrap_or_else(|e| panic!("{:?}", e.diagnostics));
    let opened: Instant = "2024-06-03T10:00:00Z".parse().unwrap();
    let incident = Incident::builder("1", "Gold", opened).fact("down", false).fact("vip", true).build();
    let decision = policy.decide(&incident, "2024-06-03T11:30:00Z".parse().unwrap()).unwrap();
    let of = |name: &str| statements(&decision.objective(name).unwrap().by);
    assert_eq!((decision.priority.as_str(), decision.priority_basis), ("P2", Basis::Definition));
    assert_eq!(statements(&decision.by), ["gold.sla:8 otherwise", "gold.sla:17 treat P2 as P1 for response when vip"]);
    assert_eq!(
        of("response"),
        ["gold.sla:12 response P1 < 1 working hour", "gold.sla:17 treat P2 as P1 for response when vip"]
    );
    assert_eq!(of("relief"), ["gold.sla:14 relief within 3 x response", "gold.sla:13 response P2 < 4 working hours"]);
    assert!(decision.objective("resolution").is_none() && decision.objectives.get("resolution").is_some());
    assert_eq!(statements(&decision.cadence.as_ref().unwrap().by), ["gold.sla:16 update every 2 working hours"]);
    let remedy = "remedy work_around { will provide when noticed < 2024-06-03T10:30:00Z and grace > 2 hours }";
    assert_eq!(statements(&decision.remedy("work_around").unwrap().by), [format!("gold.sla:19 {remedy}")]);
}

#[test]
fn an_incident_is_decided_alike_after_its_way_through_json() {
    let policy = Policy::from_text("gold.sla", GOLD).unwrap_or_else(|e| panic!("{:?}", e.diagnostics));
    let at = |text: &str| text.parse::<Instant>().unwrap();
    let incident = Incident::builder("1", "Gold", at("2024-06-03T10:00:00Z"))
        .responded(at("2024-06-03T10:20:00Z"))
        .waiting(at("2024-06-03T10:30:00Z"), Some(at("2024-06-03T10:40:00.000001Z")), "customer")
        .waiting(at("2024-06-03T11:00:00Z"), None, "customer")
        .update(at("2024-06-03T10:20:00Z"))
        .excluded(at("2024-06-03T10:50:00Z"), at("2024-06-03T10:55:00Z"))
        .priority("P2")
        .priority_change(at("2024-06-03T10:45:00Z"), "P1")
        .channel("email")
        .instant("visited", at("2024-06-03T10:58:00Z"))
        .fact("noticed", at("2024-06-03T10:00:00Z"))
        .fact("grace", Length::hours(3))
        .build();
    let json = serde_json::to_string(&incident).unwrap();
    let read: Incident = serde_json::from_str(&json).unwrap();
    let decide = |incident: &Incident| policy.decide(incident, at("2024-06-03T12:00:00Z")).unwrap();
    assert_eq!(decide(&read), decide(&incident));
    assert_eq!(decide(&read).remedy("work_around").unwrap().entitled, Truth::True);
    assert_eq!(serde_json::to_value(&read).unwrap(), serde_json::to_value(&incident).unwrap());
}

#[test]
fn an_incident_in_json_has_its_fields_once_and_of_their_types() {
    let error = |text: &str| serde_json::from_str::<Incident>(text).unwrap_err().to_string();
    assert!(error(r#"{"id": "1", "contract": "Gold"}"#).starts_with("missing field `opened`"));
    assert!(error(r#"{"id": "", "contract": "Gold"}"#).starts_with("missing field `id`"));
    let twice = r#"{"id": "1", "id": "2"}"#;
    assert!(error(twice).starts_with("the key `id` occurs twice"), "{}", error(twice));
    let late = r#"{"id": "1", "contract": "Gold", "opened": "yesterday"}"#;
    assert!(error(late).starts_with("`opened`: `yesterday` is not an instant"), "{}", error(late));
    let read: Incident = serde_json::from_str(
        r#"{"id": 7, "contract": "Gold", "opened": "2024-06-03T10:00:00+02:00", "channel": null, "relieved": "",
            "waiting": [{"from": "2024-06-03T10:00:00Z"}], "count": 3, "notes": ["ignored"]}"#,
    )
    .unwrap();
    let wanted = Incident::builder("7", "Gold", "2024-06-03T08:00:00Z".parse::<Instant>().unwrap())
        .waiting("2024-06-03T10:00:00Z".parse::<Instant>().unwrap(), None, "customer")
        .fact("count", 3)
        .build();
    assert_eq!(read, wanted);
}

#[test]
fn instants_come_from_chrono_and_go_to_it() {
    let text = "2024-06-03T10:00:00.000001+02:00";
    let at: OffsetInstant = text.parse().unwrap();
    let fixed = DateTime::<FixedOffset>::try_from(at).unwrap();
    assert_eq!(fixed.to_rfc3339(), text);
    assert_eq!(OffsetInstant::from(fixed), at);
    let utc = DateTime::<Utc>::try_from(Instant::from(fixed)).unwrap();
    assert_eq!(utc, fixed);
    assert_eq!(Instant::from(utc).to_string(), "2024-06-03T08:00:00.000001Z");
    assert!(DateTime::<Utc>::try_from(Instant(i64::MAX)).is_err());
    // What is before 1970 is rounded down as well.
    let before = DateTime::<Utc>::from_timestamp(-1, 999_999_999).unwrap();
    assert_eq!(Instant::from(before), Instant(-1));
}

#[test]
fn an_incident_in_json_carries_the_instants_of_declared_fields() {
    let policy = Policy::from_text(
        "patch.sla",
        "calendar round { timezone UTC open always }
         priority P1 \"Urgent\"
         objective patch \"Patch\" until patched
         tier Basic { coverage round response P1 < 1 hour objective patch P1 < 2 hours }",
    )
    .unwrap();
    let opened = "2024-06-03T10:00:00Z".parse::<Instant>().unwrap();
    let decide = |patched: &str| {
        let text = format!(
            r#"{{"id": "1", "contract": "Basic", "priority": "P1", "opened": "2024-06-03T10:00:00Z", "patched": {patched}}}"#
        );
        let incident: Incident = serde_json::from_str(&text).unwrap();
        policy.decide(&incident, opened).map(|decision| decision.objective("patch").unwrap().elapsed_s)
    };
    assert_eq!(decide(r#""2024-06-03T11:00:00Z""#).unwrap(), decide(r#""2024-06-03T13:00:00+02:00""#).unwrap());
    let rejection = decide(r#""noon""#).unwrap_err();
    assert_eq!(rejection.code, relief::RejectCode::BadInstant);
    assert!(rejection.message.starts_with("`patched` is `noon`"), "{}", rejection.message);
    let rejection = decide("true").unwrap_err();
    assert_eq!(rejection.message, "`patched` should be an instant, and is `true`");
}
