/* A vendor's first hour: a policy, a customer from the database, and the question whether to write now.
 *
 * Every step is asserted, so that the example says itself whether it works. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tactful.h>

static const char POLICY[] =
    "name    = 'garden-tools'\n"
    "version = '2026-11'\n"
    "extends = ['house@1']\n"
    "\n"
    "[rules.breathing-space]\n" /* the house keeps contacts apart; we want four days */
    "gap = '96h'\n";

static void die(const char *doing, tactful_error *error) {
    tactful_text message = tactful_error_message(error);
    tactful_text path = tactful_error_path(error);
    fprintf(stderr, "%s: %.*s (at `%.*s`, line %" PRIu32 ")\n", doing, (int)message.len, message.data,
            (int)path.len, path.data, tactful_error_line(error));
    tactful_error_free(error);
    exit(1);
}

int main(void) {
    tactful_error *error = NULL;

    /* once, when the program starts; shared by all threads from then on */
    tactful_engine *engine = NULL;
    if (tactful_engine_new(POLICY, sizeof POLICY - 1, &engine, &error) != TACTFUL_OK) die("policy", error);
    uint32_t referral = 0, email = 0;
    if (tactful_reason(engine, "ask-referral", 12, &referral, &error) != TACTFUL_OK) die("reason", error);
    if (tactful_channel(engine, "email", 5, &email, &error) != TACTFUL_OK) die("channel", error);

    /* the customer, as the database knows it */
    const tactful_text paris = TACTFUL_TEXT("Europe/Paris");
    tactful_customer_data data = {0};
    data.size = sizeof data;
    data.id = (tactful_text)TACTFUL_TEXT("c-17");
    data.timezones = &paris;
    data.timezones_len = 1;
    tactful_customer *customer = NULL;
    if (tactful_customer_new(engine, &data, &customer, &error) != TACTFUL_OK) die("customer", error);

    /* what happened, in any order */
    tactful_fact facts[3] = {{0}};
    facts[0].size = sizeof facts[0];
    facts[0].kind = (tactful_text)TACTFUL_TEXT("delivered");
    facts[0].at = 1793523600; /* 2026-11-01 10:00 in Paris */
    facts[0].id = (tactful_text)TACTFUL_TEXT("f-1");
    facts[0].order = (tactful_text)TACTFUL_TEXT("o-17");
    facts[0].product = (tactful_text)TACTFUL_TEXT("robot-mower");
    facts[1].size = sizeof facts[1];
    facts[1].kind = (tactful_text)TACTFUL_TEXT("consent_given");
    facts[1].at = 1790924400; /* 2026-10-02 09:00 in Paris */
    facts[1].id = (tactful_text)TACTFUL_TEXT("f-2");
    facts[1].purpose = (tactful_text)TACTFUL_TEXT("marketing");
    facts[1].channel = (tactful_text)TACTFUL_TEXT("email");
    facts[2].size = sizeof facts[2];
    facts[2].kind = (tactful_text)TACTFUL_TEXT("contact");
    facts[2].at = 1795186800; /* 2026-11-20 16:00 in Paris */
    facts[2].id = (tactful_text)TACTFUL_TEXT("f-3");
    facts[2].channel = (tactful_text)TACTFUL_TEXT("email");
    facts[2].reason = (tactful_text)TACTFUL_TEXT("useful-tip");
    facts[2].purpose = (tactful_text)TACTFUL_TEXT("relationship");
    facts[2].intent = (tactful_text)TACTFUL_TEXT("give");

    const int64_t now = 1795251600; /* 2026-11-21 10:00 in Paris */
    tactful_standing *standing = NULL;
    if (tactful_fold(engine, facts, 3, now, TACTFUL_NO_TIME, &standing, NULL, &error) != TACTFUL_OK)
        die("facts", error);

    /* the question */
    tactful_question question = {0};
    question.size = sizeof question;
    question.customer = customer;
    question.standing = standing;
    question.now = now;
    tactful_decision decision;
    if (tactful_decide(engine, &question, referral, email, &decision, &error) != TACTFUL_OK) die("decide", error);

    tactful_text verdict = tactful_code_name(decision.verdict);
    tactful_text binding = tactful_code_name(decision.binding);
    printf("%.*s until %" PRId64 ", bound by %.*s\n\n", (int)verdict.len, verdict.data, decision.allowed_from,
           (int)binding.len, binding.data);

    /* the same in words, for the person at the screen */
    for (uint32_t language = TACTFUL_LANGUAGE_ENGLISH; language <= TACTFUL_LANGUAGE_CHINESE; language++) {
        tactful_buffer words = {NULL, 0};
        if (tactful_explain(engine, &question, referral, email, language, &words, &error) != TACTFUL_OK)
            die("explain", error);
        printf("%s\n", words.data);
        tactful_buffer_free(&words);
    }

    /* what else could be said today */
    size_t count = 0;
    if (tactful_decide_all_count(engine, TACTFUL_EVERY_CHANNEL, &count, &error) != TACTFUL_OK) die("count", error);
    tactful_decision *all = calloc(count, sizeof *all);
    if (all == NULL) return 1;
    if (tactful_decide_all(engine, &question, TACTFUL_EVERY_CHANNEL, all, count, &count, &error) != TACTFUL_OK)
        die("decide all", error);
    for (size_t i = 0; i < count; i++) {
        if (all[i].verdict != TACTFUL_VERDICT_ALLOW) continue;
        tactful_text reason = tactful_reason_id(engine, all[i].reason);
        tactful_text channel = tactful_channel_name(engine, all[i].channel);
        printf("welcome now: %.*s by %.*s\n", (int)reason.len, reason.data, (int)channel.len, channel.data);
    }

    /* 2026-12-04 10:00: the benefit is expected 30 days after delivery, the reason opens three days later */
    const int as_expected = decision.verdict == TACTFUL_VERDICT_WAIT && decision.allowed_from == 1796374800;

    free(all);
    tactful_standing_free(standing);
    tactful_customer_free(customer);
    tactful_engine_free(engine);
    return as_expected ? 0 : 2;
}
