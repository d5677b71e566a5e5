//! Random policies that parse: words by the grammar, and anything that may stand between two words.

use std::fmt::Write as _;

/// Numbers that decide; when they are used up the first choice is taken each time, so that all ends.
pub struct Random<'t> {
    tape: std::slice::Iter<'t, u16>,
    words: Vec<String>,
    /// Statements may stand twice: then the policy parses and seldom resolves.
    wild: bool,
}

const FACTS: &[&str] = &["a", "slow", "a-rather-long-fact-that-makes-lines-break", "b"];
const TEXTS: &[&str] = &[
    r#""short""#,
    r#""""#,
    r#""// no comment { } , /// ""#,
    r#""a \"quoted\" word, a tab	and  two spaces""#,
    r#""“hot fix” \u{e9} ünï"#,
    r#""a text that is so long that hardly anything else fits onto the line that it stands on, as they are""#,
];
const COMPARISONS: &[&str] = &[
    "e is x",
    "e is not y",
    "e in [ x , y ]",
    "e not in [ x , y , z ]",
    "n >= -3",
    "n < 2.5",
    "n between 1 and 2.5",
    "age <= 4 hours",
    "age between 1 hour and 2 days",
    "since > 2026-01-01T00:00:00Z",
    "worst at least P2",
    "a is known",
    "slow is not known",
    "contract extends T",
    "a is true",
    "opened within office",
    "opened within office in Asia/Tokyo",
    "region in [ \"west\" , \"a,b\" ]",
];

impl<'t> Random<'t> {
    /// A policy, by the numbers of a tape.
    pub fn policy(tape: &'t [u16]) -> String {
        let mut random = Self { tape: tape.iter(), words: Vec::new(), wild: false };
        random.wild = random.pick(3) == 2;
        random.items();
        random.text()
    }

    fn pick(&mut self, of: usize) -> usize {
        self.tape.next().map_or(0, |n| usize::from(*n) % of)
    }

    fn chance(&mut self) -> bool {
        self.pick(2) == 1
    }

    fn one(&mut self, of: &[&str]) {
        let at = self.pick(of.len());
        self.say(of[at]);
    }

    /// Words with spaces between them.
    fn say(&mut self, words: &str) {
        self.words.extend(words.split_whitespace().map(str::to_owned));
    }

    fn quote(&mut self) {
        let mut text = TEXTS[self.pick(TEXTS.len())].to_owned();
        if !text.ends_with('"') {
            text.push('"');
        }
        self.words.push(text);
    }

    fn maybe_quote(&mut self) {
        if self.chance() {
            self.quote();
        }
    }

    fn list(&mut self, of: &[&str], most: usize) {
        let count = 1 + self.pick(most);
        for n in 0..count {
            if n > 0 {
                self.say(",");
            }
            self.one(of);
        }
    }

    /// Each of some statements: once or not at all, or, in a wild policy, a few of any.
    fn some(&mut self, all: &[fn(&mut Self)]) {
        if self.wild {
            for _ in 0..self.pick(9) {
                let at = self.pick(all.len());
                all[at](self);
            }
        } else {
            for one in all {
                if self.chance() {
                    one(self);
                }
            }
        }
    }

    fn items(&mut self) {
        self.say("import holidays scotland");
        self.some(&[|r| {
            r.say("policy");
            r.quote();
            r.say("{");
            r.some(&[|r| r.field("source"), |r| r.field("version"), |r| r.field("owner")]);
            r.say("}");
        }]);
        self.calendar();
        self.facts();
        for priority in ["P1", "P2", "P3"] {
            self.priority(priority);
        }
        self.some(&[
            |r| {
                r.declared("channel email");
                r.declared("channel portal");
            },
            |r| r.declared("party hosting"),
        ]);
        self.say("base tier B { coverage office response < 4 working hours }");
        self.say("tier T extends B");
        let customisable = self.chance();
        if customisable {
            self.say("customisable");
            if self.chance() {
                self.say("except");
                self.list(&["coverage", "zone", "resolution", "relief"], 5);
            }
        }
        self.package();
        self.remedy("hot_fix");
        self.some(&[Self::treat, |r| r.remedy("a-new-version"), Self::test]);
        if customisable || self.wild {
            self.say("contract K extends T");
            self.package();
        }
    }

