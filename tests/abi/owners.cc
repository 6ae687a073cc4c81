// The C++ header: owners move and do not copy, results hold a value or an error, every function forwards.
#include <tactful.hpp>

#include <cstdio>
#include <type_traits>

namespace {

unsigned long passed, failed;

bool check(bool holds, const char *what, int line) {
    if (holds) {
        passed++;
    } else {
        failed++;
        std::printf("FAILED line %d: %s\n", line, what);
    }
    return holds;
}

#define CHECK(condition) check((condition), #condition, __LINE__)

template <class T>
void moves_only() {
    static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T>);
    static_assert(!std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T>);
    static_assert(std::is_nothrow_destructible_v<T>);
}

constexpr std::int64_t now = 1795251600;  // 2026-11-21T09:00:00Z

tactful::Engine house() { return std::move(tactful::Engine::house()).value(); }

void owners() {
    moves_only<tactful::Engine>();
    moves_only<tactful::Customer>();
    moves_only<tactful::Standing>();
    moves_only<tactful::Plan>();
    moves_only<tactful::Case>();
    moves_only<tactful::Calendar>();
    moves_only<tactful::Error>();
    moves_only<tactful::Result<tactful::Engine>>();

    auto first = house();
    const auto *handle = first.get();
    auto second = std::move(first);
    CHECK(second.get() == handle && first.get() == nullptr);  // NOLINT: what was moved from is empty
    CHECK(first.reason_count() == 0);                          // and asking it is harmless
    auto refused = first.reason("useful-tip");
    CHECK(!refused && refused.error().code() == TACTFUL_ERROR_NULL_ARGUMENT);
    second = house();  // the old one is freed
    CHECK(second.reason_count() > 20);
}

void errors() {
    auto engine = tactful::Engine::from_text("name = 'a'\nversion = '1'\n[reason.x]");
    CHECK(!engine && !engine.ok());
    const auto &error = engine.error();
    CHECK(error.code() == TACTFUL_ERROR_UNKNOWN_FIELD);
    CHECK(error.line() == 3 && error.column() > 0);
    CHECK(error.message().find("did you mean `reasons`?") != std::string_view::npos);
    CHECK(error.path().size() > 0 && error.get() != nullptr);
    CHECK(tactful::view(tactful_code_name(error.code())) == "unknown_field");
    auto house_engine = house();
    auto unknown = house_engine.customer("c-1", "Mars/Olympus");
    CHECK(!unknown && unknown.error().code() == TACTFUL_ERROR_UNKNOWN_TZ);
    auto bad_text = house_engine.call("{\"\xff\"}");
    CHECK(!bad_text && bad_text.error().code() == TACTFUL_ERROR_INVALID_UTF8);
    tactful_text group = tactful::text("name='group'\nversion='3'\nchannels=['phone']");
    tactful_engine_options options{};
    options.documents = &group;
    options.documents_len = 1;
    auto shop = tactful::Engine::from_text("name='shop'\nversion='1'\nextends=['group@3']", options);
    CHECK(shop && shop->channel_count() == 1 && shop->channel_name(0) == "phone");
}

void the_way_of_data() {
    const auto engine = house();
    CHECK(engine.fingerprint().find("house@1") == 0 && engine.rule_count() > 0 && engine.rule_id(0).size() > 0);
    const auto reason = engine.reason("check-in");
    const auto channel = engine.channel("email");
    CHECK(reason && channel && engine.reason_id(*reason) == "check-in" && engine.channel_name(*channel) == "email");
    const auto customer = engine.customer("c-17", "Europe/Paris");
    if (!CHECK(customer.ok())) return;

    auto delivered = tactful::fact("delivered", now - 2 * 86400);
    delivered.id = tactful::text("f-1");
    delivered.order = tactful::text("o-17");
    auto tip = tactful::fact("contact", now - 86400);
    tip.id = tactful::text("f-2");
    tip.channel = tactful::text("email");
    tip.purpose = tactful::text("relationship");
    tip.intent = tactful::text("give");
    tactful_folded folded{};
    auto standing = engine.fold({delivered}, now, &folded);
    if (!CHECK(standing.ok())) return;
    CHECK(folded.pending == 0 && !tactful::instant(folded.next_pending));
    auto other = engine.fold({tip}, now);
    CHECK(other && standing->merge(*other));
    CHECK(standing->watermark() == now - 86400);
    CHECK(engine.add(*standing, {tip}, now).ok());
    auto wrong = tip;
    wrong.intent = tactful::text("sell");
    CHECK(!engine.add(*standing, {wrong}, now));

    auto tomorrow = tip;
    tomorrow.at = now + 86400;
    tomorrow.id = tactful::text("f-9");
    CHECK(engine.add(*standing, {tomorrow}, now, &folded) && folded.pending == 1 && folded.next_pending == now + 86400);
    CHECK(standing->watermark() == now - 86400);
    auto adopted = engine.adopt(*standing);
    CHECK(adopted && adopted->watermark() == standing->watermark());

    auto bytes = standing->to_bytes();
    CHECK(bytes && bytes->size() > 8);
    auto again = engine.standing(*bytes);
    CHECK(again && again->watermark() == standing->watermark());
    CHECK(!engine.standing("not a standing"));

    auto asked = tactful::question(*customer, *again, now);
    const auto decision = engine.decide(asked, *reason, *channel);
    CHECK(decision && decision->verdict == TACTFUL_VERDICT_WAIT);  // the tip went out yesterday
    CHECK(tactful::instant(decision->allowed_from).value_or(0) > now);
    const auto blocks = engine.blocks(asked, *reason, *channel);
    CHECK(blocks && blocks->size() >= 1 && blocks->front().code >= 100);
    const auto words = engine.explain(asked, *reason, *channel, TACTFUL_LANGUAGE_CHINESE);
    CHECK(words && words->find("check-in") == 0);
    const auto all = engine.decide_all(asked);
    CHECK(all && all->size() >= engine.reason_count());
    const auto by_mail = engine.decide_all(asked, *channel);
    CHECK(by_mail && by_mail->size() < all->size());
    const auto agenda = engine.agenda(asked, 90);
    CHECK(agenda && agenda->size() > 0 && agenda->front().at >= now);

    // what is planned keeps others away
    const auto plan = engine.plan({tactful::contact(*tactful::instant(decision->allowed_from), "useful-tip", "email")});
    CHECK(plan.ok());
    asked.plan = plan->get();
    const auto later = engine.decide(asked, *reason, *channel);
    CHECK(later && later->allowed_from > decision->allowed_from);

    const auto answer = engine.call(R"({"op": "policy.describe"})");
    CHECK(answer && answer->find("\"name\":\"house\"") != std::string::npos);
}

