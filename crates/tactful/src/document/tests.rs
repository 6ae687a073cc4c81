use super::*;

fn refused(result: Result<Node>) -> (Code, u32, u32) {
    let error = result.unwrap_err();
    (error.code(), error.line(), error.column())
}

fn entries(node: &Node) -> &[(Key, Node)] {
    match &node.value {
        Value::Table(entries) => entries,
        _ => panic!("not a table"),
    }
}

fn place(at: Position) -> (u32, u32) {
    (at.line, at.column)
}

#[test]
fn kinds_of_json() {
    let node = parse_json(r#"{"a":null,"b":true,"c":-3,"d":2.5,"e":"x\n\u00e9","f":[1,[]],"g":{}}"#).unwrap();
    let values: Vec<&Value> = entries(&node).iter().map(|(_, node)| &node.value).collect();
    assert_eq!(*values[0], Value::Null);
    assert_eq!(*values[1], Value::Bool(true));
    assert_eq!(*values[2], Value::Int(-3));
    assert_eq!(*values[3], Value::Float(2.5));
    assert_eq!(*values[4], Value::Text("x\né".to_owned()));
    assert!(matches!(values[5], Value::List(items) if items.len() == 2));
    assert_eq!(*values[6], Value::Table(vec![]));
}

#[test]
fn kinds_of_toml() {
    let text = "a = true\nb = 0x1f\nc = 1_000.5\nd = 2026-11-21T09:30:00+01:00\ne = 07:30:00\nf = [1, 'x']\n\
                g.h = 1\ng.i = 2\n[[j]]\nk = 1\n[[j]]\n";
    let node = parse_toml(text).unwrap();
    let names: Vec<&str> = entries(&node).iter().map(|(key, _)| key.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c", "d", "e", "f", "g", "j"]);
    let values: Vec<&Value> = entries(&node).iter().map(|(_, node)| &node.value).collect();
    assert_eq!(*values[1], Value::Int(31));
    assert_eq!(*values[2], Value::Float(1000.5));
    assert_eq!(*values[3], Value::Text("2026-11-21T09:30:00+01:00".to_owned()));
    assert_eq!(*values[4], Value::Text("07:30:00".to_owned()));
    assert!(matches!(values[7], Value::List(items) if items.len() == 2));
}

#[test]
fn numbers() {
    let json = |text: &str| parse_json(text).map(|node| node.value);
    assert_eq!(json("9223372036854775807").unwrap(), Value::Int(i64::MAX));
    assert_eq!(json("9223372036854775808").unwrap(), Value::Float(9_223_372_036_854_775_808.0));
    assert_eq!(json("1.0").unwrap(), Value::Float(1.0));
    assert_eq!(json("1e2").unwrap(), Value::Float(100.0));
    assert_eq!(refused(parse_json("[1e999]")), (Code::InvalidValue, 1, 2));
    for text in ["NaN", "Infinity", "-Infinity", "01", "+1", "1.", ".5", "0x10"] {
        assert_eq!(refused(parse_json(&format!("[{text}]"))).0, Code::InvalidDocument, "{text}");
    }
    for text in ["nan", "inf", "-inf", "1e999"] {
        assert_eq!(refused(parse_toml(&format!("a = {text}"))), (Code::InvalidValue, 1, 5), "{text}");
    }
}

#[test]
fn json_or_toml() {
    assert!(parse("{}").is_ok());
    assert!(parse("  \r\n {\"a\": 1}").is_ok());
    assert!(parse("").is_ok());
    for toml in ["[a]\nb = 1", "[[a]]\nb = 1", "[\"a b\"]", "['x']", "# note\n[a]", "a = 1", "\u{feff}[a]"] {
        assert!(matches!(parse(toml).unwrap().value, Value::Table(_)), "{toml}");
    }
    for json in ["[]", "[[1, 2]]", "[{\"a\": 1}]", "[\"a\", \"b\"]", "[\n\"a\"\n]", "[-1]"] {
        assert!(matches!(parse(json).unwrap().value, Value::List(_)), "{json}");
    }
}

#[test]
fn places_in_json() {
    let node =
        parse_json("\u{feff}{\r\n  \"ключ\": \"значение\", \"b\" : [ \"中\", 7 ],\r\n\"c\": {}}").unwrap();
    let entries = entries(&node);
    assert_eq!(place(node.at), (1, 1));
    assert_eq!((place(entries[0].0.at), place(entries[0].1.at)), ((2, 3), (2, 11)));
    assert_eq!((place(entries[1].0.at), place(entries[1].1.at)), ((2, 23), (2, 29)));
    let Value::List(items) = &entries[1].1.value else { panic!("not a list") };
    assert_eq!((place(items[0].at), place(items[1].at)), ((2, 31), (2, 36)));
    assert_eq!((place(entries[2].0.at), place(entries[2].1.at)), ((3, 1), (3, 6)));
}

#[test]
fn places_in_toml() {
    let node = parse_toml("\u{feff}\"é\" = 'ü' # ö\r\n[a.b]\r\n  c = [1,\r\n    2]").unwrap();
    let top = entries(&node);
    assert_eq!((place(top[0].0.at), place(top[0].1.at)), ((1, 1), (1, 7)));
    let b = &entries(&top[1].1)[0];
    assert_eq!(place(b.0.at), (2, 4));
    let Value::List(items) = &entries(&b.1)[0].1.value else { panic!("not a list") };
    assert_eq!(place(items[1].at), (4, 5));
}

#[test]
fn escaped_keys_keep_their_place() {
    let node = parse_json(r#"{"a\"b" : 1 , "c\\" : "\"," , "\u00e9":3}"#).unwrap();
    let keys: Vec<_> = entries(&node).iter().map(|(key, _)| (key.name.as_str(), key.at.column)).collect();
    assert_eq!(keys, [("a\"b", 2), ("c\\", 15), ("é", 31)]);
}

#[test]
fn duplicate_keys() {
    assert_eq!(refused(parse_json("{\"a\": 1,\n \"\\u0061\": 2}")), (Code::DuplicateKey, 2, 2));
    assert_eq!(refused(parse_json("[{\"x\": {\"b\": 1, \"b\": 1}}]")), (Code::DuplicateKey, 1, 17));
    let many: Vec<String> = (0..20).map(|i| format!("\"k{i}\": 0")).collect();
    assert_eq!(
        refused(parse_json(&format!("{{{},\n\"k3\": 1}}", many.join(",")))),
        (Code::DuplicateKey, 2, 1)
    );
    for toml in
        ["a = 1\na = 2", "[a]\n[a]", "a.b = 1\na.b = 2", "[b]\n\"c\" = 1\nc = 2", "a = {b = 1, b = 2}"]
    {
        assert_eq!(refused(parse_toml(toml)).0, Code::DuplicateKey, "{toml}");
    }
    assert_eq!(refused(parse_toml("[b]\nc = 1\n  c = 2")), (Code::DuplicateKey, 3, 3));
}

#[test]
fn broken_text_has_a_place() {
    assert_eq!(refused(parse_json("{\n  \"a\": 1\n  \"b\": 2}")), (Code::InvalidDocument, 3, 3));
    assert_eq!(refused(parse_json("{\"é\": x}")), (Code::InvalidDocument, 1, 7));
    assert_eq!(refused(parse_json("[1, 2")), (Code::InvalidDocument, 1, 6));
    assert_eq!(refused(parse_json("[\n [\"\\ud800\"]]")).0, Code::InvalidDocument);
    assert_eq!(refused(parse_json("[1] 2")), (Code::InvalidDocument, 1, 5));
    assert_eq!(refused(parse_json("")), (Code::InvalidDocument, 1, 1));
    assert_eq!(refused(parse_json("[\"\t\"]")).0, Code::InvalidDocument);
    assert_eq!(refused(parse_toml("a = 1\nb = \n")), (Code::InvalidDocument, 2, 5));
    assert_eq!(refused(parse_toml("a = 2026-02-30")).0, Code::InvalidDocument);
    assert_eq!(refused(parse_toml("a = 'x")).0, Code::InvalidDocument);
}

#[test]
fn values_stay_out_of_errors() {
    let texts = [
        r#"{"a": "Mrs Secret, "b"}"#,
        r#"{"a": Secret}"#,
        r#"{"Secret words": 1, "Secret words": 2}"#,
        "a = Secret",
        "a = 'Secret\n",
        "a = \"Secret \\q\"",
        "\"Secret words\" = 1\n\"Secret words\" = 2",
        "a = 2026-02-30Secret",
    ];
    for text in texts {
        let error = parse(text).unwrap_err().to_string();
        assert!(!error.contains("Secret"), "{error}");
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |open: &str, close: &str, n: usize| format!("{}{}", open.repeat(n), close.repeat(n));
    assert!(parse_json(&nested("[", "]", 64)).is_ok());
    assert_eq!(refused(parse_json(&nested("[", "]", 65))), (Code::TooDeep, 1, 65));
    assert_eq!(refused(parse_json(&"[".repeat(100_000))).0, Code::TooDeep);
    assert_eq!(refused(parse_json(&"{\"a\":".repeat(100_000))).0, Code::TooDeep);
    assert!(parse_json(&format!("\"{}\"", "[".repeat(1000))).is_ok());
    let toml = |value: String| parse_toml(&format!("a = {value}"));
    assert!(toml(nested("[", "]", 63)).is_ok());
    assert_eq!(refused(toml(nested("[", "]", 64))).0, Code::TooDeep);
    assert_eq!(refused(toml("[".repeat(100_000))).0, Code::TooDeep);
    assert_eq!(refused(toml("{a=".repeat(100_000))).0, Code::TooDeep);
    assert_eq!(refused(parse_toml(&format!("{}a = 1", "a.".repeat(100_000)))).0, Code::TooDeep);
    assert_eq!(refused(parse_toml(&format!("[{}a]", "a.".repeat(100_000)))).0, Code::TooDeep);
    let wide = format!("[{}a]\n{}a = 1", "a.".repeat(60), "b.".repeat(60));
    assert_eq!(refused(parse_toml(&wide)).0, Code::TooDeep);
    let inline = format!("{}1{}", format!("{{ {}a = ", "a.".repeat(60)).repeat(60), "}".repeat(60));
    assert_eq!(refused(toml(inline)).0, Code::TooDeep);
    assert!(parse_toml(&"a.b = 1.5 # . . .\n[x.y]\n".replace("\n", "\r\n")).is_ok());
    let floats: Vec<String> = (0..200).map(|i| format!("{i}.5")).collect();
    assert!(toml(format!("[{}]", floats.join(", "))).is_ok());
}

#[test]
fn size_is_bounded() {
    let large = " ".repeat(MAX_BYTES + 1);
    assert_eq!(refused(parse(&large)).0, Code::TooLarge);
    assert_eq!(refused(parse_bytes(large.as_bytes())).0, Code::TooLarge);
    let many = format!("[{}0]", "0,".repeat(MAX_VALUES));
    assert_eq!(refused(parse_json(&many)).0, Code::TooLarge);
    assert_eq!(refused(parse_toml(&format!("a = {many}"))).0, Code::TooLarge);
    assert_eq!(refused(parse_toml(&"\n".repeat(3 * MAX_VALUES))).0, Code::TooLarge);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may look at the clock")]
fn large_documents_are_read_promptly() {
    let started = std::time::Instant::now();
    let dates: Vec<String> = (0..1_000_000).map(|i| format!("\"{:04}-01-01\"", i % 9999 + 1)).collect();
    let list = dates.join(",");
    let node = parse_json(&format!("{{\"é\": [{list}]}}")).unwrap();
    let Value::List(items) = &entries(&node)[0].1.value else { panic!("not a list") };
    assert_eq!((items.len(), place(items[999_999].at)), (1_000_000, (1, 7 + 999_999 * 13 + 1)));
    assert!(parse_toml(&format!("holidays = [{list}]")).is_ok());
    let keys: String = (0..300_000).map(|i| format!("key{i} = {i}\n")).collect();
    assert_eq!(entries(&parse_toml(&keys).unwrap()).len(), 300_000);
    let keys: Vec<String> = (0..300_000).map(|i| format!("\"key{i}\":{i}")).collect();
    assert_eq!(entries(&parse_json(&format!("{{{}}}", keys.join(","))).unwrap()).len(), 300_000);
    let text = format!("[\"{}\"]", "é\\n".repeat(2_500_000));
    assert!(parse_json(&text).is_ok());
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn bytes_must_be_utf8() {
    assert!(parse_bytes("a = 'é'".as_bytes()).is_ok());
    assert_eq!(refused(parse_bytes(b"a = 1\nb = '\xc3\xa9\xff'")), (Code::InvalidUtf8, 2, 7));
    assert_eq!(refused(parse_bytes(b"\xef\xbb\xbf\xff")), (Code::InvalidUtf8, 1, 1));
    assert_eq!(refused(parse_bytes(b"\xff")), (Code::InvalidUtf8, 1, 1));
}
