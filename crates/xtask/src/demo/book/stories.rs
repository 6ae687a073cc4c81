//! Situations that every house knows. Days count back from the day of the book.

use super::Person;

type Story = fn(&mut Person<'_>);

/// How many customers have each story.
pub(super) const STORIES: &[(usize, Story)] = &[
    // before buying
    (10, reader),
    (6, reader_who_had_something_lately),
    (8, asked_yesterday),
    (9, thinks_it_over),
    (5, asked_and_never_agreed),
    // around the delivery
    (12, on_its_way),
    (14, just_delivered),
    (6, delivered_and_checked),
    (5, thanked_yesterday),
    (5, sent_back),
    (4, cancelled),
    // in use
    (16, benefit_has_shown),
    (8, benefit_has_shown_nothing_given),
    (8, asked_lately),
    (6, gave_an_opinion),
    (7, answered_on_the_telephone_lately),
    (6, said_no_lately),
    (7, heard_from_us_yesterday),
    (6, heard_from_us_all_week),
    (6, helped_lately),
    (8, time_for_a_service),
    (5, never_agreed),
    (5, took_the_agreement_back),
    (6, many_orders),
    // complaints
    (8, complains),
    (7, complaint_just_closed),
    (4, complains_again),
    // days and people
    (8, birthday_soon),
    (6, with_us_another_year),
    (5, recommended_us),
    (7, something_new_for_them),
    (8, partner),
    // silence
    (9, gone_quiet),
    (8, lapsed),
    (5, lapsed_and_something_new),
    // whether at all
    (4, wants_no_contact),
    (2, wants_contact_again),
    (3, deceased),
    (5, on_pause),
    // what we know badly
    (6, short_history),
    (5, nobody_knows_where),
    (5, in_one_of_two_places),
    (3, order_of_tomorrow),
    (4, something_is_planned),
];

fn reader(p: &mut Person<'_>) {
    p.agrees(40);
    if p.turn.is_multiple_of(2) {
        p.contact(36, "worth-knowing", "email", "read");
    }
}

fn reader_who_had_something_lately(p: &mut Person<'_>) {
    p.agrees(80);
    p.contact(45, "worth-knowing", "email", "arrived");
    let days = 4 + p.some(7);
    p.contact(days, "worth-knowing", "email", "read");
}

fn asked_yesterday(p: &mut Person<'_>) {
    let days = 1 + p.some(2);
    p.fact("inquiry", days, &[("product", "equipment")]);
    if p.turn.is_multiple_of(3) {
        p.agrees(days);
    }
}

fn thinks_it_over(p: &mut Person<'_>) {
    let days = 9 + p.some(16);
    p.agrees(days + 20);
    p.contact(days + 12, "worth-knowing", "email", "read");
    p.fact("inquiry", days, &[("product", "programme")]);
    p.contact(days - 1, "honest-answer", "email", "answered");
}

fn asked_and_never_agreed(p: &mut Person<'_>) {
    let days = 10 + p.some(15);
    p.fact("inquiry", days, &[("product", "equipment")]);
    p.contact(days - 1, "honest-answer", "phone", "conversation");
}

fn on_its_way(p: &mut Person<'_>) {
    let days = 1 + p.some(3);
    if p.turn.is_multiple_of(2) {
        p.agrees(days);
    }
    p.fact("purchase", days, &[("order", "o-1"), ("product", "equipment")]);
}

fn just_delivered(p: &mut Person<'_>) {
    let days = 5 + p.some(8);
    if !p.turn.is_multiple_of(3) {
        p.agrees(days);
    }
    p.bought(days, "o-1", ["equipment", "supplies", "programme"][p.turn % 3]);
}

fn delivered_and_checked(p: &mut Person<'_>) {
    p.agrees(20);
    p.bought(20, "o-1", "equipment");
    p.about(15, "check-in", "phone", "o-1");
    p.about(18, "thanks", "email", "o-1");
}

fn thanked_yesterday(p: &mut Person<'_>) {
    p.agrees(9);
    p.bought(6, "o-1", "supplies");
    p.about(1, "thanks", "email", "o-1");
}

fn sent_back(p: &mut Person<'_>) {
    p.agrees(16);
    p.bought(16, "o-1", "supplies");
    p.fact("returned", 6, &[("order", "o-1")]);
}

fn cancelled(p: &mut Person<'_>) {
    p.agrees(7);
    p.fact("purchase", 5, &[("order", "o-1"), ("product", "equipment")]);
    p.fact("order_cancelled", 2, &[("order", "o-1")]);
}

/// Enough time for the benefit, and something given on the way.
fn benefit_has_shown(p: &mut Person<'_>) {
    let days = 44 + p.some(14);
    p.agrees(days + 10);
    p.bought(days, "o-1", "supplies");
    p.about(days - 5, "check-in", "phone", "o-1");
    p.contact(14 + (days % 7), "useful-tip", "email", "read");
    if p.turn.is_multiple_of(4) {
        p.fact("benefit_realised", 12, &[("order", "o-1")]);
    }
}

fn benefit_has_shown_nothing_given(p: &mut Person<'_>) {
    let days = 46 + p.some(12);
    p.agrees(days);
    p.bought(days, "o-1", "supplies");
}

fn asked_lately(p: &mut Person<'_>) {
    let days = 45 + p.some(10);
    p.agrees(days);
    p.bought(days, "o-1", "supplies");
    p.about(days - 5, "check-in", "phone", "o-1");
    let ago = 6 + p.some(12);
    p.about(ago, ["ask-referral", "ask-review"][p.turn % 2], "email", "o-1");
    // after the request something was given again
    p.contact(ago - 3, "useful-tip", "email", "arrived");
}

fn gave_an_opinion(p: &mut Person<'_>) {
    p.agrees(120);
    p.bought(110, "o-1", "equipment");
    p.about(104, "check-in", "phone", "o-1");
    p.about(62, "ask-opinion", "email", "o-1");
    p.fact("feedback", 61, &[("order", "o-1")]);
    p.contact(33, "useful-tip", "email", "read");
    p.bought(26, "o-2", "supplies");
    p.about(20, "check-in", "email", "o-2");
}

fn answered_on_the_telephone_lately(p: &mut Person<'_>) {
    let days = 45 + p.some(10);
    p.agrees(days);
    p.bought(days, "o-1", "supplies");
    p.about(days - 5, "check-in", "email", "o-1");
    let ago = 5 + p.some(2);
    p.fact("contact", ago, &[("direction", "in"), ("channel", "phone"), ("outcome", "conversation")]);
}

fn said_no_lately(p: &mut Person<'_>) {
    let days = 45 + p.some(10);
    p.agrees(days);
    p.bought(days, "o-1", "supplies");
    p.about(days - 5, "check-in", "email", "o-1");
    let ago = 8 + p.some(20);
    p.contact(ago, "ask-referral", "phone", "refused");
    p.contact(ago - 5, "useful-tip", "email", "arrived");
}

fn heard_from_us_yesterday(p: &mut Person<'_>) {
    let days = 30 + p.some(20);
    p.agrees(days);
    p.bought(days, "o-1", "supplies");
    p.about(days - 5, "check-in", "email", "o-1");
    p.contact(1, "useful-tip", ["email", "app"][p.turn % 2], "read");
}

fn heard_from_us_all_week(p: &mut Person<'_>) {
    p.agrees(60);
    p.bought(40, "o-1", "equipment");
    p.bought(13, "o-2", "supplies");
    p.about(6, "thanks", "email", "o-2");
    p.about(5, "check-in", "email", "o-2");
    p.contact(3, "members-circle", "email", "arrived");
    p.bought(5, "o-3", "supplies");
}

/// A service contact three days ago: no bar to help, but no time for a request.
fn helped_lately(p: &mut Person<'_>) {
    let days = 46 + p.some(10);
    p.agrees(days);
    p.bought(days, "o-1", "supplies");
    p.contact(17, "useful-tip", "email", "read");
    let more = [("channel", "email"), ("purpose", "service"), ("intent", "service"), ("outcome", "answered")];
    p.fact("contact", 3, &more);
}

fn time_for_a_service(p: &mut Person<'_>) {
    let days = 160 + p.some(70);
    p.bought(days, "o-1", "equipment");
    p.about(days - 6, "check-in", "phone", "o-1");
    if p.turn.is_multiple_of(2) {
        p.agrees(days);
        p.contact(50, "useful-tip", "email", "arrived");
    }
}

fn never_agreed(p: &mut Person<'_>) {
    p.bought(50, "o-1", "equipment");
    p.about(44, "check-in", "phone", "o-1");
    p.fact("consent_refused", 44, &[]);
}

fn took_the_agreement_back(p: &mut Person<'_>) {
    p.agrees(200);
    p.bought(70, "o-1", "supplies");
    p.about(64, "check-in", "email", "o-1");
    p.fact("consent_withdrawn", 12, &[("purpose", ["marketing", "survey"][p.turn % 2])]);
    p.contact(30, "useful-tip", "email", "read");
}

fn many_orders(p: &mut Person<'_>) {
    p.agrees(400);
    // one of them has more orders than a standing remembers
    let orders = if p.turn == 0 { 40 } else { 5 + p.turn as i64 };
    for order in 0..orders {
        p.bought(390 - order * 9, &format!("o-{}", order + 1), "supplies");
    }
    p.contact(20, "useful-tip", "email", "read");
}

fn complains(p: &mut Person<'_>) {
    let days = 46 + p.some(10);
    p.agrees(days);
    p.bought(days, "o-1", "supplies");
    p.about(days - 5, "check-in", "phone", "o-1");
    p.contact(18, "useful-tip", "email", "read");
    let ago = 1 + p.some(9);
    p.fact("complaint_opened", ago, &[("case", "k-1"), ("order", "o-1")]);
}

fn complaint_just_closed(p: &mut Person<'_>) {
    let days = 46 + p.some(10);
    p.agrees(days);
    p.bought(days, "o-1", "supplies");
    p.about(days - 5, "check-in", "phone", "o-1");
    p.contact(20, "useful-tip", "email", "read");
    p.fact("complaint_opened", 12, &[("case", "k-1"), ("order", "o-1")]);
    let ago = 3 + p.some(5);
    p.fact("complaint_closed", ago, &[("case", "k-1")]);
}

fn complains_again(p: &mut Person<'_>) {
    p.agrees(70);
    p.bought(60, "o-1", "supplies");
    p.contact(25, "useful-tip", "email", "read");
    p.fact("complaint_opened", 30, &[("case", "k-1"), ("order", "o-1")]);
    p.fact("complaint_closed", 22, &[("case", "k-1")]);
    p.contact(19, "after-complaint", "phone", "no_answer");
    p.fact("complaint_reopened", 8, &[("case", "k-1")]);
}

fn birthday_soon(p: &mut Person<'_>) {
    let day = ["12-24", "12-25", "12-26", "12-29", "01-02"][p.turn % 5];
    p.is("occasions", &format!("birthday=19{}-{day}", 60 + p.turn * 4));
    p.agrees(500);
    p.bought(90, "o-1", "supplies");
    p.contact(40, "useful-tip", "email", "read");
}

fn with_us_another_year(p: &mut Person<'_>) {
    let day = ["12-20", "12-22", "12-24", "12-27", "01-05", "03-01"][p.turn % 6];
    p.is("occasions", &format!("customer-since={day};birthday=02-29"));
    p.agrees(700);
    p.bought(200, "o-1", "equipment");
    p.contact(70, "useful-tip", "email", "read");
}

fn recommended_us(p: &mut Person<'_>) {
    p.agrees(300);
    p.bought(100, "o-1", "equipment");
    p.contact(35, "useful-tip", "email", "read");
    let ago = 2 + p.some(8);
    p.fact("referral_made", ago, &[]);
}

fn something_new_for_them(p: &mut Person<'_>) {
    p.agrees(300);
    p.bought(130, "o-1", "equipment");
    p.about(124, "check-in", "phone", "o-1");
    p.contact(16, "useful-tip", "email", "read");
    let ago = 2 + p.some(10);
    p.fact("new_product", ago, &[("product", "equipment")]);
}

fn partner(p: &mut Person<'_>) {
    p.is("level", "partnership");
    p.agrees(600);
    p.bought(150, "o-1", "programme");
    p.contact(100, "interview", "visit", "conversation");
    let ago = 10 + p.some(15);
    p.fact("service_act", ago + 20, &[]);
    if p.turn.is_multiple_of(2) {
        let more =
            [("channel", "visit"), ("purpose", "service"), ("intent", "give"), ("outcome", "conversation")];
        p.fact("contact", ago, &more);
    }
}

fn gone_quiet(p: &mut Person<'_>) {
    let days = 125 + p.some(60);
    p.agrees(days + 5);
    p.bought(days + 5, "o-1", "supplies");
}

fn lapsed(p: &mut Person<'_>) {
    let days = 230 + p.some(200);
    p.agrees(days + 20);
    p.bought(days + 20, "o-1", "equipment");
    p.about(days, "check-in", "phone", "o-1");
}

fn lapsed_and_something_new(p: &mut Person<'_>) {
    lapsed(p);
    p.fact("new_product", 5, &[("product", "equipment")]);
}

fn wants_no_contact(p: &mut Person<'_>) {
    p.agrees(100);
    p.bought(20, "o-1", "supplies");
    p.fact("do_not_contact", 6, &[]);
}

fn wants_contact_again(p: &mut Person<'_>) {
    p.agrees(100);
    p.bought(12, "o-1", "supplies");
    p.fact("do_not_contact", 60, &[]);
    p.fact("do_not_contact_lifted", 14, &[]);
}

fn deceased(p: &mut Person<'_>) {
    p.agrees(400);
    p.bought(11, "o-1", "supplies");
    p.fact("deceased", 3, &[]);
}

fn on_pause(p: &mut Person<'_>) {
    let until = p.at_minute(-14 - p.turn as i64, 8 * 60);
    p.agrees(100);
    p.bought(9, "o-1", "supplies");
    p.fact("suppressed", 4, &[("until", &until)]);
}

/// The old system was switched off a few days ago, and its contacts are lost.
fn short_history(p: &mut Person<'_>) {
    let since = p.at_minute(2 + p.turn as i64, 0);
    p.is("history_since", &since);
    p.agrees(1);
    p.fact("delivered", 1, &[("order", "o-1"), ("product", "supplies")]);
}

fn nobody_knows_where(p: &mut Person<'_>) {
    p.is("timezone", "");
    p.agrees(30);
    p.bought(8, "o-1", "supplies");
}

fn in_one_of_two_places(p: &mut Person<'_>) {
    let places = ["America/New_York;America/Los_Angeles", "Asia/Shanghai;Australia/Perth"];
    p.is("timezone", places[p.turn % 2]);
    p.agrees(30);
    p.bought(10, "o-1", "equipment");
}

/// A delivery that the shop has dated ahead: it does not count until then.
fn order_of_tomorrow(p: &mut Person<'_>) {
    p.agrees(3);
    p.fact("purchase", 3, &[("order", "o-1"), ("product", "supplies")]);
    p.fact("delivered", -1, &[("order", "o-1"), ("product", "supplies")]);
}

fn something_is_planned(p: &mut Person<'_>) {
    p.agrees(60);
    p.bought(50, "o-1", "supplies");
    p.about(44, "check-in", "phone", "o-1");
    p.plans(1 + p.turn as i64, "useful-tip", "email");
}
