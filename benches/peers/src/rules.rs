//! The mere rules: the priority by its definitions, and three remedies. No clock, no contract, nothing unknown.

use std::sync::Arc;

use serde_json::json;

use crate::data::{Case, FACTS};
use crate::table::{Line, timed};

const WORK: &str = "rules: priority and remedies";

/// What the rules answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    pub priority: String,
    pub update: bool,
    pub hot_fix: bool,
    pub new_version: bool,
}

pub fn own(who: &str, cost: f64) -> Line {
    let note = "and everything else of a decision: two clocks, contract, channel, three-valued facts";
    Line::new(WORK, who, cost).note(note)
}

fn agreeing(given: &[Answers], own: &[Answers]) -> usize {
    given.iter().zip(own).filter(|(given, own)| given == own).count()
}

const PRIORITY: &str = "environment == 'production' && (total_outage || majority_blocked) ? 'P1' : \
    environment == 'production' && frequent_failures && business_impact ? 'P2' : \
    service_impact || business_impact ? 'P3' : 'P4'";
const HOT_FIX: &str = "priority in ['P1', 'P2'] && !effective_relief";
const NEW_VERSION: &str = "priority in ['P1', 'P2'] && !effective_relief && !(!reasonable_effort || instability_risk)";

pub fn cel(cases: &[Case], own: &[Answers]) -> Line {
    use cel::{Context, Env, Value};
    let env = Arc::new(Env::stdlib());
    let compile = |text: &str| env.compile(text).expect("an expression");
    let (priority, update) = (compile(PRIORITY), compile("product_change_needed"));
    let (hot_fix, new_version) = (compile(HOT_FIX), compile(NEW_VERSION));
    let (cost, given) = timed(cases.len(), || -> Vec<Answers> {
        let answer = |case: &Case| {
            let mut context = Context::with_env(Arc::clone(&env));
            context.add_variable_from_value("environment", case.environment);
            for (name, value) in FACTS.iter().zip(case.facts) {
                context.add_variable_from_value(*name, value);
            }
            let Ok(Value::String(found)) = priority.execute(&context) else { return Answers::default() };
            context.add_variable_from_value("priority", found.as_str());
            let yes = |program: &cel::Program| program.execute(&context) == Ok(Value::Bool(true));
            let (update, hot_fix, new_version) = (yes(&update), yes(&hot_fix), yes(&new_version));
            Answers { priority: found.to_string(), update, hot_fix, new_version }
        };
        cases.iter().map(answer).collect()
    });
    Line::new(WORK, "cel 0.15", cost).agree(agreeing(&given, own), given.len())
}

const REGO: &str = r#"
package relief
import rego.v1

default priority := "P4"
priority := "P1" if {
    input.environment == "production"
    outage
} else := "P2" if {
    input.environment == "production"
    input.frequent_failures
    input.business_impact
} else := "P3" if impact

outage if input.total_outage
outage if input.majority_blocked
impact if input.service_impact
impact if input.business_impact

urgent if {
    priority in ["P1", "P2"]
    not input.effective_relief
}
default hot_fix := false
hot_fix if urgent
default new_version := false
new_version if {
    urgent
    input.reasonable_effort
    not input.instability_risk
}

answers := {"priority": priority, "update": input.product_change_needed, "hot_fix": hot_fix, "new_version": new_version}
"#;

