// tactful for C++17: the functions of tactful.h with owners that free what they hold.
//
// Nothing is decided here, and nothing is thrown: what can be refused returns a Result, which holds a value or an
// Error. Every owner is moved, not copied, and shows its handle with get(), so that both headers can be used together.
// The conventions of tactful.h hold here too. Views (std::string_view) live as long as what they were read from.
//
//   auto engine = tactful::Engine::from_text(policy);
//   if (!engine) return report(engine.error().message());
//   auto customer = engine->customer("c-17", "Europe/Paris");
//   auto standing = engine->fold({tactful::fact("delivered", delivered_at)}, now);
//   auto decision = engine->decide(tactful::question(*customer, *standing, now), reason, channel);
//   if (decision && decision->verdict == TACTFUL_VERDICT_WAIT) schedule(decision->allowed_from);

#ifndef TACTFUL_HPP
#define TACTFUL_HPP

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tactful.h"

namespace tactful {

/// A text for a structure of tactful.h; an empty one is not given.
inline tactful_text text(std::string_view view) noexcept { return {view.data(), view.size()}; }

/// A text that the library shows.
inline std::string_view view(tactful_text text) noexcept {
    return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.len);
}

/// The instant of an answer, in seconds since 1970; none for TACTFUL_NO_TIME.
inline std::optional<std::int64_t> instant(std::int64_t seconds) noexcept {
    if (seconds == TACTFUL_NO_TIME) return std::nullopt;
    return seconds;
}

namespace detail {
template <class T, void (*free_handle)(T *)>
struct Free {
    void operator()(T *handle) const noexcept { free_handle(handle); }
};
template <class T, void (*free_handle)(T *)>
using Owned = std::unique_ptr<T, Free<T, free_handle>>;
}  // namespace detail

/// Why a call was refused.
class Error {
public:
    explicit Error(tactful_error *handle) noexcept : handle_(handle) {}

    /// TACTFUL_ERROR_...
    tactful_status code() const noexcept { return tactful_error_code(get()); }
    /// What is wrong and what would be right.
    std::string_view message() const noexcept { return view(tactful_error_message(get())); }
    /// The way through the document or the arguments; may be empty.
    std::string_view path() const noexcept { return view(tactful_error_path(get())); }
    /// The line, from 1; 0 if there is none.
    std::uint32_t line() const noexcept { return tactful_error_line(get()); }
    /// The column in characters, from 1; 0 if there is none.
    std::uint32_t column() const noexcept { return tactful_error_column(get()); }

    const tactful_error *get() const noexcept { return handle_.get(); }

private:
    detail::Owned<tactful_error, tactful_error_free> handle_;
};

/// Nothing, where a call only succeeds or not.
struct Done {};

/// A value or an Error. Look which before you take it: taking what is not there says so and ends the program.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) noexcept : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) noexcept : content_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const noexcept { return content_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    T &value() & noexcept { return *there<0>(&content_); }
    const T &value() const & noexcept { return *there<0>(&content_); }
    T &&value() && noexcept { return std::move(*there<0>(&content_)); }
    T &operator*() & noexcept { return value(); }
    const T &operator*() const & noexcept { return value(); }
    T &&operator*() && noexcept { return std::move(*this).value(); }
    T *operator->() noexcept { return &value(); }
    const T *operator->() const noexcept { return &value(); }

    const Error &error() const noexcept { return *there<1>(&content_); }

private:
    template <std::size_t I, class V>
    static auto there(V *content) noexcept {
        auto found = std::get_if<I>(content);
        if (found == nullptr) missing(std::get_if<Error>(content));
        return found;
    }

    [[noreturn]] static void missing(const Error *error) noexcept {
        const auto message = error == nullptr ? std::string_view("there is no error, but a value") : error->message();
        std::fprintf(stderr, "tactful: a result was taken that is not there: %.*s\n", static_cast<int>(message.size()),
                     message.data());
        std::abort();
    }

    std::variant<T, Error> content_;
};

