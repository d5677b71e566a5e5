//! What has been compared already: priorities often share their limits.

use crate::analysis::keeping::Promised;
use crate::analysis::sweep::{Gaps, Span, sweep};
use crate::analysis::waiting::{Loosened, loosen};

/// Results by promises and opening instants.
#[derive(Default)]
pub(super) struct Swept<'p> {
    gaps: Vec<(Promised<'p>, Promised<'p>, Span, Gaps)>,
    loosened: Vec<(Promised<'p>, Promised<'p>, Span, bool, Loosened)>,
}

impl<'p> Swept<'p> {
    /// How far stops that keep the one reach beyond those that keep the other, without pauses.
    pub(super) fn gaps(&mut self, new: &Promised<'p>, old: &Promised<'p>, span: Span) -> Gaps {
        if new.same(old) || span.is_empty() {
            return Gaps::default();
        }
        let known = self.gaps.iter().find(|(a, b, s, _)| a.same(new) && b.same(old) && *s == span);
        if let Some((.., gaps)) = known {
            return *gaps;
        }
        let gaps = sweep(new, old, span);
        self.gaps.push((*new, *old, span, gaps));
        gaps
    }

    /// Pauses that keep the first and break the second.
    pub(super) fn loosen(
        &mut self,
        kept: &Promised<'p>,
        broken: &Promised<'p>,
        span: Span,
        excludes: bool,
    ) -> Loosened {
        let alike = |a: &Promised<'_>, b: &Promised<'_>| a.same(b) && a.pausing == b.pausing;
        if alike(kept, broken) {
            return Loosened::default();
        }
        let known = self
            .loosened
            .iter()
            .find(|(a, b, s, e, _)| alike(a, kept) && alike(b, broken) && (*s, *e) == (span, excludes));
        if let Some((.., loosened)) = known {
            return loosened.clone();
        }
        let loosened = loosen(kept, broken, span, excludes);
        self.loosened.push((*kept, *broken, span, excludes, loosened.clone()));
        loosened
    }
}