    fn field(&mut self, key: &str) {
        self.say(key);
        self.quote();
    }

    fn declared(&mut self, words: &str) {
        self.say(words);
        self.maybe_quote();
    }

    fn calendar(&mut self) {
        self.say("calendar office");
        self.maybe_quote();
        self.say("{ timezone Europe/London working day 8 hours");
        self.one(&["open mon-fri 09:00-17:00", "open mon - fri 09:00 - 17:00", "open mon , tue-thu 09:00-17:00"]);
        self.some(&[
            |r| r.say("open sat , sun 10:00 - 12:00 , 13:00-14:30"),
            |r| r.say("open fri-mon 20:00-24:00"),
            |r| r.say("closed holidays scotland"),
            |r| r.declared("closed 2026-12-24"),
            |r| r.declared("closed 2026-12-28 to 2026-12-30"),
            |r| r.declared("closed 2026-06-06 22:00 to 2026-06-07 24:00"),
            |r| r.declared("closed last fri 22:00 - 06:00"),
            |r| r.say("on 2026-12-31 open 09:00-12:00 , 13:00-14:00"),
            |r| r.say("intake until 16:00"),
        ]);
        self.say("}");
        if self.chance() {
            self.say("calendar sun { timezone UTC");
            self.one(&["joins office , office in Asia/Tokyo", "joins office"]);
            self.declared("closed first sun 00:00-06:00");
            self.say("}");
        }
    }

    fn facts(&mut self) {
        self.say("facts { a bool b bool slow bool");
        self.declared("a-rather-long-fact-that-makes-lines-break bool");
        self.declared("e x | y | z");
        self.declared("region text");
        self.say("n number since instant age duration worst priority }");
    }

    fn priority(&mut self, name: &str) {
        self.say("priority");
        self.say(name);
        self.maybe_quote();
        if self.chance() {
            self.say("{");
            self.some(&[
                |r| r.field("means"),
                |r| {
                    if r.chance() {
                        r.when("when");
                    } else {
                        r.say("otherwise");
                    }
                },
            ]);
            self.say("}");
        }
    }

    fn when(&mut self, word: &str) {
        self.say(word);
        self.condition(3);
    }

    fn condition(&mut self, depth: usize) {
        for n in 0..=self.pick(3) {
            if n > 0 {
                self.one(&["or", "and"]);
            }
            for _ in 0..self.pick(3) / 2 {
                self.say("not");
            }
            match self.pick(4) {
                3 if depth > 0 => {
                    self.say("(");
                    self.condition(depth - 1);
                    self.say(")");
                }
                2 => self.one(COMPARISONS),
                _ => self.one(FACTS),
            }
        }
    }

    fn priorities(&mut self) {
        self.one(&["", "P1", "P2 , P3", "P1 , P2 , P3"]);
    }

    fn objective(&mut self, word: &str) {
        self.say(word);
        self.priorities();
        match self.pick(4) {
            3 => self.declared("none"),
            n => {
                self.one(&["", "90%", "99.5%"]);
                if n == 2 {
                    self.one(&[
                        "by end of next working day",
                        "by 12:00 on working day 2",
                        "by same time on working day 1",
                    ]);
                } else {
                    self.one(&["< 4 working hours", "<= 1 working day", "< 30 minutes"]);
                }
            }
        }
        if self.chance() {
            self.say(", pausing while waiting on");
            self.list(&["customer", "third_party", "vendor"], 3);
        }
    }