namespace detail {
/// Runs a call that hands out a handle, and gives it its owner.
template <class Owner, class Handle, class Call>
Result<Owner> owned(Call call) noexcept {
    Handle *handle = nullptr;
    tactful_error *error = nullptr;
    if (call(&handle, &error) != TACTFUL_OK) return Error(error);
    return Owner(handle);
}

/// Runs a call that writes a plain value.
template <class T, class Call>
Result<T> plain(Call call) noexcept {
    T value{};
    tactful_error *error = nullptr;
    if (call(&value, &error) != TACTFUL_OK) return Error(error);
    return value;
}

/// Runs a call that hands out bytes.
template <class Call>
Result<std::string> bytes(Call call) {
    tactful_buffer buffer{nullptr, 0};
    tactful_error *error = nullptr;
    if (call(&buffer, &error) != TACTFUL_OK) return Error(error);
    std::unique_ptr<tactful_buffer, Free<tactful_buffer, tactful_buffer_free>> owner(&buffer);
    return std::string(buffer.data, buffer.len);
}

template <class T>
T sized() noexcept {
    T value{};
    value.size = sizeof(T);
    return value;
}
}  // namespace detail

/// A fact with nothing but its kind and its instant; fill in the rest.
inline tactful_fact fact(std::string_view kind, std::int64_t at) noexcept {
    auto fact = detail::sized<tactful_fact>();
    fact.kind = text(kind);
    fact.at = at;
    return fact;
}

/// A planned contact; fill in the rest.
inline tactful_contact contact(std::int64_t at, std::string_view reason, std::string_view channel) noexcept {
    auto contact = detail::sized<tactful_contact>();
    contact.at = at;
    contact.reason = text(reason);
    contact.channel = text(channel);
    return contact;
}

/// An event of a complaint's case with what every event needs; fill in the rest.
inline tactful_event event(std::string_view kind, std::int64_t at, std::string_view id, std::string_view by,
                           std::string_view role) noexcept {
    auto event = detail::sized<tactful_event>();
    event.kind = text(kind);
    event.at = at;
    event.id = text(id);
    event.by = text(by);
    event.role = text(role);
    return event;
}

/// A customer, without the facts.
class Customer {
public:
    explicit Customer(tactful_customer *handle) noexcept : handle_(handle) {}
    const tactful_customer *get() const noexcept { return handle_.get(); }

private:
    detail::Owned<tactful_customer, tactful_customer_free> handle_;
};

/// What is remembered of a customer's facts.
class Standing {
public:
    explicit Standing(tactful_standing *handle) noexcept : handle_(handle) {}

    /// Adds what another standing remembers of the same customer.
    Result<Done> merge(const Standing &other) noexcept {
        return detail::plain<Done>([&](Done *, tactful_error **error) {
            return tactful_standing_merge(get(), other.get(), error);
        });
    }
    /// The bytes to keep beside the customer; Engine::standing reads them.
    Result<std::string> to_bytes() const {
        return detail::bytes([&](tactful_buffer *bytes, tactful_error **error) {
            return tactful_standing_to_bytes(get(), bytes, error);
        });
    }
    /// The instant of the latest fact that counts.
    std::optional<std::int64_t> watermark() const noexcept { return instant(tactful_standing_watermark(get())); }

    tactful_standing *get() noexcept { return handle_.get(); }
    const tactful_standing *get() const noexcept { return handle_.get(); }

private:
    detail::Owned<tactful_standing, tactful_standing_free> handle_;
};

/// The case of a complaint; Engine::act appends to it.
class Case {
public:
    explicit Case(tactful_case *handle) noexcept : handle_(handle) {}

    /// Opens a case with its first event.
    static Result<Case> open(std::string_view id, const tactful_event &event) noexcept {
        return detail::owned<Case, tactful_case>([&](tactful_case **made, tactful_error **error) {
            return tactful_case_open(id.data(), id.size(), &event, made, error);
        });
    }
    /// The case of the events that were kept.
    static Result<Case> replay(std::string_view id, const std::vector<tactful_event> &events) noexcept {
        return detail::owned<Case, tactful_case>([&](tactful_case **made, tactful_error **error) {
            return tactful_case_replay(id.data(), id.size(), events.data(), events.size(), made, error);
        });
    }

