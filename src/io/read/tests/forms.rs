//! Forms of time.

use super::*;

/// What an `opened` of a CSV cell is read as by a mapping's `time`.
fn opened(time: &str, cell: &str) -> Result<Instant, String> {
    let mapping = format!("time: {time}\nzone: Europe/Berlin\nconstants: {{contract: Gold}}\n");
    let options = Options { mapping: Some(Mapping::parse(&mapping).unwrap()), ..plain() };
    let row = run(&options, &[("a.csv", format!("id,opened\n7,{cell}\n").as_bytes())]).rows[0].0.clone();
    row.problem.map_or_else(|| Ok(row.incident.unwrap().opened), |problem| Err(problem.to_string()))
}

fn wrong(time: &str) -> String {
    Mapping::parse(&format!("time: {time}\n")).unwrap_err().message
}

#[test]
fn dates_without_a_time_of_day() {
    let form = "{date: \"%d/%m/%Y\", at: \"09:30\"}";
    assert_eq!(opened(form, "31/01/2026"), Ok(at("2026-01-31T08:30:00Z")));
    assert_eq!(opened(&format!("[{form}, \"%d/%m/%Y %H:%M\"]"), "31/01/2026 10:00"), Ok(at("2026-01-31T09:00:00Z")));
    assert_eq!(opened("{date: \"%F\", at: \"00:00\"}", "2026-07-01"), Ok(at("2026-06-30T22:00:00Z")));
    assert!(opened(form, "31/01/2026 10:00").unwrap_err().contains("expected a time of the form `%d/%m/%Y`"));
    assert_eq!(wrong("{date: \"%d/%m/%Y\", at: \"9\"}"), "`time`: `at` is a time of day such as `09:00`, found `9`");
    assert!(
        wrong("{date: \"%d/%m %H\", at: \"09:00\"}").contains("`%H` belongs to a time of day, and a date was expected")
    );
    assert!(wrong("{date: \"%m/%Y\", at: \"09:00\"}").contains("has no date"));
    assert!(wrong("{date: \"%d/%m/%Y\"}").contains("a text was expected, or `{date: PATTERN, at: \"09:00\"}`"));
}

#[test]
fn numbers() {
    assert_eq!(opened("epoch seconds", "1769850000"), Ok(at("2026-01-31T09:00:00Z")));
    assert_eq!(opened("epoch seconds", "1769850000.2500009"), Ok(at("2026-01-31T09:00:00.25Z")));
    assert_eq!(opened("epoch milliseconds", "1769850000250"), Ok(at("2026-01-31T09:00:00.25Z")));
    // Seconds are no milliseconds, and the reverse.
    assert!(
        opened("epoch milliseconds", "1769850000").unwrap_err().contains("expected a time of the form `epoch mill")
    );
    assert!(opened("epoch seconds", "1769850000250").is_err());
    assert_eq!(opened("[epoch seconds, epoch milliseconds]", "1769850000"), Ok(at("2026-01-31T09:00:00Z")));
    for wrong in ["-1769850000", "1e9", "", "1769850000.", "1 769 850 000", "99999999999999999999"] {
        assert!(opened("epoch seconds", wrong).is_err() || wrong.ends_with('.'), "{wrong}");
    }
    // Excel counts in local time, and its fractions of a day are not exact.
    assert_eq!(opened("excel", "46053"), Ok(at("2026-01-30T23:00:00Z")));
    assert_eq!(opened("excel", "46053.375"), Ok(at("2026-01-31T08:00:00Z")));
    assert_eq!(opened("excel", "46053.37847222222"), Ok(at("2026-01-31T08:05:00Z")));
    assert!(opened("excel", "1769850000").is_err());
    assert_eq!(opened("excel", "2026-01-31T09:00:00Z"), Ok(at("2026-01-31T09:00:00Z")));
}

#[test]
fn numbers_of_json() {
    let mapping = "time: epoch milliseconds\nconstants: {contract: Gold}\n";
    let options = Options { mapping: Some(Mapping::parse(mapping).unwrap()), ..plain() };
    let line = "{\"id\": 7, \"opened\": 1769850000250, \"waiting\": [{\"from\": 1769850000300, \"to\": \"1769850000400\"}], \
                \"updates\": [1769850000500], \"priority\": \"P1\", \
                \"priority_changes\": [{\"at\": 1769850000600, \"to\": \"P2\"}], \"asked\": 1769850000250}";
    let row = run(&options, &[("a.jsonl", line.as_bytes())]).rows[0].0.clone();
    let incident = row.incident.unwrap();
    assert_eq!((row.problem, incident.opened), (None, at("2026-01-31T09:00:00.25Z")));
    assert_eq!(
        (incident.waiting[0].from, incident.updates[0]),
        (at("2026-01-31T09:00:00.3Z"), at("2026-01-31T09:00:00.5Z"))
    );
    assert_eq!((incident.priority_changes[0].at, incident.facts.len()), (at("2026-01-31T09:00:00.6Z"), 1));
    // Without such a form, a number is no instant.
    assert!(
        problem("a.jsonl", "{\"id\": 7, \"contract\": \"Gold\", \"opened\": 1769850000250}").contains("found a number")
    );
}