void complaints() {
    const auto engine = house();
    auto opened = tactful::Case::open("k-1", tactful::event("opened", now, "e-1", "web", "system"));
    if (!CHECK(opened.ok())) return;
    auto complaint = std::move(opened).value();
    CHECK(complaint.id() == "k-1" && complaint.version() == 1 && complaint.part_count() == 1);
    CHECK(complaint.part_name(0).empty());
    CHECK(!tactful::Case::open("k-1", tactful::event("listen", now, "e-1", "anna", "direct")));

    const auto listen = tactful::event("listen", now + 120, "e-3", "anna", "direct");
    tactful_refusal refusal{};
    const auto early = engine.act(complaint, listen, 1, &refusal);
    CHECK(!early && early.error().code() == TACTFUL_ERROR_APOLOGY_FIRST);
    CHECK(refusal.missing == TACTFUL_ACT_APOLOGISE && tactful::view(refusal.rule) == "C2");
    const auto apologise = tactful::event("apologise", now + 60, "e-2", "anna", "direct");
    CHECK(engine.act(complaint, apologise, 1).ok() && engine.act(complaint, listen, 2).ok());
    CHECK(!engine.act(complaint, listen, 2));
    const auto state = complaint.state();
    CHECK(state && state->done == (TACTFUL_ACT_APOLOGISE | TACTFUL_ACT_LISTEN) && !complaint.state(1));
    const auto next = engine.next(complaint);
    CHECK(next && next->size() > 3);
    auto again = tactful::Case::replay(
        "k-1", {tactful::event("opened", now, "e-1", "web", "system"), apologise, listen});
    CHECK(again && again->version() == 3);

    const auto customer = engine.customer("c-1", "Europe/Paris");
    const auto dues = engine.dues(complaint, *customer, now + 120);
    CHECK(dues && dues->size() >= engine.clock_count() && !engine.clock_id(dues->front().clock).empty());
    CHECK(!engine.dues(complaint, *customer, 0));

    auto standing = engine.fold({}, now);
    CHECK(standing && engine.add(*standing, complaint, now + 120) && standing->watermark() == now);
    auto moved = std::move(complaint);
    CHECK(moved.version() == 3 && complaint.version() == 0);  // NOLINT: what was moved from is empty

    const auto finds = engine.signposts("You always promise to call.");
    CHECK(finds && finds->size() == 1 && finds->front().word_class == TACTFUL_CLASS_ABSOLUTE);
    const auto worse = engine.wording("I cannot decide that.");
    CHECK(worse && worse->size() == 1 && !tactful::view(worse->front().instead).empty());
    CHECK(!engine.signposts("\xff"));
}

void calendars() {
    const auto made = tactful::Calendar::from_text(R"({"tz": "Europe/Paris", "weekly": {"mon": [["09:00", "17:00"]]}})");
    if (!CHECK(made.ok())) return;
    const auto &office = *made;
    const std::int64_t monday = 1795420800;
    CHECK(*office.is_open(monday) == 1 && *office.is_open(now) == 0);
    CHECK(*office.next_open(now) == monday && *office.prev_open_end(monday + 90000) == monday + 8 * 3600);
    CHECK(*office.elapsed(now, monday + 3600) == 3600);
    CHECK(*office.add(now, 3600) == monday + 3600 && *office.sub(monday + 3600, 3600) == monday);
    CHECK(*office.add(now, 8 * 3600, TACTFUL_SNAP_START) == monday + 7 * 86400);
    CHECK(*office.add_days(now, 1, TACTFUL_COUNT_AFTER, TACTFUL_RESULT_CLOSE) == monday + 8 * 3600);
    CHECK(office.get() != nullptr && !house().calendar("nowhere"));
}

}  // namespace

int main() {
    owners();
    errors();
    the_way_of_data();
    complaints();
    calendars();
    std::printf("%lu passed, %lu failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
