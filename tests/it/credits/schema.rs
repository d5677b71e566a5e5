//! The JSON of `relief credits` against the schema that `relief schema credits` prints.

use std::path::Path;
use std::process::Command;

use relief::internals::io::schema;
use serde_json::Value;

/// What is wrong with a value: against the schema, or a key that the schema does not have in that place.
pub fn faults(value: &Value) -> Vec<String> {
    let schema = schema::credits();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut out: Vec<String> = validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    keys("", value, &schema, &mut out);
    out
}

/// That objects have the keys of their schema, all and in this order.
fn keys(path: &str, value: &Value, schema: &Value, out: &mut Vec<String>) {
    let of_null = schema["anyOf"].as_array().and_then(|schemas| schemas.iter().find(|schema| schema["type"] != "null"));
    let schema = of_null.unwrap_or(schema);
    match value {
        Value::Object(object) => {
            let Some(properties) = schema["properties"].as_object() else { return };
            let (found, wanted): (Vec<_>, Vec<_>) = (object.keys().collect(), properties.keys().collect());
            if found != wanted {
                out.push(format!("{path}: {found:?} instead of {wanted:?}"));
            }
            for (key, value) in object {
                keys(&format!("{path}/{key}"), value, &properties[key], out);
            }
        }
        Value::Array(values) => {
            values.iter().for_each(|value| keys(&format!("{path}/*"), value, &schema["items"], out));
        }
        _ => {}
    }
}

fn run(args: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = Command::new(env!("CARGO_BIN_EXE_relief")).args(args).current_dir(root).output().unwrap();
    assert!(run.stderr.is_empty() || run.status.code() != Some(2), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn the_schema_is_the_one_that_is_printed() {
    let printed: Value = serde_json::from_str(&run(&["schema", "credits"])).unwrap();
    assert_eq!(printed, schema::credits());
    jsonschema::meta::validate(&printed).unwrap();
}

/// Claims, rights, quotas, shares and amounts, contracts in force and tiers: by the boundary cases of the examples.
#[test]
fn statements_of_the_examples_have_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let (incidents, claims) = (folder.path().join("cases.jsonl"), folder.path().join("claims.csv"));
    let mut statements = 0;
    for name in ["cloud-storage", "managed-service", "leased-line", "call-off-schedule", "yearly-quota"] {
        let policy = format!("policies/examples/{name}.sla");
        let claim = if name == "cloud-storage" { "Photo-Archive,2026-01,2026-02-11T09:00:00Z\n" } else { "" };
        std::fs::write(&claims, format!("contract,period,claimed_at\n{claim}")).unwrap();
        let path = incidents.to_str().unwrap();
        run(&["cases", "-q", &policy, "--from", "2026-01-01", "-o", path]);
        let line = ["credits", "-q", "--policy", &policy, "--as-of", "2026-06-30T12:00:00Z", "--output-format", "json"];
        for claims in [&[][..], &["--claims", claims.to_str().unwrap()]] {
            let printed: Value = serde_json::from_str(&run(&[&line[..], claims, &[path]].concat())).unwrap();
            assert_eq!(faults(&printed), Vec::<String>::new(), "{name}");
            statements += printed["statements"].as_array().unwrap().len();
        }
    }
    assert!(statements > 20, "{statements}");
}