#[test]
fn a_date_and_a_time_in_two_columns() {
    let mapping = "time: \"%d.%m.%Y %H:%M\"\nzone: UTC\nconstants: {contract: Gold}\n\
                   fields: {opened: {date: [On, Day], time: At}, responded: {date: R1, time: R2, optional: true}}\n";
    let options = |text: &str| Options { mapping: Some(Mapping::parse(text).unwrap()), ..plain() };
    let read = |mapping: &str, text: &str| {
        let run = run(&options(mapping), &[("a.csv", text.as_bytes())]);
        let row = |row: &Row| match &row.problem {
            Some(problem) => Err(problem.to_string()),
            None => row.incident.clone().map(|i| (i.opened, i.responded)).ok_or_else(String::new),
        };
        run.rows.first().map_or_else(|| Err(run.error.clone().unwrap()), |(first, _)| row(first))
    };
    let opened = at("2026-01-31T09:05:00Z");
    assert_eq!(read(mapping, "id,Day,At\n7,31.01.2026,09:05\n"), Ok((opened, None)));
    let both = "id,On,At,R1,R2\n7,31.01.2026,09:05,";
    assert_eq!(read(mapping, &format!("{both}31.01.2026,10:00\n")), Ok((opened, Some(at("2026-01-31T10:00:00Z")))));
    assert_eq!(read(mapping, &format!("{both},\n")), Ok((opened, None)));
    let told = read(mapping, &format!("{both},10:00\n")).unwrap_err();
    assert_eq!(told, "bad-instant: `responded`: found the time `10:00` and no date");
    let told = read(mapping, &format!("{both}31.01.2026,\n")).unwrap_err();
    assert_eq!(told, "bad-instant: `responded`: expected a time of the form `%d.%m.%Y %H:%M`, found `31.01.2026`");
    // A form of dates alone reads a date whose time is empty.
    let dates =
        mapping.replace("time: \"%d.%m.%Y %H:%M\"", "time: [\"%d.%m.%Y %H:%M\", {date: \"%d.%m.%Y\", at: \"17:00\"}]");
    let late = Some(at("2026-01-31T17:00:00Z"));
    assert_eq!(read(&dates, &format!("{both}31.01.2026,\n")), Ok((opened, late)));
    // Half a pair is a slip.
    let told = read(mapping, "id,On,At,R1,R3\n7,31.01.2026,09:05,,\n").unwrap_err();
    assert!(told.contains("`responded` from a column `R2`"), "{told}");
    // Excel has a day, and a part of one.
    let excel = mapping.replace("\"%d.%m.%Y %H:%M\"", "excel");
    assert_eq!(read(&excel, "id,Day,At\n7,46053,0.375\n"), Ok((at("2026-01-31T09:00:00Z"), None)));
    assert!(read(&excel, "id,Day,At\n7,46053,1.5\n").is_err());
    let told = Mapping::parse("fields: {channel: {date: a, time: b}}\n").unwrap_err().message;
    assert!(told.starts_with("`channel` is read from one column"), "{told}");
}

#[test]
fn letters_that_are_refused() {
    for (pattern, told) in [
        ("%d/%m/%Y %H:%M %Z", "`%Z` is not read: an abbreviation does not say which zone is meant: write `%z`"),
        ("%s", "`%s` is not read: write `epoch seconds`"),
        ("%Y-%m-%d %H:%M:%S.%f", "`%f` is not read: write `%.f`"),
        ("%d/%m/%Y %Q", "`%Q` is not read: the letters that are read are in"),
        ("%d/%m/%Y %H:%M%", "ends in a `%` without a letter after it"),
        ("%d/%m/%Y %H:%M %-z", "a sign between a `%` and a letter that takes none"),
        ("epoch secnds", "is not a form of time: did you mean `epoch seconds`?"),
        ("%H:%M", "has no date or no time of day"),
    ] {
        let found = wrong(&format!("\"{pattern}\""));
        assert!(found.contains(told), "{pattern}: {found}");
    }
    assert_eq!(opened("\"%-d/%-m/%Y %-H:%M CET\"", "3/1/2026 9:05 CET"), Ok(at("2026-01-03T08:05:00Z")));
}

/// The table of letters in the page is that of the program, and each example is read by its letter.
#[test]
fn the_letters_of_the_page() {
    let page = include_str!("../../../../docs/mappings.md");
    let rows = page.lines().filter(|line| line.starts_with("| `%"));
    let mut listed = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let texts = |cell: &str| -> Vec<String> {
            cell.split(',').map(|text| text.trim().trim_matches('|').trim().trim_matches('`').to_owned()).collect()
        };
        let (letters, examples) = (texts(cells[0]), texts(cells[2]));
        for (number, letter) in letters.iter().enumerate() {
            let example = examples.get(number).or(examples.last()).unwrap();
            let mut parsed = chrono::format::Parsed::new();
            let items = chrono::format::StrftimeItems::new(letter);
            let read = chrono::format::parse(&mut parsed, example, items);
            assert!(read.is_ok(), "{letter} does not read {example}");
            listed.push(letter.trim_start_matches('%').to_owned());
        }
    }
    listed.iter_mut().filter(|letter| letter.is_empty()).for_each(|letter| *letter = "%".to_owned());
    listed.sort_unstable();
    let mut known = super::super::times::LETTERS.map(str::to_owned).to_vec();
    known.sort_unstable();
    assert_eq!(listed, known);
}

/// A letter with a flag that the library of times would panic at is refused as any other that it does not know.
#[test]
fn letters_with_a_flag_are_refused() {
    for letter in ["%#z", "%Y-%m-%dT%H:%M:%S%#z"] {
        let text = format!("time: '{letter}'\n");
        assert!(Mapping::parse(&text).unwrap_err().message.contains("%#z"), "{text}");
    }
}
