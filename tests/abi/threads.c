/* Eight threads share one engine, one customer, one standing and one case, and get the answers that one thread gets. */
#include <pthread.h>
#include <stdlib.h>

#include "check.h"

#define THREADS 8
#define ROUNDS 48

static const int64_t NOW = 1795251600;
static tactful_engine *engine;
static tactful_customer *customer;
static tactful_standing *standing;
static tactful_case *complaint;
static size_t count;
static tactful_decision *expected; /* of every hour */

static tactful_question at(int64_t now) {
    tactful_question question = {0};
    question.size = sizeof question;
    question.customer = customer;
    question.standing = standing;
    question.now = now;
    return question;
}

static void *ask(void *wrong) {
    tactful_decision *all = calloc(count, sizeof *all);
    if (all == NULL) {
        *(unsigned long *)wrong += 1;
        return NULL;
    }
    for (int round = 0; round < ROUNDS; round++) {
        int hour = round % 24;
        tactful_question question = at(NOW + hour * 3600);
        size_t written = 0;
        tactful_status status =
            tactful_decide_all(engine, &question, TACTFUL_EVERY_CHANNEL, all, count, &written, NULL);
        size_t bytes = count * sizeof *all;
        if (status != TACTFUL_OK || written != count || memcmp(all, expected + (size_t)hour * count, bytes) != 0)
            *(unsigned long *)wrong += 1;
        /* errors of one thread are not seen by another */
        tactful_error *error = NULL;
        uint32_t reason = 0;
        status = tactful_reason(engine, "nothing", 7, &reason, &error);
        if (status != TACTFUL_ERROR_UNKNOWN_REASON || tactful_error_code(error) != status)
            *(unsigned long *)wrong += 1;
        tactful_error_free(error);
        /* handles are made and freed beside each other */
        tactful_buffer bytes_of = {NULL, 0};
        tactful_standing *copy = NULL;
        if (tactful_standing_to_bytes(standing, &bytes_of, NULL) != TACTFUL_OK ||
            tactful_standing_from_bytes(engine, (const uint8_t *)bytes_of.data, bytes_of.len, &copy, NULL) !=
                TACTFUL_OK)
            *(unsigned long *)wrong += 1;
        tactful_buffer_free(&bytes_of);
        tactful_standing_free(copy);
        /* a case that nobody changes, and the words of the engine, which the first thread compiles */
        tactful_state state;
        tactful_next next[64];
        tactful_find find;
        size_t acts = 0, finds = 0;
        if (tactful_case_state(complaint, 0, &state, NULL) != TACTFUL_OK || state.missing != 0x3ff ||
            tactful_case_next(engine, complaint, next, 64, &acts, NULL) != TACTFUL_OK || acts == 0 ||
            tactful_signposts(engine, "You always promise.", 19, &find, 1, &finds, NULL) != TACTFUL_OK ||
            finds != 1 || find.word_class != TACTFUL_CLASS_ABSOLUTE)
            *(unsigned long *)wrong += 1;
    }
    free(all);
    return NULL;
}

int main(void) {
    tactful_error *error = NULL;
    DONE(tactful_engine_house(&engine, &error));
    const tactful_text zone = TACTFUL_TEXT("Australia/Lord_Howe");
    tactful_customer_data data = {0};
    data.size = sizeof data;
    data.timezones = &zone;
    data.timezones_len = 1;
    DONE(tactful_customer_new(engine, &data, &customer, &error));
    tactful_fact fact = {0};
    fact.size = sizeof fact;
    fact.kind = (tactful_text)TACTFUL_TEXT("delivered");
    fact.at = NOW - 86400;
    fact.order = (tactful_text)TACTFUL_TEXT("o-1");
    DONE(tactful_fold(engine, &fact, 1, NOW, 0, &standing, NULL, &error));
    tactful_event opened = {0};
    opened.size = sizeof opened;
    opened.kind = (tactful_text)TACTFUL_TEXT("opened");
    opened.at = NOW;
    opened.id = (tactful_text)TACTFUL_TEXT("e-1");
    opened.by = (tactful_text)TACTFUL_TEXT("web");
    opened.role = (tactful_text)TACTFUL_TEXT("system");
    DONE(tactful_case_open("k-1", 3, &opened, &complaint, &error));
    DONE(tactful_decide_all_count(engine, TACTFUL_EVERY_CHANNEL, &count, &error));
    expected = calloc(24 * count, sizeof *expected);
    if (expected == NULL) return 1;
    for (int hour = 0; hour < 24; hour++) {
        tactful_question question = at(NOW + hour * 3600);
        size_t written = 0;
        DONE(tactful_decide_all(engine, &question, TACTFUL_EVERY_CHANNEL, expected + (size_t)hour * count, count,
                                &written, &error));
    }
    uint32_t none = 0;
    REFUSED(TACTFUL_ERROR_UNKNOWN_CHANNEL, tactful_channel(engine, "fax", 3, &none, &error));
    pthread_t threads[THREADS];
    unsigned long wrong[THREADS] = {0};
    for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, ask, &wrong[i]) == 0);
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
        CHECK(wrong[i] == 0);
    }
    free(expected);
    tactful_case_free(complaint);
    tactful_standing_free(standing);
    tactful_customer_free(customer);
    tactful_engine_free(engine);
    return summary();
}
