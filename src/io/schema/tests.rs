#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use crate::facts::FactType;
use serde_json::{Value, json};

use crate::io::read::{Mapping, Shape, built_in_names};
use crate::policy::model::Fact;
use crate::span::{FileId, Span};

use super::{calendar, decision, incident, mapping};

fn valid(schema: &Value, instance: &Value) -> bool {
    jsonschema::meta::validate(schema).unwrap();
    jsonschema::validator_for(schema).unwrap().is_valid(instance)
}

#[test]
fn incidents() {
    let span = Span::new(FileId(0), 0, 0);
    let fact = |name: &str, kind| Fact { name: name.to_owned(), kind, description: None, span };
    let facts = [
        fact("environment", FactType::Enumeration(vec!["production".to_owned(), "test".to_owned()])),
        fact("total_outage", FactType::Bool),
    ];
    let schema = incident(Shape { facts: &facts, ..Shape::default() });
    let good = json!({"id": 7, "contract": "Gold", "opened": "2026-01-31T09:00:00Z", "environment": "production",
        "total_outage": null, "waiting": [{"from": "2026-01-31T09:00:00Z"}], "unheard_of": 1});
    assert!(valid(&schema, &good));
    for (key, value) in [("environment", json!("prod")), ("total_outage", json!("true")), ("waiting", json!("a/b"))] {
        let mut bad = good.clone();
        bad[key] = value;
        assert!(!valid(&schema, &bad), "{key}");
    }
    assert!(!valid(&schema, &json!({"id": "A"})));
}

#[test]
fn carried_mappings() {
    for name in built_in_names() {
        let text = Mapping::built_in_text(name).unwrap();
        let value: Value = crate::yaml::parse(text, 1 << 20).unwrap();
        assert!(valid(&mapping(), &value), "{name}");
    }
    assert!(!valid(&mapping(), &json!({"feilds": {}})));
    let both = json!({"events": {"at": "a", "event": "e"}, "states": {"at": "a", "state": "s", "means": {}}});
    assert!(!valid(&mapping(), &both));
}

#[test]
fn holiday_lists() {
    let list = |date: &str| json!({"name": "x", "complete": {"from": 2026, "to": 2026}, "days": [{"date": date, "name": "d"}]});
    assert!(valid(&calendar(), &list("2026-12-25")));
    assert!(!valid(&calendar(), &list("25/12/2026")));
}

#[test]
fn decisions() {
    let objective = json!({"status": "met", "priority": "P1", "limit_s": 14400, "comparison": "<", "elapsed_s": 3600,
        "remaining_s": null, "due": "2024-04-02T12:00:00+01:00", "stopped": "2024-04-02T09:00:00+01:00",
        "inferred": false, "target": null});
    let mut good = json!({"id": "INC-7", "policy": "3f9a0c41d2be", "contract": "Gold", "tier": "Gold", "priority": "P1",
        "priority_basis": "customer", "treated_as": null, "as_of": "2024-04-03T09:00:00+01:00", "channel_accepted": true,
        "response": objective, "relief": objective, "resolution": {"status": "none"},
        "remedies": {"update": {"modality": "will", "entitled": "unknown", "favoured": null, "needs": ["a"]}},
        "warnings": []});
    for name in ["hot_fix", "new_version"] {
        good["remedies"][name] = good["remedies"]["update"].clone();
    }
    let schema = decision(&crate::Policy::standard().unwrap());
    assert!(valid(&schema, &good));
    good["response"]["status"] = json!("done");
    assert!(!valid(&schema, &good));
}
