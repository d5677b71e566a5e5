//! The decision itself: the fields before its objectives and after its remedies, and how a program asks for its parts.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::time::OffsetInstant;

use super::by_name::{Objectives, Remedies};
use super::decided_by::DecidedBy;
use super::decision::{Basis, Warning};
use super::fields::{
    CadenceDecision, DecisionView, EscalationDecision, FieldInfo, FieldType as T, FieldValue, FieldValue as V,
    ObjectiveDecision, RemedyDecision, RepliesDecision, Same, fields, truth,
};

/// The struct of a decision, from the tables of the fields before its objectives and after its remedies.
macro_rules! decision {
    (
        $(#[$about:meta])*
        struct $struct:ident of ($of:ident: &$d:lifetime $type:ty);
        $head:ident, $head_values:ident {
            $(
                $name:ident: $rust:ty, $kind:expr, $null:ident, $constant:ident, $($table_column:ident,)? $doc:literal
                    => $value:expr, $owned:expr;
            )*
        }
        { $( $(#[$about_part:meta])* $part:ident: $part_rust:ty; )* }
        $tail:ident, $tail_values:ident {
            $(
                $t_name:ident: $t_rust:ty, $t_kind:expr, $t_null:ident, $t_constant:ident, $t_doc:literal
                    => $t_value:expr, $t_owned:expr;
            )*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct $struct {
            $( #[doc = $doc] pub $name: $rust, )*
            $( $(#[$about_part])* pub $part: $part_rust, )*
            $( #[doc = $t_doc] pub $t_name: $t_rust, )*
            /// The statements that determined the priority and `treated_as`. They are no part of the JSON form.
            #[serde(skip)]
            pub by: DecidedBy,
        }

        impl $struct {
            /// The owned form, with its parts and the statements that determined it.
            pub(super) fn of<$d>($of: &$d $type, $( $part: $part_rust, )* by: DecidedBy) -> Self {
                Self { $( $name: $owned, )* $( $part, )* $( $t_name: $t_owned, )* by }
            }
        }

        fields! {
            $head, $head_values($of: &$d $type);
            $( $name, $kind, $null, $constant, $($table_column,)? $doc => $value; )*
        }

        fields! {
            $tail, $tail_values($of: &$d $type);
            $( $t_name, $t_kind, $t_null, $t_constant, $t_doc => $t_value; )*
        }
    };
}

decision! {
    /// What is decided of one incident as of one instant. It borrows nothing, and its JSON form is the line that
    /// `relief eval` writes.
    ///
    /// ```
    /// use relief::{Decision, Incident, Policy, Status};
    ///
    /// let opened: relief::Instant = "2024-03-28T16:00:00Z".parse()?;
    /// let incident = Incident::builder("INC-7", "Gold", opened).customer_priority("P1").build();
    /// let decision = Policy::standard()?.decide(&incident, "2024-04-02T12:00:00+01:00".parse()?)?;
    /// let response = decision.objective("response").ok_or("no limit")?;
    /// assert_eq!(response.status, Status::Breached);
    /// assert_eq!((response.limit_s, response.comparison.as_str()), (Some(4 * 3600), "<"));
    ///
    /// // The statement of the contract that says so:
    /// let statement = response.by.first().ok_or("no statement")?;
    /// assert_eq!(statement.text, "response P1, P2 < 4 working hours");
    ///
    /// let line = serde_json::to_string(&decision)?;
    /// assert!(line.starts_with(r#"{"id":"INC-7","policy":""#));
    /// let read: Decision = serde_json::from_str(&line)?;
    /// assert_eq!(read.objective("response").map(|r| r.due), Some(response.due));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    struct Decision of (d: &'d DecisionView<'d>);
    HEAD, head_values {
        id: CompactString, T::Id, always, own, table,
            "The incident's id."
                => V::Text(d.id), d.id.into();
        policy: CompactString, T::Fingerprint, always, constant,
            "The fingerprint of the policy."
                => V::Text(d.policy.fingerprint()), d.policy.fingerprint().into();
        contract: CompactString, T::Name, always, constant, table,
            "The tier or contract, as the incident names it."
                => V::Text(d.contract()), d.contract().into();
        tier: CompactString, T::Name, always, constant,
            "The nearest tier that the contract descends from."
                => V::Text(d.tier()), d.tier().into();
        priority: CompactString, T::Priority, always, plan, table,
            "The priority as of now."
                => V::Priority(d.priority), d.policy.model().priority_name(d.priority).into();
        priority_basis: Basis, T::Words(|| Basis::ALL.map(Basis::as_str).to_vec()), always, plan,
            "Where the priority comes from."
                => V::Word(d.basis as usize, d.basis.as_str()), d.basis;
        treated_as: Option<CompactString>, T::Priority, null, plan,
            "The priority that a treatment led to."
                => d.treated_as.map_or(V::Null, V::Priority),
                d.treated_as.map(|p| d.policy.model().priority_name(p).into());
        as_of: OffsetInstant, T::Instant, always, constant,
            "The instant of the decision."
                => V::InstantIn(d.as_of, d.zone()), d.as_of.rfc3339(d.zone().written_offset(d.as_of));
        channel_accepted: Option<bool>, T::Truth, null, plan,
            "Whether the contract accepts the incident's channel; null without one."
                => truth(d.channel_accepted), d.channel_accepted;
    }
    {
        /// The objectives, by name: response, relief, resolution, then those that the policy declares.
        #[serde(flatten, with = "super::by_name::flat")]
        objectives: Objectives;
        /// How often the customer was updated; `None` if the contract promises no interval.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cadence: Option<CadenceDecision>;
        /// How soon messages of the customer were answered; `Some(None)` if the policy promises replies, and the
        /// contract none to this incident.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "super::by_name::present")]
        replies: Option<Option<RepliesDecision>>;
        /// Who is called before a limit is missed, in the order of the statements; `None` if the policy has no
        /// escalations.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        escalations: Option<Vec<EscalationDecision>>;
        /// The remedies of the policy, by name.
        remedies: Remedies;
    }
    TAIL, tail_values {
        warnings: Vec<Warning>, T::Warnings, always, plan,
            "What a person should look at: codes, with the facts or fields that they name."
                => V::Warnings(d.warnings), d.warnings.iter().map(Warning::from).collect();
    }
}

impl Decision {
    /// An objective that has a limit, by its name; `None` if there is no such limit.
    #[must_use]
    pub fn objective(&self, name: &str) -> Option<&ObjectiveDecision> {
        self.objectives.get(name)?.timed()
    }

    /// A remedy, by its name; `None` if the policy has none of that name.
    #[must_use]
    pub fn remedy(&self, name: &str) -> Option<&RemedyDecision> {
        self.remedies.get(name)
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::Policy;

    use super::super::fields::{CADENCE, ENDED, OBJECTIVE, REMEDY, REPLIES};
    use super::{FieldInfo, HEAD, TAIL};

    fn names(fields: &[FieldInfo]) -> impl Iterator<Item = &'static str> {
        fields.iter().map(|field| field.name)
    }

    /// Whether a policy may not declare these objectives, because of their names.
    fn are_reserved(objectives: &[String]) -> bool {
        let declared: String = objectives.iter().map(|name| format!("objective {name}\n")).collect();
        let text = format!("priority P1\n{declared}\ntier T {{ response < 1 hour }}\n");
        Policy::from_text("names.sla", &text).is_err()
    }

    /// What a name has before one that it ends in.
    fn before<'n>(name: &'n str, ending: &str) -> Option<&'n str> {
        name.strip_suffix(ending)?.strip_suffix('_')
    }

    #[test]
    fn no_objective_may_be_named_like_a_key_of_a_decision() {
        assert!(!are_reserved(&["onsite".to_owned()]));
        for key in names(&HEAD).chain(names(&TAIL)).chain(["cadence", "replies", "escalations", "remedies"]) {
            assert!(are_reserved(&[key.to_owned()]), "an objective may be called `{key}`");
        }
    }

    #[test]
    fn no_column_of_an_objective_may_be_another_column() {
        assert!(!are_reserved(&["onsite".to_owned(), "onsite_visit".to_owned()]));
        let columns: Vec<&str> = names(&OBJECTIVE).chain(names(&ENDED)).collect();
        let of_groups = [("cadence", &CADENCE[..]), ("replies", &REPLIES[..])];
        let of_groups = of_groups.iter().flat_map(|(group, fields)| names(fields).map(move |f| format!("{group}_{f}")));
        let others: Vec<String> = names(&HEAD).chain(names(&TAIL)).map(str::to_owned).chain(of_groups).collect();
        for column in &columns {
            for name in others.iter().filter_map(|other| before(other, column)) {
                assert!(are_reserved(&[name.to_owned()]), "`{name}` has the column `{name}_{column}` twice");
            }
            for rest in columns.iter().filter_map(|other| before(other, column)) {
                let both = ["onsite".to_owned(), format!("onsite_{rest}")];
                assert!(are_reserved(&both), "{both:?} have the column `onsite_{rest}_{column}` twice");
            }
            // A remedy may be named like an objective, and more.
            for remedy in names(&REMEDY) {
                let clash = before(remedy, column).or_else(|| before(column, remedy));
                assert_eq!(clash, None, "a remedy and an objective may share a column that ends in `{column}`");
            }
        }
    }
}