    std::string_view id() const noexcept { return view(tactful_case_id(get())); }
    /// The number of its events.
    std::uint64_t version() const noexcept { return tactful_case_version(get()); }
    std::uint32_t part_count() const noexcept { return tactful_case_part_count(get()); }
    std::string_view part_name(std::uint32_t part) const noexcept {
        return view(tactful_case_part_name(get(), part));
    }
    /// Where it and one of its parts stand.
    Result<tactful_state> state(std::uint32_t part = 0) const noexcept {
        return detail::plain<tactful_state>([&](tactful_state *state, tactful_error **error) {
            return tactful_case_state(get(), part, state, error);
        });
    }

    tactful_case *get() noexcept { return handle_.get(); }
    const tactful_case *get() const noexcept { return handle_.get(); }

private:
    detail::Owned<tactful_case, tactful_case_free> handle_;
};

/// The contacts that are planned with one customer.
class Plan {
public:
    explicit Plan(tactful_plan *handle) noexcept : handle_(handle) {}
    const tactful_plan *get() const noexcept { return handle_.get(); }

private:
    detail::Owned<tactful_plan, tactful_plan_free> handle_;
};

/// A question about a customer; the structure can be filled further.
inline tactful_question question(const Customer &customer, std::int64_t now) noexcept {
    auto question = detail::sized<tactful_question>();
    question.customer = customer.get();
    question.now = now;
    return question;
}

/// The same of a customer with facts.
inline tactful_question question(const Customer &customer, const Standing &standing, std::int64_t now) noexcept {
    auto asked = question(customer, now);
    asked.standing = standing.get();
    return asked;
}

// the question would outlive what it points to
tactful_question question(Customer &&, std::int64_t) = delete;
tactful_question question(Customer &&, const Standing &, std::int64_t) = delete;
tactful_question question(const Customer &, Standing &&, std::int64_t) = delete;
tactful_question question(Customer &&, Standing &&, std::int64_t) = delete;

/// Business hours.
class Calendar {
public:
    explicit Calendar(tactful_calendar *handle) noexcept : handle_(handle) {}

    /// A calendar from a document in JSON or TOML, with the zones of the library.
    static Result<Calendar> from_text(std::string_view document) noexcept {
        return detail::owned<Calendar, tactful_calendar>([&](tactful_calendar **calendar, tactful_error **error) {
            return tactful_calendar_new(nullptr, document.data(), document.size(), calendar, error);
        });
    }

    Result<std::uint32_t> is_open(std::int64_t at) const noexcept {
        return detail::plain<std::uint32_t>([&](std::uint32_t *open, tactful_error **error) {
            return tactful_calendar_is_open(get(), at, open, error);
        });
    }
    Result<std::int64_t> next_open(std::int64_t at) const noexcept {
        return detail::plain<std::int64_t>([&](std::int64_t *opening, tactful_error **error) {
            return tactful_calendar_next_open(get(), at, opening, error);
        });
    }
    Result<std::int64_t> prev_open_end(std::int64_t at) const noexcept {
        return detail::plain<std::int64_t>([&](std::int64_t *closing, tactful_error **error) {
            return tactful_calendar_prev_open_end(get(), at, closing, error);
        });
    }
    Result<std::int64_t> elapsed(std::int64_t from, std::int64_t to) const noexcept {
        return detail::plain<std::int64_t>([&](std::int64_t *elapsed, tactful_error **error) {
            return tactful_calendar_elapsed(get(), from, to, elapsed, error);
        });
    }
    Result<std::int64_t> add(std::int64_t start, std::int64_t open_seconds,
                             std::uint32_t snap = TACTFUL_SNAP_DEADLINE) const noexcept {
        return detail::plain<std::int64_t>([&](std::int64_t *end, tactful_error **error) {
            return tactful_calendar_add(get(), start, open_seconds, snap, end, error);
        });
    }
    Result<std::int64_t> sub(std::int64_t end, std::int64_t open_seconds) const noexcept {
        return detail::plain<std::int64_t>([&](std::int64_t *start, tactful_error **error) {
            return tactful_calendar_sub(get(), end, open_seconds, start, error);
        });
    }
    Result<std::int64_t> add_days(std::int64_t start, std::int64_t days,
                                  std::uint32_t count_from = TACTFUL_COUNT_AFTER,
                                  std::uint32_t result = TACTFUL_RESULT_OPEN) const noexcept {
        return detail::plain<std::int64_t>([&](std::int64_t *end, tactful_error **error) {
            return tactful_calendar_add_days(get(), start, days, count_from, result, end, error);
        });
    }

