//! `relief compare`, a policy file a case: its first line `// compare: OLD NEW FLAGS` says what is compared, and
//! the snapshot beside it holds the file and what is printed.

use std::process::Command;

#[test]
fn each_file_is_compared_as_its_snapshot_says() {
    insta::glob!("../compare", "*.sla", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = format!("tests/compare/{}", path.file_name().unwrap().to_str().unwrap());
        let args = text.lines().next().and_then(|l| l.strip_prefix("// compare: ")).expect("what is compared");
        let output = Command::new(env!("CARGO_BIN_EXE_relief"))
            .args(["compare", "--policy", &name])
            .args(args.split_whitespace())
            .env("COLUMNS", "100")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        let code = output.status.code().unwrap();
        let shown = format!("{}\n\n=== relief compare {args}\n{said}\nexit code {code}", text.trim_end());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compare"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.remove_input_file();
        settings.remove_snapshot_suffix();
        settings.bind(|| insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), shown));
    });
}
