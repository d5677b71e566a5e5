//! Why something could not be proved, and what would help.

use crate::analysis::carry::Foreign;

/// Where no opening instant is left to speak of.
pub(super) const UNDECIDED: &str = "no incident that is opened while both are in force can be decided: \
                                    the years of a calendar end before, or its holidays do";

/// A loss that the clocks or conditions allow, and that no decided incident shows.
pub(super) const UNCONFIRMED: &str = "it may be worse, but no incident that both sides can decide shows it; \
                                      use the same calendars on both sides, or holiday lists for more years";

/// A search over facts that was given up; what it is about comes before it.
pub(super) const TOO_MANY_FACTS: &str =
    "depend on too many facts to be analysed; ask about fewer facts in one condition";

/// A restart that only OLD has, against a limit of NEW that is a date.
pub(super) const RESTARTED_DATE: &str = "OLD restarts its clock when the priority changes, and NEW counts to a date \
                                         from the opening; say `on priority change restart` in both or in neither";

/// A restart that only one side has, and no incident that shows what follows from it.
pub(super) const RESTARTED: &str = "only one side restarts its clocks when the priority changes, and no incident that \
                                    both sides can decide shows whether that is worse; say `on priority change restart` \
                                    in both or in neither";

/// A share that is counted over priorities that only NEW has.
pub(super) const COUNTED_TOGETHER: &str = "counted together with priorities that OLD does not have; \
                                           promise the share for the same priorities in both";

/// An objective that only one of the policies declares so.
pub(super) const OTHER_OBJECTIVE: &str = "the policies do not declare the same objectives; \
                                          declare them with the same fields in both";

/// Limits that differ on a clock which starts at a field.
pub(super) const STARTS_LATER: &str = "its clock starts after the opening, and limits that differ are not compared from \
                                       there; say the same limit in both";

/// Updates or replies that pause, or that treatments change.
pub(super) const UPDATES: &str = "intervals and replies with pauses, or with treatments for `updates`, are compared only \
                                  where both say the same";

/// Definitions that differ.
pub(super) const DEFINITIONS: &str = "the definitions differ, and are not held against each other; \
                                      write the same definitions in both policies";

/// Measures, credits and the like that differ in more than one way.
pub(super) const NOT_COMPARABLE: &str = "not comparable; change one thing at a time, or say the same in both";

/// A fact or a calendar that the policies do not share.
pub(super) fn foreign(foreign: &Foreign) -> String {
    match foreign {
        Foreign::Fact(fact) => {
            format!("the fact `{fact}` is not the same in both policies; declare it with the same type in both")
        }
        Foreign::Calendar(calendar) => {
            format!(
                "a condition asks for `opened within {calendar}`, and NEW has no calendar with these hours; \
                 use the same calendar in both"
            )
        }
    }
}