    const tactful_calendar *get() const noexcept { return handle_.get(); }

private:
    detail::Owned<tactful_calendar, tactful_calendar_free> handle_;
};

/// A policy, compiled once; any number of threads may ask it at once.
class Engine {
public:
    explicit Engine(tactful_engine *handle) noexcept : handle_(handle) {}

    /// The engine of a policy in TOML or JSON.
    static Result<Engine> from_text(std::string_view policy) noexcept {
        return detail::owned<Engine, tactful_engine>([&](tactful_engine **engine, tactful_error **error) {
            return tactful_engine_new(policy.data(), policy.size(), engine, error);
        });
    }
    /// The same, with documents to extend or newer zones; `options.size` is set here.
    static Result<Engine> from_text(std::string_view policy, tactful_engine_options options) noexcept {
        options.size = sizeof options;
        return detail::owned<Engine, tactful_engine>([&](tactful_engine **engine, tactful_error **error) {
            return tactful_engine_new_with(policy.data(), policy.size(), &options, engine, error);
        });
    }
    /// The engine of the house policy.
    static Result<Engine> house() noexcept {
        return detail::owned<Engine, tactful_engine>(
            [](tactful_engine **engine, tactful_error **error) { return tactful_engine_house(engine, error); });
    }

    std::string_view fingerprint() const noexcept { return view(tactful_engine_fingerprint(get())); }
    std::uint32_t reason_count() const noexcept { return tactful_reason_count(get()); }
    std::uint32_t channel_count() const noexcept { return tactful_channel_count(get()); }
    std::uint32_t rule_count() const noexcept { return tactful_rule_count(get()); }
    std::string_view reason_id(std::uint32_t reason) const noexcept { return view(tactful_reason_id(get(), reason)); }
    std::string_view channel_name(std::uint32_t channel) const noexcept {
        return view(tactful_channel_name(get(), channel));
    }
    std::string_view rule_id(std::uint32_t rule) const noexcept { return view(tactful_rule_id(get(), rule)); }

    /// The number of a reason; look it up once.
    Result<std::uint32_t> reason(std::string_view id) const noexcept {
        return detail::plain<std::uint32_t>([&](std::uint32_t *reason, tactful_error **error) {
            return tactful_reason(get(), id.data(), id.size(), reason, error);
        });
    }
    /// The number of a channel; look it up once.
    Result<std::uint32_t> channel(std::string_view name) const noexcept {
        return detail::plain<std::uint32_t>([&](std::uint32_t *channel, tactful_error **error) {
            return tactful_channel(get(), name.data(), name.size(), channel, error);
        });
    }
    /// A calendar from a document in JSON or TOML, with the zones of this engine.
    Result<Calendar> calendar_from_text(std::string_view document) const noexcept {
        return detail::owned<Calendar, tactful_calendar>([&](tactful_calendar **calendar, tactful_error **error) {
            return tactful_calendar_new(get(), document.data(), document.size(), calendar, error);
        });
    }
    /// A calendar of the policy.
    Result<Calendar> calendar(std::string_view name) const noexcept {
        return detail::owned<Calendar, tactful_calendar>([&](tactful_calendar **calendar, tactful_error **error) {
            return tactful_engine_calendar(get(), name.data(), name.size(), calendar, error);
        });
    }

