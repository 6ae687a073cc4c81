/* What comes in wrong from C: null in every position, invalid UTF-8, wrong sizes, unknown numbers; what stays as it
 * was; what a panic leaves behind. Linked against a library built with the feature `planted-panic`. */
#include "check.h"

tactful_status tactful_test_panic(tactful_error **error);

static const int64_t NOW = 1795251600; /* 2026-11-21T09:00:00Z */
static tactful_error *error;

static tactful_engine *house(void) {
    tactful_engine *engine = NULL;
    DONE(tactful_engine_house(&engine, &error));
    return engine;
}

static tactful_customer *paris(const tactful_engine *engine) {
    const tactful_text zone = TACTFUL_TEXT("Europe/Paris");
    tactful_customer_data data = {0};
    data.size = sizeof data;
    data.timezones = &zone;
    data.timezones_len = 1;
    tactful_customer *customer = NULL;
    DONE(tactful_customer_new(engine, &data, &customer, &error));
    return customer;
}

static tactful_fact delivered(void) {
    tactful_fact fact = {0};
    fact.size = sizeof fact;
    fact.kind = (tactful_text)TACTFUL_TEXT("delivered");
    fact.at = NOW - 2 * 86400;
    fact.id = (tactful_text)TACTFUL_TEXT("f-1");
    fact.order = (tactful_text)TACTFUL_TEXT("o-1");
    return fact;
}

static void versions(void) {
    CHECK(tactful_version() == TACTFUL_VERSION);
    CHECK(TACTFUL_VERSION == (TACTFUL_VERSION_MAJOR * 65536u + TACTFUL_VERSION_MINOR * 256u + TACTFUL_VERSION_PATCH));
    CHECK(tactful_semantics_version() == TACTFUL_SEMANTICS_VERSION);
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", TACTFUL_VERSION_MAJOR, TACTFUL_VERSION_MINOR, TACTFUL_VERSION_PATCH);
    CHECK(strcmp(text, TACTFUL_VERSION_STRING) == 0);
}

static void codes(void) {
    tactful_text name = tactful_code_name(TACTFUL_BLOCK_QUIET_HOURS);
    CHECK(name.len == 11 && memcmp(name.data, "quiet_hours", 11) == 0);
    CHECK(tactful_code_meaning(TACTFUL_BLOCK_QUIET_HOURS, TACTFUL_LANGUAGE_ENGLISH).len > 0);
    CHECK(tactful_code_meaning(TACTFUL_BLOCK_QUIET_HOURS, TACTFUL_LANGUAGE_CHINESE).len > 0);
    CHECK(tactful_code_meaning(TACTFUL_BLOCK_QUIET_HOURS, 7).data == NULL);
    CHECK(tactful_code_name(0).data == NULL);
    CHECK(tactful_code_name(UINT32_MAX).data == NULL);
    CHECK(tactful_code_name(65536u + TACTFUL_BLOCK_QUIET_HOURS).data == NULL);
    CHECK(TACTFUL_BLOCK_BIT(TACTFUL_BLOCK_QUIET_HOURS) == 1);
    CHECK(TACTFUL_WARNING_BIT(TACTFUL_WARNING_HISTORY_ASSUMED) == 2);
    CHECK(TACTFUL_BLOCK_BIT(0) == 0 && TACTFUL_BLOCK_BIT(164) == 0 && TACTFUL_BLOCK_BIT(163) == (uint64_t)1 << 63);
    CHECK(TACTFUL_WARNING_BIT(0) == 0 && TACTFUL_WARNING_BIT(232) == 0);
}

static void frees_take_null(void) {
    tactful_engine_free(NULL);
    tactful_customer_free(NULL);
    tactful_standing_free(NULL);
    tactful_plan_free(NULL);
    tactful_calendar_free(NULL);
    tactful_error_free(NULL);
    tactful_buffer_free(NULL);
    tactful_buffer nothing = {NULL, 0};
    tactful_buffer_free(&nothing);
    CHECK(nothing.data == NULL);
}

static void nothing_of_null(void) {
    CHECK(tactful_error_code(NULL) == 0);
    CHECK(tactful_error_message(NULL).data == NULL);
    CHECK(tactful_error_path(NULL).data == NULL);
    CHECK(tactful_error_line(NULL) == 0);
    CHECK(tactful_error_column(NULL) == 0);
    CHECK(tactful_engine_fingerprint(NULL).data == NULL);
    CHECK(tactful_reason_count(NULL) == 0);
    CHECK(tactful_channel_count(NULL) == 0);
    CHECK(tactful_rule_count(NULL) == 0);
    CHECK(tactful_reason_id(NULL, 0).data == NULL);
    CHECK(tactful_channel_name(NULL, 0).data == NULL);
    CHECK(tactful_rule_id(NULL, 0).data == NULL);
    CHECK(tactful_standing_watermark(NULL) == TACTFUL_NO_TIME);
}

