//! The demo: when three made customers may be written to.

use crate::run::Outcome;
use serde_json::{Value, json};
use tactful_json::Door;

const NOW: &str = "2026-11-21T12:30:00Z";

/// Prints the table.
pub fn main(arguments: &[String]) -> Outcome {
    if let Some(first) = arguments.first() {
        return Err(format!("the demo takes no argument yet; got `{first}`"));
    }
    let door = Door::new();
    println!(
        "May we write now ({NOW})? Quiet from 20:00 to 09:00 where the customer is, two days between contacts.\n"
    );
    println!("{:<10} {:<18} {:<8} {:<22} because of", "customer", "zone", "answer", "next");
    for (customer, zone, last) in [
        ("c-1", "Europe/Paris", "2026-11-12T10:00:00Z"),
        ("c-2", "Asia/Kolkata", "2026-11-20T13:00:00Z"),
        ("c-3", "Australia/Sydney", "2026-11-01T01:00:00Z"),
    ] {
        let request = json!({
            "op": "contact.window", "tz": zone, "quiet": [["20:00", "09:00"]],
            "history": [last], "gap_seconds": 172_800, "now": NOW,
        });
        let answer = door.call(&request.to_string()).map_err(|error| format!("demo: {customer}: {error}"))?;
        let answer: Value =
            serde_json::from_str(&answer).map_err(|error| format!("demo: {customer}: {error}"))?;
        let text = |key: &str| answer[key].as_str().unwrap_or("-").to_owned();
        let reasons: Vec<&str> =
            answer["reasons"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        println!(
            "{customer:<10} {zone:<18} {:<8} {:<22} {}",
            text("decision"),
            text("next"),
            reasons.join(", ")
        );
    }
    Ok(())
}