    fn package(&mut self) {
        self.say("{");
        self.some(&[
            |r| r.objective("response"),
            |r| {
                if r.chance() {
                    r.objective("relief");
                } else {
                    r.say("relief P1 95% within 2.5 x response");
                }
            },
            |r| r.objective("resolution"),
            |r| r.one(&["coverage always", "coverage P1 always", "coverage P1 , P2 office in Asia/Tokyo"]),
            |r| r.say("zone Etc/GMT+5"),
            |r| r.one(&["update every 2 hours", "update P1 every 1 working day", "update none"]),
            |r| r.one(&["priority set by vendor", "priority set by customer"]),
            |r| r.say("on priority change restart"),
            |r| {
                r.one(&["channels", "channels +", "channels -"]);
                r.list(&["email", "portal"], 2);
            },
            |r| r.say("releases major , minor"),
            |r| r.field("assistance"),
            |r| r.field("term a"),
            |r| r.field("term a-longer-name"),
            |r| r.remedy("hot_fix"),
            Self::treat,
            |r| {
                for _ in 0..=r.pick(3) {
                    r.escalate();
                }
            },
            |r| {
                if r.chance() {
                    r.credits();
                } else {
                    r.one(&[
                        "credit for response none",
                        "credits at most none",
                        "availability none fee none",
                        "credit each breach of response none credits ignore none",
                        "right terminate none",
                    ]);
                }
            },
            |r| {
                r.one(&[
                    "quota 20 incidents per year",
                    "quota P1 1 incident per month quota 30 incidents per year",
                    "quota none",
                ])
            },
        ]);
        self.say("}");
    }

    fn escalate(&mut self) {
        self.one(&[
            "escalate P1 to duty_manager at 50% of response",
            "escalate to lead at 99.5% of response",
            "escalate to \"Head-of-support\" at 100% of response",
            "escalate P1 , P2 to lead at 100% of relief",
            "escalate P1 to lead after 2 working hours of response",
            "escalate P1 to lead 1 hour before resolution is due",
            "escalate P1 none of relief",
        ]);
    }

    /// Measures and what is credited for them: shares of a fee, or shares alone.
    fn credits(&mut self) {
        let has_fee = self.chance();
        if has_fee {
            self.one(&["fee 12000.00 GBP per month", "fee 90000 GBP per year"]);
        }
        let has_availability = self.chance();
        if has_availability {
            self.say("availability 99.9% , down while");
            self.one(&["priority is P1", "priority is P1 and not a", "slow"]);
            self.one(&["", ", ignoring outages under 10 minutes"]);
            self.one(&["", ", counted on office"]);
        }
        self.some(&[
            |r| r.one(&["measured quarterly by stopped", "measured monthly by opened , except when a or slow"]),
            |r| {
                r.say("credit for response");
                r.priorities();
                r.say("{ below 95% credit 5%");
                r.one(&["", "below 90% credit 10%", "below 90.5% credit 10% below 80% credit 10%"]);
                r.say("}");
            },
            |r| {
                r.one(&[
                    "credit for relief P1 1% for each full 1% below 90%",
                    "credit for relief 2% for each 1% below 99.5%",
                ])
            },
            |r| r.one(&["credit each breach of response P1 2%", "credit each breach of response 1.5%"]),
            |r| {
                r.say("credit each");
                r.one(&["full", "started"]);
                r.one(&["working hour", "30 working minutes", "1 minute"]);
                r.say("late of response 5%");
                r.one(&["", ", at most 100%"]);
            },
            |r| r.one(&["credits at most 20%", "credits at most 20% credits at most 30% per year"]),
            |r| r.say("credits ignore fewer than 5 incidents"),
            |r| r.say("credits claimed within 30 days"),
            |r| {
                r.say("right terminate");
                r.maybe_quote();
                r.say("when response P1 below 90% in");
                r.one(&["2 periods", "2 of 3 periods", "1 period"]);
            },
        ]);
        if has_fee {
            self.some(&[
                |r| r.say("credit each breach of relief 250.00 GBP"),
                |r| r.say("credits at least 1.00 GBP"),
                |r| r.say("credits at most 5000.00 GBP"),
            ]);
        }
        if has_availability {
            self.some(&[
                |r| r.say("credit for availability { below 99.9% credit 10% below 99% credit 25% }"),
                |r| r.say("credit each started hour down 1%"),
                |r| r.say("right review when availability below target in 2 periods"),
            ]);
        }
    }

    fn treat(&mut self) {
        self.one(&["treat P3 as worst for", "treat P3 as P1 for"]);
        self.list(&["remedies", "response", "relief"], 3);
        self.when("when");
    }