/* A handle that is none: what points into the middle of something is refused, not followed. */
static void crooked(const tactful_engine *engine, const tactful_customer *customer) {
    const tactful_engine *no_engine = (const tactful_engine *)(const void *)((const char *)engine + 1);
    CHECK(tactful_engine_fingerprint(no_engine).data == NULL && tactful_reason_count(no_engine) == 0);
    uint32_t reason = 7;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_reason(no_engine, "useful-tip", 10, &reason, &error));
    int64_t room[40] = {0};
    void *odd = (char *)room + 1;
    tactful_question question = {0};
    question.size = sizeof question;
    question.now = NOW;
    question.customer = (const tactful_customer *)(const void *)((const char *)customer + 1);
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_decide(engine, &question, 0, 0, (tactful_decision *)(void *)room, &error));
    question.customer = customer;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_decide(engine, &question, 0, 0, odd, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_decide(engine, odd, 0, 0, (tactful_decision *)(void *)room, &error));
    tactful_standing *standing = NULL;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_fold(engine, odd, 1, NOW, 0, &standing, NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_reason(engine, "useful-tip", 10, odd, &error));
    CHECK(reason == 7 && room[0] == 0);
    /* a place for the error that cannot be one is left alone */
    CHECK(tactful_reason(engine, "x", 1, &reason, odd) == TACTFUL_ERROR_UNKNOWN_REASON);
}

static void engines(void) {
    static const char policy[] = "name='a'\nversion='1'";
    tactful_engine *const untouched = (tactful_engine *)&passed;
    tactful_engine *engine = untouched;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_engine_house(NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_engine_new(NULL, 4, &engine, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_engine_new(policy, sizeof policy - 1, NULL, &error));
    REFUSED(TACTFUL_ERROR_INVALID_UTF8, tactful_engine_new("name='\xff'", 8, &engine, &error));
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_engine_new(NULL, 0, &engine, &error));
    REFUSED(TACTFUL_ERROR_TOO_LARGE, tactful_engine_new(policy, SIZE_MAX, &engine, &error));
    /* half of a character at the end, a NUL in the middle */
    REFUSED(TACTFUL_ERROR_INVALID_UTF8, tactful_engine_new("# \xe5\x8d", 4, &engine, &error));
    REFUSED(TACTFUL_ERROR_INVALID_DOCUMENT, tactful_engine_new("a\0b=1", 5, &engine, &error));
    CHECK(engine == untouched);

    /* the place of a mistake */
    static const char misspelt[] = "name='a'\nversion='1'\n[reason.x]\n";
    CHECK(tactful_engine_new(misspelt, sizeof misspelt - 1, &engine, &error) == TACTFUL_ERROR_UNKNOWN_FIELD);
    CHECK(tactful_error_line(error) == 3 && tactful_error_column(error) > 0);
    CHECK(strstr(tactful_error_message(error).data, "did you mean `reasons`?") != NULL);
    tactful_error_free(error);
    /* who wants no error gets the code alone */
    CHECK(tactful_engine_new(misspelt, sizeof misspelt - 1, &engine, NULL) == TACTFUL_ERROR_UNKNOWN_FIELD);
    CHECK(engine == untouched);

    tactful_engine_options options = {0};
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_engine_new_with(policy, sizeof policy - 1, NULL, &engine, &error));
    REFUSED(TACTFUL_ERROR_WRONG_SIZE,
            tactful_engine_new_with(policy, sizeof policy - 1, &options, &engine, &error));
    options.size = sizeof options;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_engine_new_with(NULL, 4, &options, &engine, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_engine_new_with(policy, sizeof policy - 1, &options, NULL, &error));
    options.documents_len = 1;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_engine_new_with(policy, sizeof policy - 1, &options, &engine, &error));
    options.documents_len = 0;
    options.zones_len = 1;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_engine_new_with(policy, sizeof policy - 1, &options, &engine, &error));
    const uint8_t rubbish[4] = {1, 2, 3, 4};
    const tactful_zone zone = {TACTFUL_TEXT("Test/Zone"), rubbish, sizeof rubbish};
    options.zones = &zone;
    REFUSED(TACTFUL_ERROR_INVALID_TZIF,
            tactful_engine_new_with(policy, sizeof policy - 1, &options, &engine, &error));
    CHECK(engine == untouched);

    const tactful_text group = TACTFUL_TEXT("name='group'\nversion='3'\nchannels=['phone','email']");
    static const char above[] = "name='shop'\nversion='1'\nextends=['group@3']";
    options = (tactful_engine_options){0};
    options.size = sizeof options;
    options.documents = &group;
    options.documents_len = 1;
    DONE(tactful_engine_new_with(above, sizeof above - 1, &options, &engine, &error));
    CHECK(tactful_channel_count(engine) == 2);
    tactful_engine_free(engine);
}

