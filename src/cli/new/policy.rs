//! `relief new policy NAME`: the policy of a new vendor to begin with: calendars, priorities, tiers and tests.

use crate::time::{Date, Weekday, Zone};

use crate::cli::args::NewPolicyArgs;
use crate::cli::exit::{Exit, Failure, Outcome};
use crate::cli::read;
use crate::cli::terminal::Terminal;

use super::file::{free_path, named, write};

pub(super) fn run(args: &NewPolicyArgs, terminal: &Terminal) -> Outcome {
    named(&args.name, "Policy")?;
    let path = free_path(&args.name, args.output.as_deref())?;
    let year = Zone::UTC.local(read::now()).date().year();
    let text = text(&args.name, year)
        .ok_or_else(|| Failure::new(format!("the clock of this machine is at the year {year}: set it right")))?;
    write(&path, &text, terminal)?;
    let shown = path.display();
    terminal.note(&format!(
        "next: change it, then `relief check {shown}`, `relief lint {shown}`, `relief test --coverage {shown}`, \
         `relief show --policy {shown}`"
    ));
    Ok(Exit::Fine)
}

/// The first Friday of March: the clocks of Europe/London are those of UTC then. `None` outside the known years.
fn friday(year: i32) -> Option<Date> {
    let first = Date::from_ymd(year, 3, 1)?;
    (0..7).map(|days| first.plus(days)).find(|date| date.weekday() == Weekday::Fri)
}

fn text(name: &str, year: i32) -> Option<String> {
    let friday = friday(year)?;
    let [saturday, sunday, monday, tuesday] = [1, 2, 3, 4].map(|days| friday.plus(days));
    let next = year + 1;
    Some(format!(
        r#"// {name}: a policy to begin with. It says what a vendor promises, in the words of the contract.
// Replace each part by what the terms say, from the top to the end. Every statement there is: docs/language.md.
// `relief fmt` lays the file out.
policy "{name} support" {{
    source "To be filled in: the page or the contract that this file encodes"
    owner  "To be filled in: who keeps this file up to date"
}}

// 1. When the clocks run. The list has every holiday of the years that it is complete for. Some lists are built in:
//    `import holidays england_and_wales`.
holidays company {{
    complete {year} to {next}
    {year}-01-01 "New Year's Day"
    {year}-12-25 "Christmas Day"
    {next}-01-01 "New Year's Day"
    {next}-12-25 "Christmas Day"
}}

calendar office "Office hours" {{
    timezone Europe/London
    open     mon-fri 09:00-17:00
    closed   holidays company
}}

// 2. What has to be known of an incident to give it a priority, and the priorities, the most urgent first. `means`
//    has the words of the terms, and `when` decides.
facts {{
    production_down  bool  "Nobody can work with the product in production"
    function_down    bool  "A main function cannot be used"
}}

priority P1 "Critical" {{
    means "Production is down"
    when  production_down
}}
priority P2 "Serious" {{
    means "A main function cannot be used"
    when  function_down
}}
priority P3 "Other" {{
    means "A question, or a fault that leaves the main functions alone"
    otherwise
}}

// 3. How incidents are reported.
channel portal "Support portal"
channel phone  "Telephone"

// 4. The packages. `4 business hours` are counted while the coverage is open, and `4 hours` by day and night. A
//    business day is as long as the calendar is open on a day. What is not promised says `none`.
tier Standard customisable {{
    coverage   office
    response   P1 within 4 business hours
    response   P2 within 1 business day
    response   P3 by end of business day 2
    relief     P1     within 2 business days, pausing while waiting on customer
    relief     P2, P3 none "as agreed with the customer"
    resolution none "in a release"
    update     P1 every 1 business day
    channels   portal
}}

// A tier that extends another says only what differs. Its coverage counts for inherited limits too: the four business
// hours of a P1 go on at night.
tier Premium extends Standard customisable {{
    coverage P1 always
    relief   P1 within 8 hours, pausing while waiting on customer
    update   P1 every 2 hours
    channels + phone
}}

// 5. Tests: an incident, the instant as of which it is decided, and what should come out.
//    `relief test --coverage` lists the statements without which every test would also pass.
test "a P1 of Friday afternoon is answered on Monday" {{
    incident {{
        contract        Standard
        production_down true
        channel         portal
        opened          {friday}T15:00:00Z
        waiting         {friday}T15:30:00Z to {friday}T16:30:00Z on customer
    }}
    as of {friday}T17:00:00Z
    expect {{
        priority   P1 by definition
        response   running, due {monday}T11:00:00Z, elapsed 2 hours
        relief     running, due {tuesday}T16:00:00Z, elapsed 1 hour
        resolution none
        update     due {monday}T15:00:00Z
        channel    accepted
    }}
}}

test "a P2 and a P3 have a day, and two" {{
    incident "P2" {{
        contract        Standard
        production_down false
        function_down   true
        opened          {friday}T15:00:00Z
    }}
    incident "P3" {{
        contract        Standard
        production_down false
        function_down   false
        opened          {friday}T15:00:00Z
    }}
    as of {friday}T17:00:00Z
    expect "P2" {{
        priority P2 by definition
        response running, due {monday}T15:00:00Z
        relief   none
    }}
    expect "P3" {{
        priority P3 by definition
        response running, due {tuesday}T17:00:00Z
    }}
}}

test "on Christmas Day the office is closed" {{
    incident {{
        contract Standard
        priority P1
        opened   {year}-12-24T16:30:00Z
    }}
    as of {year}-12-25T12:00:00Z
    expect {{
        response running, elapsed 30 minutes
    }}
}}

test "a Premium P1 is worked on at night" {{
    incident {{
        contract Premium
        priority P1
        channel  phone
        opened   {saturday}T22:00:00Z
        waiting  {saturday}T22:10:00Z to {saturday}T22:20:00Z on customer
    }}
    as of {saturday}T22:30:00Z
    expect {{
        response running, due {sunday}T02:00:00Z
        relief   running, due {sunday}T06:10:00Z, elapsed 20 minutes
        update   due {sunday}T00:00:00Z
        channel  accepted
    }}
}}
"#
    ))
}
