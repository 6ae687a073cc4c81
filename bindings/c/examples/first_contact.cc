// The same first hour as first_contact.c, in C++17: a policy, a customer, and the question whether to write now.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <tactful.hpp>

namespace {

constexpr std::string_view policy = R"(
    name    = "garden-tools"
    version = "2026-11"
    extends = ["house@1"]

    [rules.breathing-space]    # the house keeps contacts apart; we want four days
    gap = "96h"
)";

// What is there, or the end of the program with a sentence.
template <class T>
T must(tactful::Result<T> result) {
    if (!result) {
        std::cerr << result.error().message() << " (at `" << result.error().path() << "`)\n";
        std::exit(1);
    }
    return std::move(result).value();
}

}  // namespace

int main() {
    const auto engine = must(tactful::Engine::from_text(policy));
    const auto referral = must(engine.reason("ask-referral"));
    const auto email = must(engine.channel("email"));
    const auto customer = must(engine.customer("c-17", "Europe/Paris"));

    auto delivered = tactful::fact("delivered", 1793523600);  // 2026-11-01 10:00 in Paris
    delivered.order = tactful::text("o-17");
    auto consent = tactful::fact("consent_given", 1790924400);  // 2026-10-02 09:00
    consent.purpose = tactful::text("marketing");
    consent.channel = tactful::text("email");
    auto tip = tactful::fact("contact", 1795186800);  // 2026-11-20 16:00
    tip.channel = tactful::text("email");
    tip.purpose = tactful::text("relationship");
    tip.intent = tactful::text("give");

    const std::int64_t now = 1795251600;  // 2026-11-21 10:00
    const auto standing = must(engine.fold({delivered, consent, tip}, now));
    const auto asked = tactful::question(customer, standing, now);
    const auto decision = must(engine.decide(asked, referral, email));

    std::cout << must(engine.explain(asked, referral, email)) << '\n';
    for (const auto &block : must(engine.blocks(asked, referral, email))) {
        std::cout << tactful::view(tactful_code_name(block.code)) << (block.binding != 0 ? " (binds)\n" : "\n");
    }
    for (const auto &item : must(engine.agenda(asked, 60))) {
        std::cout << item.at << ": " << engine.reason_id(item.reason) << " by " << engine.channel_name(item.channel)
                  << '\n';
    }

    // 2026-12-04 10:00: the benefit is expected 30 days after delivery, the reason opens three days later
    const bool as_expected = decision.verdict == TACTFUL_VERDICT_WAIT && decision.allowed_from == 1796374800;
    return as_expected ? 0 : 2;
}
