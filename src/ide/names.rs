//! The names in a file: what each is the name of, and whether it is declared there. It is read from the tree alone, so
//! that a file with errors has names too.

use crate::syntax::Rule;
use crate::syntax::tree::{Tree, TreeNode};

use super::text::TextRange;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NameKind {
    Calendar,
    Holidays,
    Fact,
    /// A value of a fact, by the name of the fact.
    Value(TextRange),
    Priority,
    /// A tier or contract.
    Package,
    Objective,
    /// An instant of an incident that objectives declare.
    Field,
    /// A fact or such an instant.
    FactOrField,
    /// The second name of a treatment.
    PriorityOrFact,
    Channel,
    Party,
    Remedy,
    Term,
    Right,
    Recipient,
    /// A policy or holiday list that is built in.
    BuiltIn,
    Zone,
    /// A statement that may not be replaced, or the name of an objective.
    Statement,
    /// The code of a reject or of a warning.
    Code,
}

/// A name where it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) range: TextRange,
    pub(crate) kind: NameKind,
    /// Whether it is declared here.
    pub(crate) declares: bool,
}

impl Name {
    /// It itself.
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.range.range()).unwrap_or("")
    }
}

/// All names of a tree, in order.
pub(crate) fn names(text: &str, tree: &Tree) -> Vec<Name> {
    let mut out = Vec::new();
    for (place, node) in tree.iter() {
        if !is_name(node.rule) {
            continue;
        }
        let Some((parent, around)) = tree.parent(place) else { continue };
        let reader = Reader { text, tree, place, parent, around: around.rule };
        if let Some((kind, declares)) = reader.kind(node) {
            out.push(Name { range: TextRange { start: node.start, end: node.end }, kind, declares });
        }
    }
    out
}

fn is_name(rule: Rule) -> bool {
    matches!(rule, Rule::name | Rule::stmt_name | Rule::fact_name | Rule::zone | Rule::statement_name | Rule::release)
}

struct Reader<'t> {
    text: &'t str,
    tree: &'t Tree,
    place: u32,
    parent: u32,
    around: Rule,
}

impl Reader<'_> {
    /// What a node is the name of, and whether it is declared there; `None` if it is no name after all.
    fn kind(&self, node: &TreeNode) -> Option<(NameKind, bool)> {
        use NameKind as K;
        let first = self.nth() == 0;
        let refers = |kind| Some((kind, false));
        let declares = |kind| Some((kind, true));
        match self.around {
            _ if node.rule == Rule::zone => refers(K::Zone),
            Rule::calendar_item if first => declares(K::Calendar),
            Rule::calendar_item | Rule::member | Rule::calendar_use => refers(K::Calendar),
            Rule::holidays_item => declares(K::Holidays),
            Rule::closed_stmt => refers(K::Holidays),
            Rule::import_item => refers(K::BuiltIn),
            Rule::fact => declares(K::Fact),
            Rule::enumeration => {
                let fact = self.tree.parent(self.parent).and_then(|(place, _)| self.tree.parent(place))?.0;
                let name = self.tree.children(fact).find(|(_, child)| child.rule == Rule::fact_name)?.1;
                declares(K::Value(TextRange { start: name.start, end: name.end }))
            }
            Rule::priority_item => declares(K::Priority),
            Rule::priorities | Rule::changed_field | Rule::priority_outcome if first => refers(K::Priority),
            Rule::priorities => refers(K::Priority),
            Rule::treated_outcome => refers(K::Priority).filter(|_| self.of(node) != "none"),
            Rule::objective_item => declares(K::Objective),
            Rule::from_fields | Rule::until_fields => declares(K::Field),
            Rule::objective | Rule::multiple_of | Rule::objective_ref | Rule::timed => refers(K::Objective),
            Rule::purpose => refers(K::Objective),
            Rule::channel_item => declares(K::Channel),
            Rule::channels_stmt => refers(K::Channel),
            Rule::party_item => declares(K::Party),
            Rule::party | Rule::waiting_field => refers(K::Party),
            Rule::tier_item | Rule::contract_item if first => declares(K::Package),
            Rule::tier_item | Rule::contract_item => refers(K::Package),
            Rule::customisable => refers(K::Statement),
            Rule::term_stmt => declares(K::Term),
            Rule::recipient => refers(K::Recipient),
            Rule::right_stmt => declares(K::Right),
            Rule::right_outcome if first => refers(K::Right),
            Rule::right_outcome | Rule::claimed_part | Rule::credit_outcome => refers(K::Package),
            Rule::availability_outcome | Rule::quota_outcome => refers(K::Package),
            Rule::treat if first => refers(K::Priority),
            Rule::treat => refers(K::PriorityOrFact),
            Rule::remedy => Some((K::Remedy, self.is_item())),
            Rule::remedy_outcome => refers(if first { K::Remedy } else { K::Fact }),
            Rule::attainment_outcome => refers(if first { K::Package } else { K::Priority }),
            Rule::rejected_outcome | Rule::warns_outcome => refers(K::Code),
            Rule::comparison if first => match self.of(node) {
                "priority" | "channel" | "contract" => None,
                _ => refers(K::Fact),
            },
            Rule::comparison if self.has(Rule::kw_extends) => refers(K::Package),
            Rule::comparison => refers(K::Priority),
            Rule::plain_field => self.subject_of_incident(node).map(|kind| (kind, false)),
            Rule::value => self.value(),
            _ => None,
        }
    }

    /// How many names are before it in its parent.
    fn nth(&self) -> usize {
        let before = self.tree.children(self.parent).take_while(|(place, _)| *place < self.place);
        before.filter(|(_, child)| is_name(child.rule)).count()
    }

    fn of(&self, node: &TreeNode) -> &str {
        self.text.get(node.range()).unwrap_or("")
    }

    fn has(&self, rule: Rule) -> bool {
        self.tree.children(self.parent).any(|(_, child)| child.rule == rule)
    }

    /// Whether a remedy is an item of the file, and not the statement of a tier or contract.
    fn is_item(&self) -> bool {
        self.tree.parent(self.parent).is_none_or(|(_, node)| matches!(node.rule, Rule::item | Rule::whole_item))
    }

    fn subject_of_incident(&self, node: &TreeNode) -> Option<NameKind> {
        (!super::words::INCIDENT_FIELDS.contains(&self.of(node))).then_some(NameKind::FactOrField)
    }

    /// A value of a comparison, a list, or a field of an incident.
    fn value(&self) -> Option<(NameKind, bool)> {
        let (mut place, mut node) = self.tree.parent(self.parent)?;
        if node.rule == Rule::list {
            (place, node) = self.tree.parent(place)?;
        }
        if !matches!(node.rule, Rule::comparison | Rule::plain_field) {
            return None;
        }
        let (_, subject) = self.tree.children(place).find(|(_, child)| is_name(child.rule))?;
        let kind = match self.of(subject) {
            "priority" | "customer_priority" | "vendor_priority" => NameKind::Priority,
            "channel" => NameKind::Channel,
            "contract" => NameKind::Package,
            _ => NameKind::Value(TextRange { start: subject.start, end: subject.end }),
        };
        Some((kind, false))
    }
}
