//! The example on a real help desk's log, run on a few made events.

#[path = "../examples/helpdesk/complaints.rs"]
mod complaints;
#[path = "../examples/helpdesk/log.rs"]
mod log;
#[path = "../examples/helpdesk/replay.rs"]
mod replay;

use std::fmt::Write;
use tactful::time::Zones;

const HEADER: &str = "Case ID,Activity,Resource,Complete Timestamp,customer,product,service_type\n";

/// Six weeks of a case a week, and one case of four hand-overs.
fn made() -> String {
    let mut text = HEADER.to_owned();
    for week in 0..6 {
        let day = 1 + week * 7; // Mondays of October and November 2012
        let (month, day) = if day > 31 { (11, day - 31) } else { (10, day) };
        let date = format!("2012/{month:02}/{day:02}");
        let mut event = |activity: &str, resource: &str, time: &str| {
            writeln!(text, "Case {week},{activity},{resource},{date} {time}.000,c-{week},p,s").unwrap();
        };
        event("Assign seriousness", "a", "17:00:00");
        event("Resolve ticket", "a", "19:00:00");
        if week == 0 {
            for resource in ["b", "c", "d", "a"] {
                event("Take in charge ticket", resource, "20:00:00");
            }
            event("Resolve ticket", "a", "21:00:00");
        }
    }
    text
}

#[test]
fn a_made_log_is_replayed() {
    let log = log::read(made().as_bytes()).unwrap();
    let found = replay::replay(&log).unwrap();
    assert_eq!((found.events, found.cases, found.resolved), (17, 6, 6));
    assert_eq!((found.median_elapsed, found.median_business), (7_200, 3_600)); // the office closes at six
    assert_eq!((found.within_a_day, found.again, found.passed_on, found.over_the_limit), (6, 1, 1, 1));
    assert_eq!(found.pushed_about, 1);
    assert_eq!((found.clusters.windows, found.clusters.clusters.len()), (5, 0));
    assert!(found.report().contains("6 of them resolved"));
    assert!(found.figures().iter().all(|figure| figure.found != figure.expected && !figure.what.is_empty()));
}

#[test]
fn times_are_those_of_rome() {
    let zone = Zones::bundled().get(log::ZONE).unwrap();
    assert_eq!(log::instant("2012/10/09 14:50:17.000", &zone).unwrap().to_string(), "2012-10-09T12:50:17Z");
    // twice on that night: the first
    assert_eq!(log::instant("2012/10/28 02:30:00.000", &zone).unwrap().to_string(), "2012-10-28T00:30:00Z");
    assert!(log::instant("2012/10/09", &zone).is_err());
    assert!(log::read(format!("{HEADER}1,a,b,never,c,p,s\n").as_bytes()).is_err());
    assert!(replay::replay(&log::read(HEADER.as_bytes()).unwrap()).is_err());
}

#[test]
fn complaints_sent_before_they_were_received_are_reported() {
    let table =
        "Date received,Date sent to company\n1/2/2016,1/1/2016\n1/2/2016,1/2/2016\n1/2/2016,2/1/2016\n";
    let found = complaints::read(table.as_bytes()).unwrap();
    assert_eq!((found.rows, &found.before[..], found.same_day, found.after_15_days), (3, &[2][..], 1, 1));
    assert!(found.report().contains("lines 2."));
    assert_eq!(found.figures().len(), 4);
    assert!(complaints::read("Date received,Date sent to company\n2016,2016\n".as_bytes()).is_err());
}