/* A struct as a caller of a later, and of an earlier version would have it. */
static void sizes(const tactful_engine *engine, const tactful_customer *customer) {
    struct {
        tactful_question known;
        uint64_t newer[2];
    } larger = {0};
    larger.known.size = sizeof larger;
    larger.known.customer = customer;
    larger.known.now = NOW;
    uint32_t reason = 0, channel = 0;
    DONE(tactful_reason(engine, "useful-tip", 10, &reason, &error));
    DONE(tactful_channel(engine, "email", 5, &channel, &error));
    tactful_decision decision;
    DONE(tactful_decide(engine, &larger.known, reason, channel, &decision, &error));
    larger.newer[1] = 1;
    REFUSED(TACTFUL_ERROR_WRONG_SIZE, tactful_decide(engine, &larger.known, reason, channel, &decision, &error));
    larger.newer[1] = 0;
    /* sizes that no version ever had: that of a pointer, half a structure, an odd one */
    const size_t wrong[] = {0, 1, 7, 8, 12, offsetof(tactful_question, next_pending), sizeof(tactful_question) + 1,
                            4097, SIZE_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        larger.known.size = wrong[i];
        REFUSED(TACTFUL_ERROR_WRONG_SIZE, tactful_decide(engine, &larger.known, reason, channel, &decision, &error));
    }

    /* arrays of structures of another size */
    struct {
        tactful_fact known;
        uint64_t newer;
    } facts[2] = {{{0}, 0}, {{0}, 0}};
    for (int i = 0; i < 2; i++) {
        facts[i].known = delivered();
        facts[i].known.size = sizeof facts[i];
        facts[i].known.at += i;
        facts[i].known.id.len -= (size_t)i; /* "f-1" and "f-" */
    }
    tactful_standing *standing = NULL;
    DONE(tactful_fold(engine, &facts[0].known, 2, NOW, 0, &standing, NULL, &error));
    CHECK(tactful_standing_watermark(standing) == NOW - 2 * 86400 + 1);
    tactful_standing_free(standing);
    facts[1].known.size = sizeof(tactful_fact);
    REFUSED(TACTFUL_ERROR_WRONG_SIZE, tactful_fold(engine, &facts[0].known, 2, NOW, 0, &standing, NULL, &error));
    facts[0].known.size = sizeof facts[0] + 1;
    REFUSED(TACTFUL_ERROR_WRONG_SIZE, tactful_fold(engine, &facts[0].known, 2, NOW, 0, &standing, NULL, &error));
    facts[0].known.size = sizeof facts[0];
    REFUSED(TACTFUL_ERROR_TOO_LARGE,
            tactful_fold(engine, &facts[0].known, SIZE_MAX, NOW, 0, &standing, NULL, &error));
}

static void customers(const tactful_engine *engine) {
    tactful_customer *const untouched = (tactful_customer *)&passed;
    tactful_customer *customer = untouched;
    tactful_customer_data data = {0};
    data.size = sizeof data;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_customer_new(NULL, &data, &customer, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_customer_new(engine, NULL, &customer, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_customer_new(engine, &data, NULL, &error));
    data.id = (tactful_text){NULL, 3};
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_customer_new(engine, &data, &customer, &error));
    data.id = (tactful_text)TACTFUL_TEXT("\xc0\x80");
    REFUSED(TACTFUL_ERROR_INVALID_UTF8, tactful_customer_new(engine, &data, &customer, &error));
    data.id = (tactful_text)TACTFUL_TEXT("\xe6\x9d\x8e");
    data.timezones_len = 1;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_customer_new(engine, &data, &customer, &error));
    const tactful_text zones[2] = {TACTFUL_TEXT("Asia/Shanghai"), TACTFUL_TEXT("Mars/Olympus")};
    data.timezones = &zones[1];
    REFUSED(TACTFUL_ERROR_UNKNOWN_TZ, tactful_customer_new(engine, &data, &customer, &error));
    data.timezones = zones;
    data.timezones_len = 2;
    REFUSED(TACTFUL_ERROR_UNKNOWN_TZ, tactful_customer_new(engine, &data, &customer, &error));
    data.timezones_len = 1;
    data.history_since = INT64_MAX;
    REFUSED(TACTFUL_ERROR_OUT_OF_RANGE, tactful_customer_new(engine, &data, &customer, &error));
    data.history_since = 0;
    data.occasions_len = 1;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_customer_new(engine, &data, &customer, &error));
    const tactful_occasion never = {TACTFUL_TEXT("birthday"), TACTFUL_TEXT("13-40")};
    data.occasions = &never;
    REFUSED(TACTFUL_ERROR_INVALID_TIME, tactful_customer_new(engine, &data, &customer, &error));
    const tactful_occasion twice[2] = {{TACTFUL_TEXT("birthday"), TACTFUL_TEXT("02-28")},
                                       {TACTFUL_TEXT("birthday"), TACTFUL_TEXT("02-29")}};
    data.occasions = twice;
    data.occasions_len = 2;
    REFUSED(TACTFUL_ERROR_DUPLICATE_KEY, tactful_customer_new(engine, &data, &customer, &error));
    CHECK(customer == untouched);
    data.occasions_len = 1;
    data.id = (tactful_text){"", 0}; /* an empty column: not given */
    DONE(tactful_customer_new(engine, &data, &customer, &error));
    tactful_customer_free(customer);
}