    fn remedy(&mut self, name: &str) {
        self.say("remedy");
        self.say(name);
        self.maybe_quote();
        self.say("{");
        self.one(&["will provide", "may provide"]);
        for word in ["when", "unless", "favoured when"] {
            if self.chance() {
                self.when(word);
            }
        }
        self.say("}");
    }

    fn test(&mut self) {
        self.say("test");
        self.quote();
        self.say("{ incident");
        self.maybe_quote();
        self.say("{ contract T opened 2026-03-03T09:00:00Z");
        self.some(&[
            |r| r.say("waiting 2026-03-03T10:00:00Z"),
            |r| r.say("waiting 2026-03-03T11:00:00Z to 2026-03-03T12:00:00+00:00 on customer"),
            |r| r.say("update 2026-03-03T10:00:00Z"),
            |r| r.say("changed 2026-03-03T10:00:00Z to P1"),
            |r| r.say("a true age 4 working hours n -1.5"),
            |r| r.field("region"),
        ]);
        self.say("}");
        self.some(&[|r| r.say("claimed T 2026-03 at 2026-04-12T09:00:00Z")]);
        self.say("as of 2026-03-04T09:00:00Z expect");
        self.maybe_quote();
        self.say("{");
        self.some(&[
            |r| r.one(&["response met", "response running , due none", "relief met , due none , elapsed 4 hours"]),
            |r| r.one(&["hot_fix yes", "hot_fix unknown , favoured none , needs a , b", "warns x"]),
            |r| r.one(&["treated as P1", "priority P1 by customer", "channel accepted", "rejected unknown-contract"]),
            |r| {
                r.one(&[
                    "update late 2",
                    "update due none",
                    "attainment response K P1 missed 50%",
                    "attainment relief K",
                ])
            },
            |r| {
                r.one(&[
                    "escalated duty_manager at 2026-03-03T10:00:00Z",
                    "escalated \"Head-of-support\" of response at 2026-03-03T10:00:00Z",
                    "escalation lead of relief pending , due none",
                    "escalation lead pending",
                    "escalation duty_manager avoided",
                ])
            },
            |r| {
                r.one(&[
                    "credit T 2026-03 none",
                    "credit T 2026-Q1 for response P1 , P2 5% , provisional",
                    "credit K 2026 for availability 10.50 GBP",
                    "availability T 2026-03 down 3 hours",
                    "availability T 2026-03 99.9%",
                    "quota T P1 2026-03 1 of 5",
                    "right terminate T since 2026-03",
                    "right review T none",
                ])
            },
        ]);
        self.say("} }");
    }

    /// The words with white space, line breaks and comments between them.
    fn text(&mut self) -> String {
        let sign = |word: &str| matches!(word, "," | "{" | "}" | "(" | ")" | "[" | "]" | "|" | "<" | "<=" | ">" | ">=");
        let mut out = String::new();
        let words = std::mem::take(&mut self.words);
        // Most texts have few comments, some have them everywhere.
        let rare = [1, 8, 40][self.pick(3)];
        for (n, word) in words.iter().enumerate() {
            if n > 0 && self.pick(rare) == rare - 1 {
                let text = ["", " c", "/ d", " e \t", " ünï \" {", "//"][self.pick(6)];
                let before = ["", " ", "\n", "\n\n\n", "\r\n  "][self.pick(5)];
                let behind = ["", "\n", "\n \n\n", "\t"][self.pick(4)];
                write!(out, "{before}//{text}\n{behind}").unwrap();
            } else if n > 0 {
                let close = sign(word) || sign(&words[n - 1]) || word.starts_with('"');
                out.push_str(match self.pick(16) {
                    0 => "\n",
                    1 => "\r\n\t",
                    2 => "\n\n\n  ",
                    3..8 if close => "",
                    8 => "  \t ",
                    _ => " ",
                });
            }
            out.push_str(word);
        }
        out.push_str(["", "\n", " // the end", "\n\n\n// the end\n\n\n", "\r\n"][self.pick(5)]);
        out
    }
}
