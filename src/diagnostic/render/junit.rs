//! JUnit's XML: a suite a file, a failed case a finding; a file without any is a case that passed.

use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// The findings of all files that were read; what the program carries is not listed.
pub fn junit(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut suites: Vec<(&str, Vec<&Diagnostic>)> = Vec::new();
    for (file, source) in sources.iter().filter(|(_, s)| !s.is_carried()) {
        let of_file = diagnostics.iter().filter(|d| d.span.is_some_and(|s| s.file == file)).collect();
        suites.push((&source.name, of_file));
    }
    let known = |d: &&Diagnostic| d.span.and_then(|s| sources.get(s.file)).is_some_and(|s| !s.is_carried());
    let nowhere: Vec<&Diagnostic> = diagnostics.iter().filter(|d| !known(d)).collect();
    if !nowhere.is_empty() {
        suites.push(("policy", nowhere));
    }
    let cases: usize = suites.iter().map(|(_, found)| found.len().max(1)).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let failures = diagnostics.len();
    let _ = writeln!(out, "<testsuites name=\"relief\" tests=\"{cases}\" failures=\"{failures}\" errors=\"0\">");
    for (name, found) in suites {
        let name = escape(name);
        let (tests, failures) = (found.len().max(1), found.len());
        let _ = writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">");
        if found.is_empty() {
            let _ = writeln!(out, "    <testcase classname=\"{name}\" name=\"no findings\"/>");
        }
        for diagnostic in found {
            case(&mut out, &name, diagnostic, sources);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(out: &mut String, file: &str, diagnostic: &Diagnostic, sources: &Sources) {
    let Diagnostic { code, severity, .. } = diagnostic;
    let (line, column) = diagnostic.span.and_then(|s| sources.place(s)).map_or((0, 0), |p| (p.line, p.column));
    let _ = write!(out, "    <testcase classname=\"{file}\" name=\"{code} {} {line}:{column}\"", code.name());
    let _ = writeln!(out, " file=\"{file}\" line=\"{line}\">");
    let message = escape(&super::concise::one_line(&diagnostic.message));
    let said = diagnostic.help.as_ref().map(|help| format!("{}\n{help}", diagnostic.message));
    let said = escape(said.as_ref().unwrap_or(&diagnostic.message));
    let _ = writeln!(out, "      <failure type=\"{}\" message=\"{message}\">{said}</failure>", severity.as_str());
    out.push_str("    </testcase>\n");
}

/// Text for XML; what XML 1.0 cannot hold becomes the replacement character.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if (c as u32) < 0x20 || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
