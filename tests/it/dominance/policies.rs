//! Whether everything that `compare` says of the policies of this repository is proved, but for what is listed here.

use std::path::Path;

use relief::Policy;
use relief::internals::analysis::{About, Side, compare};
use relief::internals::policy::model::PackageId;

/// What cannot be proved yet: an objective that starts after the opening, with limits on two clocks.
const UNPROVED: [&str; 2] = [
    "hardware.sla: Four-Hours against Next-Business-Day: onsite",
    "hardware.sla: Next-Business-Day against Four-Hours: onsite",
];

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
                for aspect in comparison.aspects.iter().filter(|a| a.open.is_some()) {
                    let file = file.file_name().unwrap().to_str().unwrap();
                    let About::Objective(objective) = &aspect.about else { panic!("{file}: {aspect:#?}") };
                    unproved.push(format!("{file}: {} against {}: {objective}", new.name(), old.name()));
                }
                for aspect in comparison.aspects.iter().filter(|a| !a.overall().at_least()) {
                    let shown = aspect.proof.is_some() || aspect.open.is_some() || aspect.about == About::Releases;
                    assert!(shown, "{}: {} against {}: {aspect:#?}", file.display(), new.name(), old.name());
                }
            }
        }
    }
    unproved.sort();
    assert_eq!(unproved, UNPROVED);
    assert!(comparisons >= 74, "only {comparisons} comparisons");
}