static void facts_and_standings(const tactful_engine *engine) {
    tactful_standing *const untouched = (tactful_standing *)&passed;
    tactful_standing *standing = untouched;
    tactful_fact fact = delivered();
    tactful_folded folded = {0};
    folded.pending = 7;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_fold(NULL, &fact, 1, NOW, 0, &standing, &folded, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_fold(engine, NULL, 1, NOW, 0, &standing, &folded, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_fold(engine, &fact, 1, NOW, 0, NULL, &folded, &error));
    REFUSED(TACTFUL_ERROR_OUT_OF_RANGE, tactful_fold(engine, &fact, 1, INT64_MAX, 0, &standing, &folded, &error));
    fact.kind = (tactful_text)TACTFUL_TEXT("deliverd");
    CHECK(tactful_fold(engine, &fact, 1, NOW, 0, &standing, &folded, &error) == TACTFUL_ERROR_INVALID_VALUE);
    tactful_text path = tactful_error_path(error);
    CHECK(path.len == 13 && memcmp(path.data, "facts[0].kind", 13) == 0);
    tactful_error_free(error);
    fact.kind = (tactful_text){NULL, 0};
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_fold(engine, &fact, 1, NOW, 0, &standing, &folded, &error));
    fact = delivered();
    fact.order = (tactful_text)TACTFUL_TEXT("\xed\xa0\x80"); /* a lone surrogate */
    REFUSED(TACTFUL_ERROR_INVALID_UTF8, tactful_fold(engine, &fact, 1, NOW, 0, &standing, &folded, &error));
    static const char long_id[300] = {'x'};
    fact.order = (tactful_text){long_id, sizeof long_id};
    REFUSED(TACTFUL_ERROR_INVALID_VALUE, tactful_fold(engine, &fact, 1, NOW, 0, &standing, &folded, &error));
    fact = delivered();
    fact.reserved = 1;
    REFUSED(TACTFUL_ERROR_WRONG_SIZE, tactful_fold(engine, &fact, 1, NOW, 0, &standing, &folded, &error));
    fact = delivered();
    fact.at = 0; /* forgotten */
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_fold(engine, &fact, 1, NOW, 0, &standing, &folded, &error));
    fact = delivered();
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_fold(engine, &fact, 1, 0, 0, &standing, &folded, &error));
    fact.at = INT64_MIN + 1;
    REFUSED(TACTFUL_ERROR_OUT_OF_RANGE, tactful_fold(engine, &fact, 1, NOW, 0, &standing, &folded, &error));
    CHECK(standing == untouched && folded.pending == 7);

    tactful_fact both[2] = {delivered(), delivered()};
    both[1].id = (tactful_text)TACTFUL_TEXT("f-2");
    both[1].at = NOW + 60;
    DONE(tactful_fold(engine, both, 2, NOW, TACTFUL_NO_TIME, &standing, &folded, &error));
    CHECK(folded.pending == 1 && folded.next_pending == NOW + 60);
    CHECK(folded.warnings & TACTFUL_WARNING_BIT(TACTFUL_WARNING_PENDING_FACTS));

    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_add(NULL, standing, &fact, 0, NOW, NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_add(engine, NULL, &fact, 0, NOW, NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_add(engine, standing, NULL, 1, NOW, NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_merge(NULL, standing, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_merge(standing, NULL, &error));
    DONE(tactful_standing_merge(standing, standing, &error));
    CHECK(tactful_standing_watermark(standing) == NOW - 2 * 86400);
    /* a corrupt fact among good ones changes nothing */
    both[1].purpose = (tactful_text)TACTFUL_TEXT("fun");
    both[0].id = (tactful_text)TACTFUL_TEXT("f-3");
    both[0].at = NOW - 5;
    REFUSED(TACTFUL_ERROR_INVALID_VALUE, tactful_standing_add(engine, standing, both, 2, NOW, NULL, &error));
    CHECK(tactful_standing_watermark(standing) == NOW - 2 * 86400);
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_standing_add(engine, standing, both, 1, 0, NULL, &error));
    DONE(tactful_standing_add(engine, standing, both, 1, NOW, &folded, &error));
    CHECK(folded.pending == 0);
    CHECK(tactful_standing_watermark(standing) == NOW - 5);

    tactful_buffer bytes = {NULL, 0};
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_to_bytes(NULL, &bytes, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_to_bytes(standing, NULL, &error));
    DONE(tactful_standing_to_bytes(standing, &bytes, &error));
    tactful_standing *again = NULL;
    const uint8_t *data = (const uint8_t *)bytes.data;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_from_bytes(NULL, data, bytes.len, &again, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_from_bytes(engine, NULL, bytes.len, &again, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_from_bytes(engine, data, bytes.len, NULL, &error));
    for (size_t len = 0; len < bytes.len; len++)
        REFUSED(TACTFUL_ERROR_INVALID_STANDING, tactful_standing_from_bytes(engine, data, len, &again, &error));
    for (size_t i = 0; i < bytes.len; i++) { /* every byte turned: refused, or another standing, never worse */
        bytes.data[i] ^= 0x55;
        if (tactful_standing_from_bytes(engine, data, bytes.len, &again, NULL) == TACTFUL_OK)
            tactful_standing_free(again);
        bytes.data[i] ^= 0x55;
    }
    DONE(tactful_standing_from_bytes(engine, data, bytes.len, &again, &error));
    CHECK(tactful_standing_watermark(again) == NOW - 5);
    tactful_standing_free(again);

    again = NULL;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_adopt(NULL, standing, &again, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_adopt(engine, NULL, &again, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_adopt(engine, standing, NULL, &error));
    DONE(tactful_standing_adopt(engine, standing, &again, &error));
    CHECK(tactful_standing_watermark(again) == NOW - 5);
    tactful_standing_free(again);

    /* another policy */
    tactful_engine *other = NULL;
    static const char policy[] = "name='a'\nversion='1'";
    DONE(tactful_engine_new(policy, sizeof policy - 1, &other, &error));
    REFUSED(TACTFUL_ERROR_STANDING_SHAPE, tactful_standing_from_bytes(other, data, bytes.len, &again, &error));
    tactful_engine_free(other);
    tactful_buffer_free(&bytes);
    CHECK(bytes.data == NULL && bytes.len == 0);
    tactful_buffer_free(&bytes);
    tactful_standing_free(standing);
}

static void plans(const tactful_engine *engine) {
    tactful_plan *const untouched = (tactful_plan *)&passed;
    tactful_plan *plan = untouched;
    tactful_contact contact = {0};
    contact.size = sizeof contact;
    contact.at = NOW + 86400;
    contact.reason = (tactful_text)TACTFUL_TEXT("useful-tip");
    contact.channel = (tactful_text)TACTFUL_TEXT("email");
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_plan_new(NULL, &contact, 1, &plan, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_plan_new(engine, NULL, 1, &plan, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_plan_new(engine, &contact, 1, NULL, &error));
    contact.reason = (tactful_text)TACTFUL_TEXT("useful-tap");
    REFUSED(TACTFUL_ERROR_UNKNOWN_REASON, tactful_plan_new(engine, &contact, 1, &plan, &error));
    contact.reason = (tactful_text){NULL, 0};
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_plan_new(engine, &contact, 1, &plan, &error));
    CHECK(plan == untouched);
    contact.reason = (tactful_text)TACTFUL_TEXT("useful-tip");
    DONE(tactful_plan_new(engine, &contact, 1, &plan, &error));
    tactful_plan_free(plan);
    DONE(tactful_plan_new(engine, NULL, 0, &plan, &error));
    tactful_plan_free(plan);
}

static void decisions(const tactful_engine *engine, const tactful_customer *customer) {
    uint32_t reason = 99, channel = 99;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_reason(NULL, "useful-tip", 10, &reason, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_reason(engine, NULL, 10, &reason, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_reason(engine, "useful-tip", 10, NULL, &error));
    REFUSED(TACTFUL_ERROR_UNKNOWN_REASON, tactful_reason(engine, "useful-tap", 10, &reason, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_channel(NULL, "email", 5, &channel, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_channel(engine, NULL, 5, &channel, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_channel(engine, "email", 5, NULL, &error));
    REFUSED(TACTFUL_ERROR_UNKNOWN_CHANNEL, tactful_channel(engine, "fax", 3, &channel, &error));
    CHECK(reason == 99 && channel == 99);
    DONE(tactful_reason(engine, "useful-tip", 10, &reason, &error));
    DONE(tactful_channel(engine, "email", 5, &channel, &error));
    CHECK(tactful_reason_id(engine, reason).len == 10);
    CHECK(tactful_reason_id(engine, tactful_reason_count(engine)).data == NULL);
    CHECK(tactful_channel_name(engine, UINT32_MAX).data == NULL);
    CHECK(tactful_rule_id(engine, TACTFUL_NO_RULE).data == NULL);

    tactful_question question = {0};
    question.size = sizeof question;
    question.customer = customer;
    question.now = NOW;
    tactful_decision before, decision;
    memset(&before, 0x5a, sizeof before);
    decision = before;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_decide(NULL, &question, reason, channel, &decision, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_decide(engine, NULL, reason, channel, &decision, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_decide(engine, &question, reason, channel, NULL, &error));
    REFUSED(TACTFUL_ERROR_UNKNOWN_REASON, tactful_decide(engine, &question, 1000, channel, &decision, &error));
    REFUSED(TACTFUL_ERROR_UNKNOWN_CHANNEL, tactful_decide(engine, &question, reason, 1000, &decision, &error));
    REFUSED(TACTFUL_ERROR_UNKNOWN_CHANNEL,
            tactful_decide(engine, &question, reason, TACTFUL_EVERY_CHANNEL, &decision, &error));
    question.customer = NULL;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_decide(engine, &question, reason, channel, &decision, &error));
    question.customer = customer;
    question.now = 0;
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_decide(engine, &question, reason, channel, &decision, &error));
    question.now = INT64_MIN + 1;
    REFUSED(TACTFUL_ERROR_OUT_OF_RANGE, tactful_decide(engine, &question, reason, channel, &decision, &error));
    question.now = NOW;
    question.anchor = (tactful_text)TACTFUL_TEXT("\xff");
    REFUSED(TACTFUL_ERROR_INVALID_UTF8, tactful_decide(engine, &question, reason, channel, &decision, &error));
    question.anchor = (tactful_text){NULL, 1};
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_decide(engine, &question, reason, channel, &decision, &error));
    question.anchor = (tactful_text){NULL, 0};
    CHECK(memcmp(&before, &decision, sizeof before) == 0);

    tactful_fact later = delivered();
    later.at = NOW + 5;
    tactful_standing *standing = NULL;
    DONE(tactful_fold(engine, &later, 1, NOW + 5, 0, &standing, NULL, &error));
    question.standing = standing;
    REFUSED(TACTFUL_ERROR_AS_OF_NEEDS_FACTS, tactful_decide(engine, &question, reason, channel, &decision, &error));
    CHECK(memcmp(&before, &decision, sizeof before) == 0);
    question.standing = NULL;
    tactful_standing_free(standing);
    DONE(tactful_decide(engine, &question, reason, channel, &decision, &error));
    CHECK(decision.now == NOW && decision.reason == reason && decision.channel == channel);

    size_t count = 77;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_decide_all_count(NULL, channel, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_decide_all_count(engine, channel, NULL, &error));
    REFUSED(TACTFUL_ERROR_UNKNOWN_CHANNEL, tactful_decide_all_count(engine, 1000, &count, &error));
    CHECK(count == 77);
    DONE(tactful_decide_all_count(engine, TACTFUL_EVERY_CHANNEL, &count, &error));
    CHECK(count > 24 && count < 200);
    tactful_decision all[200];
    size_t written = 77;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_decide_all(NULL, &question, TACTFUL_EVERY_CHANNEL, all, 200, &written, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_decide_all(engine, NULL, TACTFUL_EVERY_CHANNEL, all, 200, &written, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_decide_all(engine, &question, TACTFUL_EVERY_CHANNEL, NULL, 200, &written, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_decide_all(engine, &question, TACTFUL_EVERY_CHANNEL, all, 200, NULL, &error));
    REFUSED(TACTFUL_ERROR_TOO_SMALL,
            tactful_decide_all(engine, &question, TACTFUL_EVERY_CHANNEL, all, count - 1, &written, &error));
    CHECK(written == 77);
    DONE(tactful_decide_all(engine, &question, TACTFUL_EVERY_CHANNEL, all, 200, &written, &error));
    CHECK(written == count);
    for (size_t i = 0; i < written; i++) { /* one by one the same, bit for bit */
        DONE(tactful_decide(engine, &question, all[i].reason, all[i].channel, &decision, &error));
        CHECK(memcmp(&decision, &all[i], sizeof decision) == 0);
    }
    DONE(tactful_decide_all(engine, &question, channel, all, 200, &written, &error));
    CHECK(written > 0 && written < count && all[0].channel == channel);

    tactful_block blocks[16];
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_blocks(NULL, &question, reason, channel, blocks, 16, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_blocks(engine, NULL, reason, channel, blocks, 16, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_blocks(engine, &question, reason, channel, NULL, 16, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_blocks(engine, &question, reason, channel, blocks, 16, NULL, &error));
    DONE(tactful_blocks(engine, &question, reason, channel, NULL, 0, &count, &error));
    tactful_buffer words = {NULL, 0};
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_explain(NULL, &question, reason, channel, 1, &words, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_explain(engine, NULL, reason, channel, 1, &words, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_explain(engine, &question, reason, channel, 1, NULL, &error));
    REFUSED(TACTFUL_ERROR_INVALID_VALUE, tactful_explain(engine, &question, reason, channel, 3, &words, &error));
    CHECK(words.data == NULL);
    DONE(tactful_explain(engine, &question, reason, channel, TACTFUL_LANGUAGE_CHINESE, &words, &error));
    CHECK(words.len > 0 && words.data[words.len] == '\0');
    tactful_buffer_free(&words);

    tactful_agenda_item items[4];
    int64_t revisit_at = 77;
    count = 77;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_agenda(NULL, &question, 60, items, 4, &count, &revisit_at, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_agenda(engine, NULL, 60, items, 4, &count, &revisit_at, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_agenda(engine, &question, 60, NULL, 4, &count, &revisit_at, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_agenda(engine, &question, 60, items, 4, NULL, &revisit_at, &error));
    REFUSED(TACTFUL_ERROR_INVALID_VALUE, tactful_agenda(engine, &question, 0, items, 4, &count, &revisit_at, &error));
    REFUSED(TACTFUL_ERROR_INVALID_VALUE,
            tactful_agenda(engine, &question, UINT32_MAX, items, 4, &count, &revisit_at, &error));
    CHECK(count == 77 && revisit_at == 77);
    DONE(tactful_agenda(engine, &question, 60, NULL, 0, &count, NULL, &error));
    DONE(tactful_agenda(engine, &question, 60, items, 4, &count, &revisit_at, &error));
    CHECK(revisit_at != 77);
}

static void blocks_and_their_bits(const tactful_engine *engine, const tactful_customer *customer) {
    tactful_fact fact = delivered();
    tactful_standing *standing = NULL;
    DONE(tactful_fold(engine, &fact, 1, NOW, 0, &standing, NULL, &error));
    tactful_question question = {0};
    question.size = sizeof question;
    question.customer = customer;
    question.standing = standing;
    question.now = NOW + 12 * 3600; /* late in the evening */
    uint32_t reason = 0, channel = 0;
    DONE(tactful_reason(engine, "check-in", 8, &reason, &error));
    DONE(tactful_channel(engine, "phone", 5, &channel, &error));
    tactful_decision decision;
    DONE(tactful_decide(engine, &question, reason, channel, &decision, &error));
    CHECK(decision.verdict == TACTFUL_VERDICT_WAIT && decision.allowed_from > question.now);
    CHECK(decision.anchor_at == fact.at && decision.binding != 0);
    tactful_block blocks[16];
    size_t count = 0;
    DONE(tactful_blocks(engine, &question, reason, channel, blocks, 16, &count, &error));
    CHECK(count > 0 && count <= 16);
    uint64_t bits = 0;
    for (size_t i = 0; i < count && i < 16; i++) {
        bits |= TACTFUL_BLOCK_BIT(blocks[i].code);
        CHECK(blocks[i].rule == TACTFUL_NO_RULE || tactful_rule_id(engine, blocks[i].rule).len > 0);
        if (blocks[i].binding) CHECK(blocks[i].code == decision.binding && blocks[i].rule == decision.binding_rule);
    }
    CHECK(bits == decision.blocks);
    /* an order that was never heard of: refused alone, not applicable among all, nothing to plan for it */
    question.anchor = (tactful_text)TACTFUL_TEXT("o-9");
    REFUSED(TACTFUL_ERROR_UNKNOWN_ORDER, tactful_decide(engine, &question, reason, channel, &decision, &error));
    tactful_decision all[200];
    DONE(tactful_decide_all(engine, &question, channel, all, 200, &count, &error));
    for (size_t i = 0; i < count; i++)
        if (all[i].reason == reason) CHECK(all[i].verdict == TACTFUL_VERDICT_NOT_APPLICABLE);
    tactful_agenda_item items[64];
    DONE(tactful_agenda(engine, &question, 14, items, 64, &count, NULL, &error));
    for (size_t i = 0; i < count && i < 64; i++) CHECK(items[i].reason != reason);
    question.anchor = (tactful_text)TACTFUL_TEXT("o-1");
    DONE(tactful_agenda(engine, &question, 14, items, 64, &count, NULL, &error));
    size_t planned = 0;
    for (size_t i = 0; i < count && i < 64; i++) planned += items[i].reason == reason;
    CHECK(planned == 1);

    /* the agenda knows of the address what the decision knows */
    tactful_fact consents[2] = {delivered(), delivered()};
    consents[1].kind = (tactful_text)TACTFUL_TEXT("consent_given");
    consents[1].id = (tactful_text)TACTFUL_TEXT("f-2");
    consents[1].order = (tactful_text){NULL, 0};
    consents[1].purpose = (tactful_text)TACTFUL_TEXT("marketing");
    consents[1].contact_point = (tactful_text)TACTFUL_TEXT("ok@example.com");
    consents[1].at = NOW - 90 * 86400;
    tactful_standing_free(standing);
    DONE(tactful_fold(engine, consents, 2, NOW, 0, &standing, NULL, &error));
    question.standing = standing;
    question.anchor = (tactful_text){NULL, 0};
    size_t without = 0, with = 0;
    DONE(tactful_agenda(engine, &question, 60, NULL, 0, &without, NULL, &error));
    question.contact_point = consents[1].contact_point;
    DONE(tactful_agenda(engine, &question, 60, NULL, 0, &with, NULL, &error));
    CHECK(with > without);

    /* what is known reaches back an hour: caps and gaps cannot be counted, and the answer says so */
    const tactful_text zone = TACTFUL_TEXT("Europe/Paris");
    tactful_customer_data data = {0};
    data.size = sizeof data;
    data.timezones = &zone;
    data.timezones_len = 1;
    data.history_since = NOW - 3600;
    tactful_customer *fresh = NULL;
    DONE(tactful_customer_new(engine, &data, &fresh, &error));
    question.customer = fresh;
    question.contact_point = (tactful_text){NULL, 0};
    DONE(tactful_decide(engine, &question, reason, channel, &decision, &error));
    CHECK(decision.blocks & TACTFUL_BLOCK_BIT(TACTFUL_BLOCK_HISTORY_SHORT));
    CHECK(decision.warnings & TACTFUL_WARNS_HISTORY_SHORT);
    CHECK(!(decision.warnings & TACTFUL_WARNING_BIT(TACTFUL_WARNING_HISTORY_ASSUMED)));
    tactful_customer_free(fresh);
    tactful_standing_free(standing);
}

static void calendars(const tactful_engine *engine) {
    static const char office[] = "{\"tz\":\"Europe/Paris\",\"weekly\":{\"mon\":[[\"09:00\",\"17:00\"]]}}";
    static const char empty[] = "{\"tz\":\"Europe/Paris\",\"weekly\":{}}";
    tactful_calendar *const untouched = (tactful_calendar *)&passed;
    tactful_calendar *calendar = untouched;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_new(NULL, NULL, 4, &calendar, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_new(NULL, office, sizeof office - 1, NULL, &error));
    REFUSED(TACTFUL_ERROR_INVALID_UTF8, tactful_calendar_new(NULL, "\xfe", 1, &calendar, &error));
    REFUSED(TACTFUL_ERROR_EMPTY_CALENDAR, tactful_calendar_new(engine, empty, sizeof empty - 1, &calendar, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_engine_calendar(NULL, "x", 1, &calendar, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_engine_calendar(engine, NULL, 1, &calendar, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_engine_calendar(engine, "x", 1, NULL, &error));
    REFUSED(TACTFUL_ERROR_UNKNOWN_CALENDAR, tactful_engine_calendar(engine, "x", 1, &calendar, &error));
    CHECK(calendar == untouched);
    DONE(tactful_calendar_new(NULL, office, sizeof office - 1, &calendar, &error));

    uint32_t open = 7;
    int64_t at = 7;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_is_open(NULL, NOW, &open, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_is_open(calendar, NOW, NULL, &error));
    REFUSED(TACTFUL_ERROR_OUT_OF_RANGE, tactful_calendar_is_open(calendar, INT64_MAX, &open, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_next_open(NULL, NOW, &at, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_next_open(calendar, NOW, NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_prev_open_end(NULL, NOW, &at, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_prev_open_end(calendar, NOW, NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_elapsed(NULL, NOW, NOW, &at, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_elapsed(calendar, NOW, NOW, NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_add(NULL, NOW, 1, TACTFUL_SNAP_START, &at, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_add(calendar, NOW, 1, TACTFUL_SNAP_START, NULL, &error));
    REFUSED(TACTFUL_ERROR_INVALID_VALUE, tactful_calendar_add(calendar, NOW, 1, 0, &at, &error));
    REFUSED(TACTFUL_ERROR_OUT_OF_RANGE, tactful_calendar_add(calendar, NOW, INT64_MAX, TACTFUL_SNAP_START, &at, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_sub(NULL, NOW, 1, &at, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_sub(calendar, NOW, 1, NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_add_days(NULL, NOW, 1, 1, 1, &at, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_calendar_add_days(calendar, NOW, 1, 1, 1, NULL, &error));
    REFUSED(TACTFUL_ERROR_INVALID_VALUE, tactful_calendar_add_days(calendar, NOW, 1, 3, 1, &at, &error));
    REFUSED(TACTFUL_ERROR_INVALID_VALUE, tactful_calendar_add_days(calendar, NOW, 1, 1, 3, &at, &error));
    REFUSED(TACTFUL_ERROR_OUT_OF_RANGE, tactful_calendar_add_days(calendar, NOW, INT64_MIN, 1, 1, &at, &error));
    CHECK(open == 7 && at == 7);

    /* Saturday 21 November: Monday the 23rd from 09:00 to 17:00, 08:00Z to 16:00Z */
    const int64_t monday = 1795420800;
    DONE(tactful_calendar_is_open(calendar, NOW, &open, &error));
    CHECK(open == 0);
    DONE(tactful_calendar_next_open(calendar, NOW, &at, &error));
    CHECK(at == monday);
    DONE(tactful_calendar_add(calendar, NOW, 8 * 3600, TACTFUL_SNAP_DEADLINE, &at, &error));
    CHECK(at == monday + 8 * 3600);
    DONE(tactful_calendar_add(calendar, NOW, 8 * 3600, TACTFUL_SNAP_START, &at, &error));
    CHECK(at == monday + 7 * 86400);
    DONE(tactful_calendar_sub(calendar, monday + 3600, 3600, &at, &error));
    CHECK(at == monday);
    DONE(tactful_calendar_prev_open_end(calendar, monday + 9 * 3600, &at, &error));
    CHECK(at == monday + 8 * 3600);
    DONE(tactful_calendar_elapsed(calendar, NOW, monday + 86400, &at, &error));
    CHECK(at == 8 * 3600);
    DONE(tactful_calendar_add_days(calendar, NOW, 1, TACTFUL_COUNT_AFTER, TACTFUL_RESULT_CLOSE, &at, &error));
    CHECK(at == monday + 8 * 3600);
    tactful_calendar_free(calendar);
}

static void calls(const tactful_engine *engine) {
    tactful_buffer answer = {NULL, 0};
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_call(engine, NULL, 2, &answer, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_call(engine, "{}", 2, NULL, &error));
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_call(engine, "{}", 2, &answer, &error));
    REFUSED(TACTFUL_ERROR_INVALID_UTF8, tactful_call(engine, "{\"\x80\"}", 5, &answer, &error));
    REFUSED(TACTFUL_ERROR_INVALID_DOCUMENT, tactful_call(engine, NULL, 0, &answer, &error));
    CHECK(answer.data == NULL);
    static const char describe[] = "{\"op\":\"policy.describe\"}";
    DONE(tactful_call(NULL, describe, sizeof describe - 1, &answer, &error));
    CHECK(strstr(answer.data, "\"name\":\"house\"") != NULL);
    tactful_buffer_free(&answer);

    /* relationships, touchpoints and programmes are asked for as text */
    static const char lived[] =
        "{\"op\":\"relationship.obligations\",\"now\":\"2026-11-21T09:30:00Z\","
        "\"customer\":{\"id\":\"c-1\",\"timezone\":\"UTC\",\"level\":\"accountable\"},"
        "\"facts\":[{\"kind\":\"delivered\",\"at\":\"2026-11-10T10:00:00Z\",\"order\":\"o-1\"}]}";
    DONE(tactful_call(engine, lived, sizeof lived - 1, &answer, &error));
    CHECK(strstr(answer.data, "\"state\":\"overdue\"") != NULL);
    tactful_buffer_free(&answer);
    static const char points[] = "{\"op\":\"touchpoint.catalogues\",\"catalogue\":\"airline\"}";
    DONE(tactful_call(engine, points, sizeof points - 1, &answer, &error));
    CHECK(strstr(answer.data, "\"code\":\"farewell\"") != NULL);
    tactful_buffer_free(&answer);
    static const char gifts[] =
        "{\"op\":\"campaign.plan\",\"begin\":\"2027-01-25\",\"loses_meaning_on\":\"2027-02-06\",\"capacity\":1,"
        "\"recipients\":[{\"id\":\"a\",\"groups\":[\"g\"]},{\"id\":\"b\",\"groups\":[\"g\"]}]}";
    DONE(tactful_call(engine, gifts, sizeof gifts - 1, &answer, &error));
    CHECK(strstr(answer.data, "\"more_a_day\":1") != NULL);
    tactful_buffer_free(&answer);

    /* a request without a policy means the engine */
    tactful_engine *small = NULL;
    static const char policy[] = "name='small'\nversion='1'";
    DONE(tactful_engine_new(policy, sizeof policy - 1, &small, &error));
    DONE(tactful_call(small, describe, sizeof describe - 1, &answer, &error));
    CHECK(strstr(answer.data, "\"name\":\"small\"") != NULL);
    tactful_buffer_free(&answer);
    tactful_engine_free(small);
}

static void panics(const tactful_engine *engine) {
    for (int i = 0; i < 3; i++) {
        REFUSED(TACTFUL_ERROR_INTERNAL, tactful_test_panic(&error));
        CHECK(tactful_test_panic(NULL) == TACTFUL_ERROR_INTERNAL);
        uint32_t reason = 0;
        DONE(tactful_reason(engine, "useful-tip", 10, &reason, &error));
    }
}

int main(void) {
    versions();
    codes();
    frees_take_null();
    nothing_of_null();
    engines();
    tactful_engine *engine = house();
    tactful_customer *customer = paris(engine);
    sizes(engine, customer);
    crooked(engine, customer);
    customers(engine);
    facts_and_standings(engine);
    plans(engine);
    decisions(engine, customer);
    blocks_and_their_bits(engine, customer);
    calendars(engine);
    calls(engine);
    panics(engine);
    /* what was made with an engine may outlive it */
    tactful_engine_free(engine);
    tactful_customer_free(customer);
    return summary();
}
