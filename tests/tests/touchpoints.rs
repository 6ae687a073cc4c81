//! The example on real surveys and sales, run on a few made rows.

#[path = "../examples/touchpoints/passengers.rs"]
mod passengers;
#[path = "../examples/touchpoints/sales.rs"]
mod sales;

use passengers::{BOARDING, WIFI};

#[test]
fn passengers_are_read_and_weighed() {
    let mut table = format!(
        "id,Type of Travel,Flight Distance,{WIFI},{BOARDING},Departure Delay in Minutes,satisfaction\n"
    );
    for row in 0..60_u32 {
        let (wifi, boarding) = (1 + row % 5, 1 + row * 7 / 3 % 5);
        // who could not use the wifi did not rate it
        let wifi = if row % 20 == 3 { 0 } else { wifi };
        let verdict = if boarding + row % 2 > 3 { "satisfied" } else { "neutral or dissatisfied" };
        let travel = if row % 3 == 0 { "Personal Travel" } else { "Business travel" };
        table.push_str(&format!("{row},{travel},100,{wifi},{boarding},0,{verdict}\n"));
    }
    let found = passengers::look(&passengers::read(table.as_bytes()).unwrap()).unwrap();
    let figures = found.figures();
    assert!(figures[0].starts_with(BOARDING), "{figures:?}");
    assert_eq!((figures[3].as_str(), figures[5].as_str()), ("95.0", "2"));
    let report = found.report();
    assert!(report.starts_with("PASSENGERS: 60 answered, 57 rated every touchpoint\n"), "{report}");
    assert!(
        report.contains("the core moment is Online boarding")
            && report.contains("Business travel (40 passengers)")
    );
}

#[test]
fn sales_leave_out_what_is_no_sale() {
    let table = "InvoiceNo,CustomerID,Quantity,UnitPrice\n\
                 1,anna,2,3.0\nC2,anna,-2,3.0\n3,,9,9.0\n4,bert,1,0\n5,anna,1,1.5\n6,bert,1,4.0\n";
    assert_eq!(sales::read(table.as_bytes()).unwrap(), [7.5, 4.0]);
    assert!(passengers::read("a,b\n1,2\n".as_bytes()).is_err());
}