    /// Makes a customer; `data.size` is set here.
    Result<Customer> customer(tactful_customer_data data) const noexcept {
        data.size = sizeof data;
        return detail::owned<Customer, tactful_customer>([&](tactful_customer **customer, tactful_error **error) {
            return tactful_customer_new(get(), &data, customer, error);
        });
    }
    /// A customer of whom the id and the zone are known.
    Result<Customer> customer(std::string_view id, std::string_view timezone) const noexcept {
        const tactful_text zone = text(timezone);
        tactful_customer_data data{};
        data.id = text(id);
        data.timezones = &zone;
        data.timezones_len = 1;
        return customer(data);
    }
    /// Folds facts as of an instant; `folded` may tell what does not count yet, `known_at` leaves out what was
    /// recorded later.
    Result<Standing> fold(const std::vector<tactful_fact> &facts, std::int64_t as_of,
                          tactful_folded *folded = nullptr,
                          std::int64_t known_at = TACTFUL_NO_TIME) const noexcept {
        return detail::owned<Standing, tactful_standing>([&](tactful_standing **standing, tactful_error **error) {
            return tactful_fold(get(), facts.data(), facts.size(), as_of, known_at, standing, folded, error);
        });
    }
    /// Adds facts to a standing; those after `as_of` are left out and counted in `folded`.
    Result<Done> add(Standing &standing, const std::vector<tactful_fact> &facts, std::int64_t as_of,
                     tactful_folded *folded = nullptr) const noexcept {
        return detail::plain<Done>([&](Done *, tactful_error **error) {
            return tactful_standing_add(get(), standing.get(), facts.data(), facts.size(), as_of, folded, error);
        });
    }
    /// Adds the facts of a complaint's case, as often as it has changed.
    Result<Done> add(Standing &standing, const Case &complaint, std::int64_t as_of,
                     tactful_folded *folded = nullptr) const noexcept {
        return detail::plain<Done>([&](Done *, tactful_error **error) {
            return tactful_standing_add_case(get(), standing.get(), complaint.get(), as_of, folded, error);
        });
    }
    /// Appends an event to a case if the guards let it pass; otherwise `refusal` may tell which one did not.
    Result<Done> act(Case &complaint, const tactful_event &event, std::uint64_t expected_version,
                     tactful_refusal *refusal = nullptr) const noexcept {
        return detail::plain<Done>([&](Done *, tactful_error **error) {
            return tactful_case_act(get(), complaint.get(), &event, expected_version, refusal, error);
        });
    }
    /// What may be done now, and by whom.
    Result<std::vector<tactful_next>> next(const Case &complaint) const {
        return listed<tactful_next>(32, [&](tactful_next *room, std::size_t len, std::size_t *count,
                                            tactful_error **error) {
            return tactful_case_next(get(), complaint.get(), room, len, count, error);
        });
    }
    std::uint32_t clock_count() const noexcept { return tactful_clock_count(get()); }
    std::string_view clock_id(std::uint32_t clock) const noexcept { return view(tactful_clock_id(get(), clock)); }
    /// When the clocks of a case are due.
    Result<std::vector<tactful_due>> dues(const Case &complaint, const Customer &customer, std::int64_t now) const {
        return listed<tactful_due>(16, [&](tactful_due *room, std::size_t len, std::size_t *count,
                                           tactful_error **error) {
            return tactful_case_dues(get(), complaint.get(), customer.get(), now, room, len, count, error);
        });
    }
    /// The signposts of emotion in a customer's words.
    Result<std::vector<tactful_find>> signposts(std::string_view words) const {
        return listed<tactful_find>(16, [&](tactful_find *room, std::size_t len, std::size_t *count,
                                            tactful_error **error) {
            return tactful_signposts(get(), words.data(), words.size(), room, len, count, error);
        });
    }
    /// Wording of a reply that makes things worse.
    Result<std::vector<tactful_find>> wording(std::string_view reply) const {
        return listed<tactful_find>(16, [&](tactful_find *room, std::size_t len, std::size_t *count,
                                            tactful_error **error) {
            return tactful_wording(get(), reply.data(), reply.size(), room, len, count, error);
        });
    }
    /// The memory of another engine's standing, for this one.
    Result<Standing> adopt(const Standing &other) const noexcept {
        return detail::owned<Standing, tactful_standing>([&](tactful_standing **adopted, tactful_error **error) {
            return tactful_standing_adopt(get(), other.get(), adopted, error);
        });
    }
    /// Reads what Standing::to_bytes wrote.
    Result<Standing> standing(std::string_view bytes) const noexcept {
        return detail::owned<Standing, tactful_standing>([&](tactful_standing **standing, tactful_error **error) {
            auto data = reinterpret_cast<const std::uint8_t *>(bytes.data());
            return tactful_standing_from_bytes(get(), data, bytes.size(), standing, error);
        });
    }
    /// Makes a plan of contacts.
    Result<Plan> plan(const std::vector<tactful_contact> &contacts) const noexcept {
        return detail::owned<Plan, tactful_plan>([&](tactful_plan **plan, tactful_error **error) {
            return tactful_plan_new(get(), contacts.data(), contacts.size(), plan, error);
        });
    }

