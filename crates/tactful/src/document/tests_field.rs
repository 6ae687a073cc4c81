use super::*;

fn with(text: &str, check: impl FnOnce(Table<'_>)) {
    let node = parse(text).unwrap();
    check(Field::root(&node).table().unwrap());
}

#[test]
fn typed_readers() {
    with("a = 'x'\nb = 1\nc = true\nd = 1.5\ne = [1]\nf = {}", |mut table| {
        assert_eq!(table.required("a").unwrap().text().unwrap(), "x");
        assert_eq!(table.required("b").unwrap().int().unwrap(), 1);
        assert_eq!(table.required("b").unwrap().number().unwrap(), 1.0);
        assert!(table.required("c").unwrap().bool().unwrap());
        assert_eq!(table.required("d").unwrap().number().unwrap(), 1.5);
        assert_eq!(table.required("e").unwrap().list().unwrap().len(), 1);
        assert!(table.required("f").unwrap().table().unwrap().is_empty());
        table.finish().unwrap();
    });
}

#[test]
fn wrong_types_name_both_kinds_and_the_place() {
    with("a = 'Mrs Secret'\nb = 1.0\nc = [[1]]", |mut table| {
        let a = table.required("a").unwrap();
        for error in
            [a.int().unwrap_err(), a.bool().unwrap_err(), a.list().unwrap_err(), a.table().unwrap_err()]
        {
            assert_eq!(
                (error.code(), error.path(), error.line(), error.column()),
                (Code::WrongType, "a", 1, 5)
            );
            assert!(!error.to_string().contains("Secret"));
        }
        let error = table.required("b").unwrap().int().unwrap_err();
        assert_eq!(error.message(), "expected a whole number, found a number with a fraction");
        let rows = table.required("c").unwrap().list().unwrap();
        assert_eq!(rows[0].list().unwrap()[0].text().unwrap_err().path(), "c[0][0]");
    });
}

#[test]
fn huge_whole_numbers_are_refused() {
    with("{\"a\": 100000000000000000000}", |mut table| {
        assert_eq!(table.required("a").unwrap().int().unwrap_err().code(), Code::InvalidValue);
    });
}

#[test]
fn absent_and_null() {
    with("{\"a\": null, \"strat\": 1}", |mut table| {
        assert!(table.optional("a").is_none());
        let error = table.required("start").unwrap_err();
        assert_eq!(error.code(), Code::MissingField);
        assert_eq!(error.message(), "the field `start` is missing; is `strat` meant to be it?");
        assert_eq!(table.required("zone").unwrap_err().message(), "the field `zone` is missing");
    });
}

#[test]
fn unknown_fields() {
    with("[rules.nights]\nquiet_hours = 1\n\n  quite_days = 2\n", |mut table| {
        let mut rules = table.required("rules").unwrap().table().unwrap();
        let mut nights = rules.required("nights").unwrap().table().unwrap();
        nights.required("quiet_hours").unwrap();
        nights.optional("quiet_days");
        let error = nights.finish().unwrap_err();
        assert_eq!(error.code(), Code::UnknownField);
        assert_eq!(error.message(), "unknown field `quite_days`; did you mean `quiet_days`?");
        assert_eq!((error.path(), error.line(), error.column()), ("rules.nights.quite_days", 4, 3));
    });
}

#[test]
fn odd_keys_are_not_repeated() {
    let long = "x".repeat(1 << 20);
    for key in ["Mrs Secret called", "Sécret", long.as_str()] {
        with(&format!("{{\"{key}\": 1}}"), |mut table| {
            table.optional("start");
            let error = table.finish().unwrap_err();
            assert_eq!(error.message(), "unknown field; remove it or correct its name");
            assert_eq!((error.path(), error.line(), error.column()), ("", 1, 2));
        });
    }
}

#[test]
fn odd_keys_in_paths_are_quoted() {
    with("{\"a b\": {\"c.d\": {\"say \\\"\\n\": [0]}}}", |mut table| {
        let inner = table.required("a b").unwrap().table().unwrap().entries()[0].1.table().unwrap().entries();
        assert_eq!(inner[0].1.list().unwrap()[0].path(), "\"a b\".\"c.d\".\"say \\\"\\n\"[0]");
    });
    let long = "x".repeat(100);
    with(&format!("{{\"{long}\": 1}}"), |mut table| {
        assert_eq!(table.entries()[0].1.path(), "\"…\"");
    });
}

#[test]
fn choices() {
    with("a = 'Deadline'\nb = 'Mrs Secret'\nc = 'start'", |mut table| {
        let known = [("deadline", 1), ("start", 2)];
        assert_eq!(table.required("c").unwrap().choice(&known).unwrap(), 2);
        let error = table.required("a").unwrap().choice(&known).unwrap_err();
        assert!(error.message().ends_with("did you mean `deadline`?"));
        let error = table.required("b").unwrap().choice(&known).unwrap_err();
        assert_eq!((error.code(), error.message()), (Code::InvalidValue, "expected `deadline` or `start`"));
    });
}

#[test]
fn errors_of_readers_are_placed_once() {
    with("a = 'x'", |mut table| {
        let a = table.required("a").unwrap();
        let error = a.parse_with(|_| Err::<(), _>(Error::new(Code::InvalidTime, "not a time"))).unwrap_err();
        assert_eq!(error.to_string(), "not a time (at `a`) (line 1, column 5)");
        let placed = Error::new(Code::InvalidTime, "not a time").at_path("b").at_place(7, 7);
        assert_eq!(a.locate(Err::<(), _>(placed.clone())).unwrap_err(), placed);
    });
}

#[test]
fn nearest_names() {
    let known = ["quiet_hours", "gap", "channels", "tz"];
    assert_eq!(nearest("channel", &known), Some("channels"));
    assert_eq!(nearest("QUIET_HOURS", &known), Some("quiet_hours"));
    assert_eq!(nearest("queit_horus", &known), Some("quiet_hours"));
    assert_eq!(nearest("gpa", &known), Some("gap"));
    assert_eq!(nearest("tzs", &known), Some("tz"));
    assert_eq!(nearest("a", &known), None);
    assert_eq!(nearest("", &known), None);
    assert_eq!(nearest(&"x".repeat(1 << 20), &known), None);
    assert_eq!(nearest("x", &[]), None);
}

/// The path of every value, by the way that a reader takes.
fn paths(field: &Field<'_>, expected: &str, seen: &mut Vec<String>) {
    assert_eq!(field.path(), expected);
    seen.push(expected.to_owned());
    if let Ok(items) = field.list() {
        for (place, item) in items.iter().enumerate() {
            paths(item, &format!("{expected}[{place}]"), seen);
        }
    }
    if let Ok(mut table) = field.table() {
        assert_eq!(table.path(), expected);
        let dot = if expected.is_empty() { "" } else { "." };
        for (key, inner) in table.entries() {
            paths(&inner, &format!("{expected}{dot}{}", key.name), seen);
        }
    }
}

fn without_places(node: &mut Node) {
    node.at = Position { line: 0, column: 0 };
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(without_places),
        Value::Table(entries) => entries.iter_mut().for_each(|(_, node)| without_places(node)),
        _ => {}
    }
}

#[test]
fn every_value_knows_its_way() {
    let json = r#"{"a": [[1, 1], [], [{"b": 1}, {"b": 1}]], "c": {"a": {"b": 1}}, "d": {}, "e": 1}"#;
    // tables in pieces, in another order than their places
    let toml = "[z.one]\nb = 1\n[a]\nb = 1\n[z.two]\nb = [1, [1]]\n[[a.rows]]\nb = 1\n[z.one.more]\n[[a.rows]]\nb = 1\n";
    for mut document in [parse(json).unwrap(), parse(toml).unwrap()] {
        for _ in 0..2 {
            let mut seen = Vec::new();
            paths(&Field::root(&document), "", &mut seen);
            assert!(seen.len() >= 14, "{seen:?}");
            without_places(&mut document);
        }
    }
}
