//! L0208: The vendor sets the priority, and no definition can decide it.

use crate::analysis::Ask;
use crate::diagnostic::{Diagnostic, RuleCode, Severity};
use crate::lint::root::Root;
use crate::lint::rule::{Across, Group, Rule};
use crate::policy::model::Setter;
use crate::syntax::ast::{SetterText, Statement};
use crate::value::Truths;

pub(in crate::lint) static RULE: Rule = Rule {
    info: RuleCode {
        id: "L0208",
        name: "undecidable-vendor-priority",
        summary: "The vendor sets the priority, and no definition can decide it.",
        page: include_str!("undecidable_vendor_priority.md"),
    },
    group: Group::Promises,
    severity: Severity::Warning,
    across: Across::Any,
    check,
};

fn check(root: &Root<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut decides = None;
    for written in root.packages().filter(|w| w.package.general.setter() == Setter::Vendor) {
        let own = written.statements().find(|s| matches!(s.value, Statement::SetBy(SetterText::Vendor)));
        let Some(statement) = own else { continue };
        if *decides.get_or_insert_with(|| some_definition_decides(root)) {
            continue;
        }
        let name = &written.package.name;
        let message = format!(
            "the vendor sets the priority of `{name}`, and no definition says by what: the customer's holds until then"
        );
        let help = "define the priorities (`when ...`, `otherwise`), or say `priority set by customer`";
        found.push(RULE.at(statement.span, message).help(help));
    }
    found
}

/// Whether some definition comes out true for some incident, and none before it keeps it from that.
fn some_definition_decides(root: &Root<'_>) -> bool {
    let mut before: Vec<Ask<'_>> = Vec::new();
    for definition in root.model().priorities.iter().filter_map(|p| p.definition.as_ref()) {
        let mut asks = before.clone();
        asks.push(Ask::of(definition, Truths::TRUE));
        if !root.analysis.find(&asks).never() {
            return true;
        }
        before.push(Ask::of(definition, Truths::FALSE));
    }
    false
}