    /// May we contact the customer for this reason, through this channel, now?
    Result<tactful_decision> decide(const tactful_question &asked, std::uint32_t reason,
                                    std::uint32_t channel) const noexcept {
        return detail::plain<tactful_decision>([&](tactful_decision *decision, tactful_error **error) {
            return tactful_decide(get(), &asked, reason, channel, decision, error);
        });
    }
    /// All reasons at once.
    Result<std::vector<tactful_decision>> decide_all(const tactful_question &asked,
                                                     std::uint32_t channel = TACTFUL_EVERY_CHANNEL) const {
        tactful_error *error = nullptr;
        std::size_t count = 0;
        if (tactful_decide_all_count(get(), channel, &count, &error) != TACTFUL_OK) return Error(error);
        std::vector<tactful_decision> all(count);
        if (tactful_decide_all(get(), &asked, channel, all.data(), count, &count, &error) != TACTFUL_OK)
            return Error(error);
        return all;
    }
    /// What stands against a contact now.
    Result<std::vector<tactful_block>> blocks(const tactful_question &asked, std::uint32_t reason,
                                              std::uint32_t channel) const {
        return listed<tactful_block>(16, [&](tactful_block *room, std::size_t len, std::size_t *count,
                                             tactful_error **error) {
            return tactful_blocks(get(), &asked, reason, channel, room, len, count, error);
        });
    }
    /// The whole answer in words.
    Result<std::string> explain(const tactful_question &asked, std::uint32_t reason, std::uint32_t channel,
                                std::uint32_t language = TACTFUL_LANGUAGE_ENGLISH) const {
        return detail::bytes([&](tactful_buffer *words, tactful_error **error) {
            return tactful_explain(get(), &asked, reason, channel, language, words, error);
        });
    }
    /// The contacts to make over so many days; `revisit_at` may tell when to make a new agenda.
    Result<std::vector<tactful_agenda_item>> agenda(const tactful_question &asked, std::uint32_t days,
                                                    std::int64_t *revisit_at = nullptr) const {
        return listed<tactful_agenda_item>(64, [&](tactful_agenda_item *room, std::size_t len, std::size_t *count,
                                                   tactful_error **error) {
            return tactful_agenda(get(), &asked, days, room, len, count, revisit_at, error);
        });
    }
    /// Answers a request in JSON.
    Result<std::string> call(std::string_view request) const {
        return detail::bytes([&](tactful_buffer *answer, tactful_error **error) {
            return tactful_call(get(), request.data(), request.size(), answer, error);
        });
    }

    const tactful_engine *get() const noexcept { return handle_.get(); }

private:
    /// Asks once with the room that is mostly enough, and again if there is more.
    template <class T, class Call>
    static Result<std::vector<T>> listed(std::size_t room, Call call) {
        for (;;) {
            std::vector<T> rows(room);
            std::size_t count = 0;
            tactful_error *error = nullptr;
            if (call(rows.data(), rows.size(), &count, &error) != TACTFUL_OK) return Error(error);
            if (count <= room) {
                rows.resize(count);
                return rows;
            }
            room = count;
        }
    }

    detail::Owned<tactful_engine, tactful_engine_free> handle_;
};

}  // namespace tactful

#endif
