//! Whether everything that `compare` says of the policies of this repository is proved.

use std::path::Path;

use relief::Policy;
use relief::internals::analysis::{Side, compare};
use relief::internals::policy::model::PackageId;

#[test]
fn no_comparison_of_the_policies_is_unproved() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut files: Vec<_> = ["isode", "examples"]
        .into_iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "sla"))
        .collect();
    files.sort();
    let (mut comparisons, mut unproved) = (0, Vec::new());
    for file in files {
        let policy = Policy::load(&file).unwrap();
        let packages = policy.model().packages.iter().enumerate().filter(|(_, p)| !p.base);
        let sides: Vec<Side<'_>> =
            packages.map(|(at, _)| Side { policy: &policy, id: PackageId(u16::try_from(at).unwrap()) }).collect();
        for new in &sides {
            for old in sides.iter().filter(|old| old.id != new.id) {
                comparisons += 1;
                let comparison = compare(*new, *old);
                // Clauses that no decision shows are compared by their texts: two of them may not be comparable.
                let of_decisions = comparison.aspects.iter().filter(|a| !a.about.is_of_no_decision());
                for aspect in of_decisions.filter(|a| a.open.is_some()) {
                    unproved.push(format!("{}: {} against {}: {aspect:#?}", file.display(), new.name(), old.name()));
                }
                for aspect in comparison.aspects.iter().filter(|a| !a.overall().at_least()) {
                    let shown = aspect.proof.is_some() || aspect.about.is_of_no_decision();
                    assert!(shown, "{}: {} against {}: {aspect:#?}", file.display(), new.name(), old.name());
                }
            }
        }
    }
    assert!(unproved.is_empty(), "{}", unproved.join("\n"));
    assert!(comparisons >= 74, "only {comparisons} comparisons");
}
