//! The words of a condition mean what the condition means: read back, they are the same condition.

use proptest::prelude::*;
use relief::Policy;
use relief::internals::facts::Test;
use relief::internals::policy::Model;
use relief::internals::policy::model::{Condition, FactId, PriorityId};
use relief::internals::value::Order;

const FACTS: &str = "facts { down bool  grade a | b | c  users number  region text  since instant  lost duration\n\
    expected priority }\npriority P1\npriority P2\npriority P3\nremedy other { may provide }\n\
    tier Silver { response < 1 hour }\ntier Gold extends Silver { response < 1 hour }\n";

fn model(remedy: &str) -> Model {
    let text = format!("{FACTS}remedy fix {{ {remedy} }}\n");
    match Policy::from_text("words.sla", &text) {
        Ok(policy) => policy.model().clone(),
        Err(errors) => panic!("`{remedy}`: {errors}"),
    }
}

fn leaf() -> impl Strategy<Value = Condition> {
    let fact = |name: &'static str| model("may provide").fact(name).unwrap();
    let few =
        |most: u16| prop::collection::btree_set(0..most, 1..3).prop_map(|set| set.into_iter().collect::<Vec<u16>>());
    let order = || prop::sample::select(vec![Order::Less, Order::LessEqual, Order::Greater, Order::GreaterEqual]);
    let number = || (-400..400_i32).prop_map(|n| f64::from(n) / 8.0);
    let moment = || 0..4_000_000_000_000_000_i64;
    let length = || prop_oneof![1..400_i64, (1..400_i64).prop_map(|n| n * 900_000_000)];
    let names = |all: &'static [&'static str]| {
        prop::sample::subsequence(all, 1..=2).prop_map(|n| n.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>())
    };
    let named: Vec<FactId> =
        ["down", "grade", "users", "region", "since", "lost", "expected"].iter().map(|n| fact(n)).collect();
    let (down, grade, users, region) = (fact("down"), fact("grade"), fact("users"), fact("region"));
    let (since, lost, expected) = (fact("since"), fact("lost"), fact("expected"));
    prop_oneof![
        few(3).prop_map(|set| Condition::PriorityIn(set.into_iter().map(PriorityId).collect())),
        names(&["email", "portal", "chat"]).prop_map(Condition::ChannelIn),
        Just(Condition::ChannelKnown),
        names(&["Gold", "Silver"]).prop_map(Condition::ContractIn),
        Just(Condition::ContractExtends("Silver".to_owned())),
        prop::sample::select(named).prop_map(|f| Condition::Fact(f, Test::Known)),
        Just(Condition::Fact(down, Test::True)),
        few(3).prop_map(move |set| Condition::Fact(grade, Test::OneOf(set))),
        few(3).prop_map(move |set| Condition::Fact(expected, Test::OneOf(set))),
        prop::collection::vec("[a-z\"\\\\\\n\u{e9} ]{0,6}", 1..3)
            .prop_map(move |texts| Condition::Fact(region, Test::TextIn(texts))),
        prop::collection::vec(number(), 1..3).prop_map(move |all| Condition::Fact(users, Test::NumberIn(all))),
        (order(), number()).prop_map(move |(o, n)| Condition::Fact(users, Test::Number(o, n))),
        prop::collection::vec(moment(), 1..3).prop_map(move |all| Condition::Fact(since, Test::IntegerIn(all))),
        (order(), moment()).prop_map(move |(o, n)| Condition::Fact(since, Test::Integer(o, n))),
        (order(), length()).prop_map(move |(o, n)| Condition::Fact(lost, Test::Integer(o, n))),
        (number(), number()).prop_map(move |(a, b)| Condition::All(vec![
            Condition::Fact(users, Test::Number(Order::GreaterEqual, a)),
            Condition::Fact(users, Test::Number(Order::LessEqual, b)),
        ])),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    leaf().prop_recursive(4, 12, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several().prop_map(Condition::All),
            several().prop_map(Condition::Any),
            // Two that follow one another cancel out before anybody sees them.
            inner.prop_map(|c| match c {
                Condition::Not(_) => c,
                other => Condition::Not(Box::new(other)),
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_condition_is_read_back_from_its_words(when in condition(), unless in prop::option::of(condition()), favoured in condition()) {
        let bare = model("may provide");
        let mut remedy = bare.packages[0].remedies[1].clone();
        remedy.entitled = match &unless {
            Some(unless) => Condition::All(vec![when, Condition::Not(Box::new(unless.clone()))]),
            None => when,
        };
        remedy.unless = unless.is_some();
        remedy.favoured = Some(favoured);
        let words = bare.remedy_words(&remedy).join("\n").replace("be provided", "provide");
        let back = model(&words);
        let read = &back.packages[0].remedies[1];
        prop_assert_eq!(&read.entitled, &remedy.entitled, "{}", words);
        prop_assert_eq!(&read.favoured, &remedy.favoured, "{}", words);

    }
}

/// What a policy says of a remedy, and the words for it.
#[test]
fn the_words_of_some_remedies() {
    let mut told = String::new();
    for remedy in [
        "may provide",
        "will provide unless down",
        "will provide when down unless grade in [a, b] and not users > 10",
        "may provide when (down or users between 1 and 5) and priority at least P2  favoured when not down",
        "may provide when down and grade is a or not (region is \"north\" and lost >= 90 minutes)",
        "may provide when since < 2026-01-01T00:00:00+01:00 and channel is not known and expected at least P1",
        "may provide when not contract extends Silver and priority not in [P1, P3] and lost < 0.5 seconds",
        "may provide when (not down) or users is -2.5",
    ] {
        let model = model(remedy);
        told.push_str(&format!(
            "{remedy}\n    {}\n",
            model.remedy_words(&model.packages[0].remedies[1]).join("\n    ")
        ));
    }
    insta::assert_snapshot!(told);
}
