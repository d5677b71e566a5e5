//! The course of an objective with the limit that it is held to.

use crate::policy::Timing;
use crate::policy::model::PriorityId;
use crate::time::Instant;

use super::timeline::Course;

/// The course of an objective, and the limit that it is held to.
pub(super) struct LimitedCourse<'m> {
    pub(super) course: Course,
    /// Where its clock starts, before any `intake`.
    pub(super) start: Option<Instant>,
    /// The priority that times it.
    pub(super) priority: PriorityId,
    /// The limit; `None` if there is none.
    pub(super) timing: Option<&'m Timing>,
    /// Whether excluded time is left out of it.
    pub(super) excludes: bool,
}

impl LimitedCourse<'_> {
    /// Whether the resolution of the incident ended it before it started.
    pub(super) fn ended_before_start(&self) -> bool {
        self.course.ended.is_some_and(|ended| self.course.start.is_none_or(|start| start > ended))
    }
}