pub fn regorus(cases: &[Case], own: &[Answers]) -> Line {
    use regorus::languages::rego::compiler::Compiler;
    use regorus::rvm::vm::RegoVM;
    use regorus::{Engine, Rc, Value};
    let entry = "data.relief.answers";
    let mut engine = Engine::new();
    engine.add_policy("relief.rego".to_owned(), REGO.to_owned()).expect("a policy");
    let name: Rc<str> = entry.into();
    let policy = engine.compile_with_entrypoint(&name).expect("a compiled policy");
    let mut machine = RegoVM::new();
    machine.load_program(Compiler::compile_from_policy(&policy, &[entry]).expect("bytecode"));
    let key = |name: &str| Value::from(name);
    let (cost, given) = timed(cases.len(), || -> Vec<Answers> {
        let answer = |case: &Case| {
            let mut input = std::collections::BTreeMap::new();
            input.insert(key("environment"), Value::from(case.environment));
            for (name, value) in FACTS.iter().zip(case.facts) {
                input.insert(key(name), Value::from(value));
            }
            machine.set_input(Value::from(input));
            let Ok(found) = machine.execute() else { return Answers::default() };
            let yes = |name: &str| found[name] == Value::Bool(true);
            let priority = found["priority"].as_string().map_or(String::new(), |text| text.to_string());
            let (update, hot_fix, new_version) = (yes("update"), yes("hot_fix"), yes("new_version"));
            Answers { priority, update, hot_fix, new_version }
        };
        cases.iter().map(answer).collect()
    });
    Line::new(WORK, "regorus 0.14 (bytecode)", cost).agree(agreeing(&given, own), given.len())
}

/// A decision table for the priority, and expressions for the remedies.
pub fn zen(cases: &[Case], own: &[Answers]) -> Line {
    use zen_engine::DecisionEngine;
    use zen_engine::model::DecisionContent;
    let rule = |when: &str, priority: &str| json!({"_id": priority, "w": when, "p": format!("'{priority}'")});
    let remedy = |key: &str, value: &str| json!({"id": key, "key": key, "value": value});
    let node = |id: &str, kind: &str, content: serde_json::Value| json!({"id": id, "name": id, "type": kind, "content": content});
    let edge = |from: &str, to: &str| json!({"id": format!("{from}-{to}"), "sourceId": from, "targetId": to});
    let graph = json!({
        "nodes": [
            node("in", "inputNode", json!({})),
            node("priority", "decisionTableNode", json!({
                "hitPolicy": "first",
                "passThrough": true,
                "inputs": [{"id": "w", "name": "when"}],
                "outputs": [{"id": "p", "name": "priority", "field": "priority"}],
                "rules": [
                    rule("environment == 'production' and (total_outage or majority_blocked)", "P1"),
                    rule("environment == 'production' and frequent_failures and business_impact", "P2"),
                    rule("service_impact or business_impact", "P3"),
                    rule("", "P4"),
                ],
            })),
            node("remedies", "expressionNode", json!({"expressions": [
                remedy("priority", "priority"),
                remedy("update", "product_change_needed"),
                remedy("hot_fix", "priority in ['P1', 'P2'] and not effective_relief"),
                remedy(
                    "new_version",
                    "priority in ['P1', 'P2'] and not effective_relief and reasonable_effort and not instability_risk"
                ),
            ]})),
            node("out", "outputNode", json!({})),
        ],
        "edges": [edge("in", "priority"), edge("priority", "remedies"), edge("remedies", "out")],
    });
    let content: DecisionContent = serde_json::from_value(graph).expect("a graph");
    let mut decision = DecisionEngine::default().create_decision(content.into()).expect("a decision");
    decision.compile();
    let (cost, given) = timed(cases.len(), || -> Vec<Answers> {
        let answer = |case: &Case| {
            let mut input = serde_json::Map::new();
            input.insert("environment".to_owned(), case.environment.into());
            for (name, value) in FACTS.iter().zip(case.facts) {
                input.insert((*name).to_owned(), value.into());
            }
            let found = futures::executor::block_on(decision.evaluate(serde_json::Value::Object(input).into()));
            let Ok(found) = found else { return Answers::default() };
            let found = found.result.to_value();
            let yes = |name: &str| found[name] == true;
            let priority = found["priority"].as_str().unwrap_or_default().to_owned();
            Answers { priority, update: yes("update"), hot_fix: yes("hot_fix"), new_version: yes("new_version") }
        };
        cases.iter().map(answer).collect()
    });
    Line::new(WORK, "zen-engine 2.1", cost).agree(agreeing(&given, own), given.len())
}
