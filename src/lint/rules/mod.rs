//! The rules, one a file, and the list of all of them.

pub(super) mod always_true;
pub(super) mod availability_outside_hours;
pub(super) mod calendar_never_open;
pub(super) mod cap_never_reached;
pub(super) mod channel_change_without_effect;
pub(super) mod channel_spellings;
pub(super) mod closure_without_effect;
pub(super) mod contract_run_out;
pub(super) mod contract_worse;
pub(super) mod coverage_undone;
pub(super) mod credit_never_applies;
pub(super) mod credit_without_promise;
pub(super) mod customisable_base;
pub(super) mod definition_gap;
pub(super) mod dropped_credit;
pub(super) mod dropped_pause;
pub(super) mod escalation_after_limit;
pub(super) mod favoured_on_will;
pub(super) mod fixed_offset_zone;
pub(super) mod hidden_definition;
pub(super) mod holidays_end_before_contract;
pub(super) mod in_force_in_utc;
pub(super) mod intake_before_opening;
pub(super) mod later_stage_tighter;
pub(super) mod less_urgent_tighter;
pub(super) mod malformed_allow;
pub(super) mod missing_source;
pub(super) mod misspelt_channel;
pub(super) mod misspelt_party;
pub(super) mod mixed_and_or;
pub(super) mod multiple_of_none;
pub(super) mod multiplier_under_one;
pub(super) mod never_provided;
pub(super) mod never_true;
pub(super) mod not_without_parentheses;
pub(super) mod overlapping_credits;
pub(super) mod override_loosens_limit;
pub(super) mod override_without_effect;
pub(super) mod part_without_effect;
pub(super) mod pause_for_vendor;
pub(super) mod percentages_without_fee;
pub(super) mod share_out_of_range;
pub(super) mod statement_order;
pub(super) mod tier_worse;
pub(super) mod time_outside_hours;
pub(super) mod treat_without_effect;
pub(super) mod undecidable_vendor_priority;
pub(super) mod undefined_priority;
pub(super) mod unknown_allow;
pub(super) mod unread_fact;
pub(super) mod untested_contract;
pub(super) mod unused_allow;
pub(super) mod unused_base;
pub(super) mod unused_calendar;
pub(super) mod unused_holidays;
pub(super) mod update_rarer_than_limit;
pub(super) mod version_gap;
pub(super) mod wall_hours_under_coverage;
pub(super) mod window_in_clock_change;
pub(super) mod working_time_under_always;
pub(super) mod year_without_holidays;

use super::rule::Rule;

/// All rules, in the order of their codes.
pub static RULES: &[&Rule] = &[
    &wall_hours_under_coverage::RULE,
    &working_time_under_always::RULE,
    &override_loosens_limit::RULE,
    &holidays_end_before_contract::RULE,
    &calendar_never_open::RULE,
    &window_in_clock_change::RULE,
    &year_without_holidays::RULE,
    &closure_without_effect::RULE,
    &intake_before_opening::RULE,
    &fixed_offset_zone::RULE,
    &time_outside_hours::RULE,
    &in_force_in_utc::RULE,
    &contract_worse::RULE,
    &tier_worse::RULE,
    &less_urgent_tighter::RULE,
    &multiplier_under_one::RULE,
    &later_stage_tighter::RULE,
    &share_out_of_range::RULE,
    &customisable_base::RULE,
    &undecidable_vendor_priority::RULE,
    &dropped_pause::RULE,
    &coverage_undone::RULE,
    &multiple_of_none::RULE,
    &pause_for_vendor::RULE,
    &misspelt_party::RULE,
    &misspelt_channel::RULE,
    &update_rarer_than_limit::RULE,
    &escalation_after_limit::RULE,
    &credit_without_promise::RULE,
    &percentages_without_fee::RULE,
    &credit_never_applies::RULE,
    &overlapping_credits::RULE,
    &dropped_credit::RULE,
    &availability_outside_hours::RULE,
    &cap_never_reached::RULE,
    &never_true::RULE,
    &always_true::RULE,
    &hidden_definition::RULE,
    &definition_gap::RULE,
    &treat_without_effect::RULE,
    &favoured_on_will::RULE,
    &unread_fact::RULE,
    &not_without_parentheses::RULE,
    &mixed_and_or::RULE,
    &part_without_effect::RULE,
    &undefined_priority::RULE,
    &never_provided::RULE,
    &override_without_effect::RULE,
    &unused_calendar::RULE,
    &unused_holidays::RULE,
    &unused_base::RULE,
    &contract_run_out::RULE,
    &missing_source::RULE,
    &untested_contract::RULE,
    &statement_order::RULE,
    &channel_spellings::RULE,
    &channel_change_without_effect::RULE,
    &version_gap::RULE,
    &unused_allow::RULE,
    &unknown_allow::RULE,
    &malformed_allow::RULE,
];
