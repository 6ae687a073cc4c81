/* Complaints from C: events that come in wrong, acts that are refused, what stays as it was, and a case from its first
 * word to its last. Talk: words with their places. */
#include "check.h"

static const int64_t NOW = 1795251600; /* 2026-11-21T09:00:00Z */
static tactful_error *error;

#define TEXT(literal) ((tactful_text)TACTFUL_TEXT(literal))
#define SAYS(text, literal) ((text).len == sizeof(literal) - 1 && memcmp((text).data, literal, sizeof(literal) - 1) == 0)

static tactful_event event(const char *kind, const char *id, int64_t minutes) {
    tactful_event event = {0};
    event.size = sizeof event;
    event.kind = (tactful_text){kind, strlen(kind)};
    event.id = (tactful_text){id, strlen(id)};
    event.at = NOW + minutes * 60;
    event.by = TEXT("anna");
    event.role = TEXT("direct");
    return event;
}

static tactful_case *opened(void) {
    tactful_event first = event("opened", "e-1", 0);
    tactful_case *complaint = NULL;
    DONE(tactful_case_open("k-1", 3, &first, &complaint, &error));
    return complaint;
}

/* The path that an error tells. */
static int at(tactful_status status, tactful_status expected, const char *path) {
    tactful_text told = tactful_error_path(error);
    int right = status == expected && told.len == strlen(path) && memcmp(told.data, path, told.len) == 0;
    if (!right) printf("  status %u at %.*s\n", (unsigned)status, (int)told.len, told.len ? told.data : "");
    tactful_error_free(error);
    error = NULL;
    return right;
}

static void nothing_of_null(void) {
    tactful_case_free(NULL);
    CHECK(tactful_case_version(NULL) == 0);
    CHECK(tactful_case_part_count(NULL) == 0);
    CHECK(tactful_case_id(NULL).data == NULL);
    CHECK(tactful_case_part_name(NULL, 0).data == NULL);
}

static void opening(void) {
    tactful_case *const untouched = (tactful_case *)&passed;
    tactful_case *complaint = untouched;
    tactful_event first = event("opened", "e-1", 0);
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_open(NULL, 3, &first, &complaint, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_open("k-1", 3, NULL, &complaint, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_open("k-1", 3, &first, NULL, &error));
    CHECK(at(tactful_case_open("", 0, &first, &complaint, &error), TACTFUL_ERROR_MISSING_FIELD, "id"));
    CHECK(at(tactful_case_open("\xff", 1, &first, &complaint, &error), TACTFUL_ERROR_INVALID_UTF8, "id"));
    static const char long_id[300] = {'x'};
    CHECK(at(tactful_case_open(long_id, 257, &first, &complaint, &error), TACTFUL_ERROR_INVALID_VALUE, "id"));

    first.kind = TEXT("apologise");
    CHECK(at(tactful_case_open("k-1", 3, &first, &complaint, &error), TACTFUL_ERROR_UNKNOWN_CASE, "event"));
    first.kind = TEXT("openend");
    CHECK(at(tactful_case_open("k-1", 3, &first, &complaint, &error), TACTFUL_ERROR_INVALID_VALUE, "event.kind"));
    first.kind = (tactful_text){NULL, 0};
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_case_open("k-1", 3, &first, &complaint, &error));
    first.kind = (tactful_text){NULL, 3};
    CHECK(at(tactful_case_open("k-1", 3, &first, &complaint, &error), TACTFUL_ERROR_NULL_ARGUMENT, "event.kind"));
    first = event("opened", "e-1", 0);
    first.by = TEXT("\xc0\x80");
    CHECK(at(tactful_case_open("k-1", 3, &first, &complaint, &error), TACTFUL_ERROR_INVALID_UTF8, "event.by"));
    first = event("opened", "e-1", 0);
    first.at = 0;
    CHECK(at(tactful_case_open("k-1", 3, &first, &complaint, &error), TACTFUL_ERROR_MISSING_FIELD, "event.at"));
    first.at = INT64_MAX;
    CHECK(at(tactful_case_open("k-1", 3, &first, &complaint, &error), TACTFUL_ERROR_OUT_OF_RANGE, "event.at"));
    first = event("opened", "e-1", 0);
    first.recorded_at = INT64_MIN + 1;
    REFUSED(TACTFUL_ERROR_OUT_OF_RANGE, tactful_case_open("k-1", 3, &first, &complaint, &error));
    first = event("opened", "e-1", 0);
    first.reserved = 1;
    CHECK(at(tactful_case_open("k-1", 3, &first, &complaint, &error), TACTFUL_ERROR_WRONG_SIZE, "event"));
    first = event("opened", "e-1", 0);
    first.remedies = 1u << 12;
    CHECK(at(tactful_case_open("k-1", 3, &first, &complaint, &error), TACTFUL_ERROR_INVALID_VALUE, "event.remedies"));
    first.remedies = 0;
    first.sales_stake = 3;
    CHECK(at(tactful_case_open("k-1", 3, &first, &complaint, &error), TACTFUL_ERROR_INVALID_VALUE,
             "event.sales_stake"));
    first.sales_stake = 0;
    first.amount = -1;
    first.currency = TEXT("EUR");
    REFUSED(TACTFUL_ERROR_NEGATIVE_MONEY, tactful_case_open("k-1", 3, &first, &complaint, &error));
    first.amount = 1;
    first.currency = TEXT("euro");
    REFUSED(TACTFUL_ERROR_INVALID_CURRENCY, tactful_case_open("k-1", 3, &first, &complaint, &error));
    first.currency = (tactful_text){NULL, 0};
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_case_open("k-1", 3, &first, &complaint, &error));
    first = event("opened", "e-1", 0);
    first.case_id = TEXT("k-2");
    REFUSED(TACTFUL_ERROR_UNKNOWN_CASE, tactful_case_open("k-1", 3, &first, &complaint, &error));
    CHECK(complaint == untouched);

    first.case_id = TEXT("k-1");
    DONE(tactful_case_open("k-1", 3, &first, &complaint, &error));
    CHECK(tactful_case_version(complaint) == 1 && tactful_case_part_count(complaint) == 1);
    CHECK(SAYS(tactful_case_id(complaint), "k-1"));
    CHECK(tactful_case_part_name(complaint, 0).data == NULL && tactful_case_part_name(complaint, 1).data == NULL);
    tactful_case_free(complaint);
}

/* A structure as a caller of a later, and of an earlier version would have it. */
static void sizes(void) {
    struct {
        tactful_event known;
        uint64_t newer[2];
    } larger[2];
    memset(larger, 0, sizeof larger);
    larger[0].known = event("opened", "e-1", 0);
    larger[1].known = event("apologise", "e-2", 1);
    larger[0].known.size = larger[1].known.size = sizeof larger[0];
    tactful_case *complaint = NULL;
    DONE(tactful_case_open("k-1", 3, &larger[0].known, &complaint, &error));
    tactful_case_free(complaint);
    DONE(tactful_case_replay("k-1", 3, &larger[0].known, 2, &complaint, &error));
    CHECK(tactful_case_version(complaint) == 2);
    tactful_case_free(complaint);
    complaint = NULL;
    larger[1].newer[1] = 1;
    CHECK(at(tactful_case_replay("k-1", 3, &larger[0].known, 2, &complaint, &error), TACTFUL_ERROR_WRONG_SIZE,
             "events[1]"));
    larger[1].newer[1] = 0;
    larger[1].known.size = sizeof(tactful_event);
    REFUSED(TACTFUL_ERROR_WRONG_SIZE, tactful_case_replay("k-1", 3, &larger[0].known, 2, &complaint, &error));
    const size_t wrong[] = {0, 1, 8, offsetof(tactful_event, grant), sizeof(tactful_event) + 1, 4104, SIZE_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        larger[0].known.size = wrong[i];
        REFUSED(TACTFUL_ERROR_WRONG_SIZE, tactful_case_open("k-1", 3, &larger[0].known, &complaint, &error));
        REFUSED(TACTFUL_ERROR_WRONG_SIZE, tactful_case_replay("k-1", 3, &larger[0].known, 2, &complaint, &error));
    }
    larger[0].known.size = sizeof larger[0];
    REFUSED(TACTFUL_ERROR_TOO_LARGE, tactful_case_replay("k-1", 3, &larger[0].known, SIZE_MAX, &complaint, &error));
    CHECK(complaint == NULL);
}

static void replays(void) {
    tactful_event log[3] = {event("opened", "e-1", 0), event("apologise", "e-2", 1), event("listen", "e-3", 2)};
    tactful_case *complaint = NULL;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_replay(NULL, 3, log, 3, &complaint, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_replay("k-1", 3, NULL, 3, &complaint, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_replay("k-1", 3, log, 3, NULL, &error));
    CHECK(at(tactful_case_replay("k-1", 3, NULL, 0, &complaint, &error), TACTFUL_ERROR_UNKNOWN_CASE, "events"));
    log[1].kind = TEXT("listen");
    CHECK(at(tactful_case_replay("k-1", 3, log, 3, &complaint, &error), TACTFUL_ERROR_APOLOGY_FIRST, "events[1]"));
    log[1] = event("apologise", "e-2", 1);
    log[2].role = TEXT("boss");
    CHECK(at(tactful_case_replay("k-1", 3, log, 3, &complaint, &error), TACTFUL_ERROR_INVALID_VALUE,
             "events[2].role"));
    log[2].role = TEXT("direct");
    log[2].at = NOW;
    CHECK(at(tactful_case_replay("k-1", 3, log, 3, &complaint, &error), TACTFUL_ERROR_EVENT_OUT_OF_ORDER,
             "events[2]"));
    CHECK(complaint == NULL);
    log[2].at = NOW + 120;
    DONE(tactful_case_replay("k-1", 3, log, 3, &complaint, &error));
    CHECK(tactful_case_version(complaint) == 3);
    tactful_case_free(complaint);
}

/* A refused act: its code, the refusal, and a case that is as it was. */
static void refusals(const tactful_engine *engine) {
    tactful_case *complaint = opened();
    tactful_event listen = event("listen", "e-2", 1);
    tactful_refusal before, refusal;
    memset(&before, 0x5a, sizeof before);
    refusal = before;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_act(NULL, complaint, &listen, 1, &refusal, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_act(engine, NULL, &listen, 1, &refusal, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_act(engine, complaint, NULL, 1, &refusal, &error));
    int64_t room[80] = {0};
    void *odd = (char *)room + 1;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_act(engine, complaint, odd, 1, &refusal, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_act(engine, complaint, &listen, 1, odd, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_case_act(engine, (tactful_case *)(void *)((char *)complaint + 1), &listen, 1, &refusal, &error));
    listen.role = TEXT("boss");
    CHECK(at(tactful_case_act(engine, complaint, &listen, 1, &refusal, &error), TACTFUL_ERROR_INVALID_VALUE,
             "event.role"));
    listen.role = TEXT("direct");
    /* what is wrong with the arguments is no refusal of a guard */
    CHECK(memcmp(&before, &refusal, sizeof before) == 0);

    CHECK(at(tactful_case_act(engine, complaint, &listen, 1, &refusal, &error), TACTFUL_ERROR_APOLOGY_FIRST, "event"));
    CHECK(refusal.code == TACTFUL_ERROR_APOLOGY_FIRST && refusal.missing == TACTFUL_ACT_APOLOGISE);
    CHECK(refusal.by == (TACTFUL_ROLE_DIRECT | TACTFUL_ROLE_ASSISTING | TACTFUL_ROLE_BY_CHANCE | TACTFUL_ROLE_MANAGER));
    CHECK(refusal.approvers == 0 && SAYS(refusal.rule, "C2"));
    CHECK(refusal.reserved[0] == 0 && refusal.reserved[2] == 0);
    /* neither refusal nor error need be wanted */
    CHECK(tactful_case_act(engine, complaint, &listen, 1, NULL, NULL) == TACTFUL_ERROR_APOLOGY_FIRST);

    /* who has read an older version is told so */
    tactful_event apologise = event("apologise", "e-2", 1);
    const uint64_t stale[] = {0, 2, UINT64_MAX};
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++) {
        CHECK(at(tactful_case_act(engine, complaint, &apologise, stale[i], &refusal, &error),
                 TACTFUL_ERROR_CASE_CONFLICT, "expected_version"));
        CHECK(refusal.code == TACTFUL_ERROR_CASE_CONFLICT && refusal.missing == 0 && refusal.rule.data == NULL);
    }
    CHECK(tactful_case_version(complaint) == 1);
    refusal = before;
    DONE(tactful_case_act(engine, complaint, &apologise, 1, &refusal, &error));
    CHECK(tactful_case_version(complaint) == 2 && memcmp(&before, &refusal, sizeof before) == 0);
    REFUSED(TACTFUL_ERROR_EVENT_EXISTS, tactful_case_act(engine, complaint, &apologise, 2, &refusal, &error));

    /* nobody contradicts the customer, and a remedy waits for its cause */
    tactful_event rebut = event("rebut", "e-3", 2);
    REFUSED(TACTFUL_ERROR_NO_REBUTTAL, tactful_case_act(engine, complaint, &rebut, 2, &refusal, &error));
    tactful_event unknown = event("note", "e-3", 2);
    unknown.part = TEXT("elsewhere");
    REFUSED(TACTFUL_ERROR_UNKNOWN_PART, tactful_case_act(engine, complaint, &unknown, 2, &refusal, &error));
    CHECK(tactful_case_version(complaint) == 2);
    tactful_case_free(complaint);
}

/* What may not be decided at the front line: how many approvers could, and that one of them did. */
static void authority(const tactful_engine *engine) {
    tactful_case *complaint = opened();
    tactful_event grant = event("grant", "e-2", 1);
    grant.power = TEXT("caring_service");
    grant.amount = 20000;
    grant.currency = TEXT("EUR");
    tactful_refusal refusal;
    CHECK(at(tactful_case_act(engine, complaint, &grant, 1, &refusal, &error), TACTFUL_ERROR_BEYOND_AUTHORITY,
             "event"));
    CHECK(refusal.approvers == 2 && SAYS(refusal.rule, "C7"));
    grant.approved_by = TEXT("team-lead");
    DONE(tactful_case_act(engine, complaint, &grant, 1, &refusal, &error));
    tactful_event report = event("report", "e-3", 2);
    report.grant = TEXT("e-1");
    REFUSED(TACTFUL_ERROR_UNKNOWN_GRANT, tactful_case_act(engine, complaint, &report, 2, &refusal, &error));
    report.grant = TEXT("e-2");
    DONE(tactful_case_act(engine, complaint, &report, 2, &refusal, &error));
    tactful_case_free(complaint);
}

static void states(const tactful_engine *engine) {
    tactful_case *complaint = opened();
    tactful_state before, state;
    memset(&before, 0x5a, sizeof before);
    state = before;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_state(NULL, 0, &state, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_state(complaint, 0, NULL, &error));
    CHECK(at(tactful_case_state(complaint, 1, &state, &error), TACTFUL_ERROR_UNKNOWN_PART, "part"));
    REFUSED(TACTFUL_ERROR_UNKNOWN_PART, tactful_case_state(complaint, UINT32_MAX, &state, &error));
    CHECK(memcmp(&before, &state, sizeof before) == 0);
    DONE(tactful_case_state(complaint, 0, &state, &error));
    CHECK(state.status == TACTFUL_STATE_CASE_NEW && state.case_status == TACTFUL_STATE_CASE_NEW);
    CHECK(state.stage == TACTFUL_STAGE_RECEIPT && state.ending == 0 && state.case_ending == 0);
    CHECK(state.done == 0 && state.missing == 0x3ff && state.first_solved == TACTFUL_NO_TIME);

    tactful_next next[64];
    size_t count = 77;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_next(NULL, complaint, next, 64, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_next(engine, NULL, next, 64, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_next(engine, complaint, NULL, 64, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_next(engine, complaint, next, 64, NULL, &error));
    CHECK(count == 77);
    DONE(tactful_case_next(engine, complaint, NULL, 0, &count, &error));
    CHECK(count > 0 && count <= 64);
    size_t again = 0, due = 0;
    memset(next, 0x5a, sizeof next);
    DONE(tactful_case_next(engine, complaint, next, 1, &again, &error));
    CHECK(again == count && next[1].part == 0x5a5a5a5a);
    DONE(tactful_case_next(engine, complaint, next, 64, &again, &error));
    for (size_t i = 0; i < again; i++) {
        due += next[i].due;
        CHECK(next[i].by != 0 && next[i].part == 0 && next[i].kind.len > 0);
        if (next[i].due) CHECK(SAYS(next[i].kind, "apologise") && next[i].ending.data == NULL);
    }
    CHECK(due == 1);

    tactful_event lapse = event("lapse", "e-2", 1);
    lapse.conduct = TEXT("calm");
    DONE(tactful_case_act(engine, complaint, &lapse, 1, NULL, &error));
    tactful_event given = event("hand_over", "e-3", 2);
    given.to = TEXT("complaints-office");
    given.sales_stake = TACTFUL_STAKE_NONE;
    DONE(tactful_case_act(engine, complaint, &given, 2, NULL, &error));
    DONE(tactful_case_state(complaint, 0, &state, &error));
    CHECK(state.lapses == TACTFUL_CONDUCT_CALM && state.owner_without_stake == 1);

    /* two matters in one complaint */
    tactful_event acts[3] = {event("apologise", "e-4", 3), event("listen", "e-5", 4), event("split", "e-6", 5)};
    acts[2].part = TEXT("invoice");
    for (size_t i = 0; i < 3; i++) DONE(tactful_case_act(engine, complaint, &acts[i], 3 + i, NULL, &error));
    CHECK(tactful_case_part_count(complaint) == 2 && SAYS(tactful_case_part_name(complaint, 1), "invoice"));
    tactful_event end = event("withdraw", "e-7", 6);
    end.part = TEXT("invoice");
    end.role = TEXT("customer");
    DONE(tactful_case_act(engine, complaint, &end, 6, NULL, &error));
    DONE(tactful_case_state(complaint, 1, &state, &error));
    CHECK(state.status == TACTFUL_STATE_CASE_CLOSED && state.ending == TACTFUL_STATE_ENDED_WITHDRAWN);
    CHECK(state.case_status == TACTFUL_STATE_CASE_OPEN && state.case_ending == 0);
    tactful_case_free(complaint);
}

/* From the first word to the customer's word; what is folded along the way. */
static void to_the_end(const tactful_engine *engine) {
    tactful_event log[12];
    size_t len = 0;
    log[len++] = event("opened", "e-1", 0);
    log[len - 1].order = TEXT("o-1");
    const char *const first[] = {"apologise", "listen", "acknowledge", "record", "confirm"};
    const char *const ids[] = {"e-2", "e-3", "e-4", "e-5", "e-6"};
    for (int i = 0; i < 5; i++) log[len++] = event(first[i], ids[i], 1 + i);
    for (int i = 1; i < 6; i++) { /* one call */
        log[i].channel = TEXT("phone");
        log[i].contact = TEXT("call-1");
    }
    log[3].liability = TEXT("partial");
    log[len++] = event("cause", "e-7", 10);
    log[len - 1].cause = TEXT("product_fault");
    log[len++] = event("negotiate", "e-8", 11);
    log[len - 1].agreed = 1;
    log[len - 1].mode = TEXT("asked");
    log[len - 1].remedies = TACTFUL_REMEDY_EXCHANGE | TACTFUL_REMEDY_COMFORT_GIFT;
    log[len++] = event("commit", "e-9", 12);
    log[len - 1].commitment = TEXT("c-1");
    log[len - 1].what = TEXT("a new mower");
    log[len - 1].owner = TEXT("anna");
    log[len - 1].due = NOW + 2 * 86400;
    log[len++] = event("act", "e-10", 13);
    log[len++] = event("fulfil", "e-11", 600);
    log[len - 1].commitment = TEXT("c-1");
    log[len++] = event("track", "e-12", 1000);
    log[len - 1].word = TEXT("satisfied");
    log[len - 1].channel = TEXT("phone");

    tactful_case *complaint = NULL;
    DONE(tactful_case_open("k-1", 3, &log[0], &complaint, &error));
    tactful_standing *standing = NULL;
    DONE(tactful_fold(engine, NULL, 0, NOW, 0, &standing, NULL, &error));
    tactful_folded folded;
    memset(&folded, 0x5a, sizeof folded);
    const tactful_folded before = folded;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
            tactful_standing_add_case(NULL, standing, complaint, NOW, &folded, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_add_case(engine, NULL, complaint, NOW, &folded, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_standing_add_case(engine, standing, NULL, NOW, &folded, &error));
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_standing_add_case(engine, standing, complaint, 0, &folded, &error));
    CHECK(memcmp(&before, &folded, sizeof before) == 0 && tactful_standing_watermark(standing) == TACTFUL_NO_TIME);
    DONE(tactful_standing_add_case(engine, standing, complaint, NOW, &folded, &error));
    CHECK(folded.pending == 0 && tactful_standing_watermark(standing) == NOW);

    tactful_state state;
    for (size_t i = 1; i < len; i++) {
        /* skipping ahead is refused, and leaves the case as it is */
        if (i + 1 < 10) {
            tactful_refusal refusal;
            CHECK(tactful_case_act(engine, complaint, &log[i + 1], i, &refusal, NULL) == refusal.code);
            CHECK(refusal.missing & (1u << (i - 1)));
            CHECK(tactful_case_version(complaint) == i);
        }
        DONE(tactful_case_act(engine, complaint, &log[i], i, NULL, &error));
        DONE(tactful_standing_add_case(engine, standing, complaint, log[i].at, NULL, &error));
        DONE(tactful_case_state(complaint, 0, &state, &error));
        if (i < 10) CHECK(state.done == (1u << i) - 1);
    }
    CHECK(state.status == TACTFUL_STATE_CASE_SOLVED && state.satisfied == 1 && state.missing == 0);
    CHECK(state.cause == TACTFUL_CAUSE_PRODUCT_FAULT && state.liability == TACTFUL_LIABILITY_PARTIAL);
    CHECK(state.remedies == (TACTFUL_REMEDY_EXCHANGE | TACTFUL_REMEDY_COMFORT_GIFT));
    CHECK(state.first_solved == NOW + 600 * 60 && state.commitments == 0);

    tactful_event close = event("close", "e-13", 1001);
    REFUSED(TACTFUL_ERROR_MISSING_FIELD, tactful_case_act(engine, complaint, &close, len, NULL, &error));
    close.ending = TEXT("satisfied");
    DONE(tactful_case_act(engine, complaint, &close, len, NULL, &error));
    DONE(tactful_case_state(complaint, 0, &state, &error));
    CHECK(state.case_ending == TACTFUL_STATE_ENDED_SATISFIED && state.case_stage == TACTFUL_STAGE_CLOSING);
    tactful_case_free(complaint);

    /* the log is the case, and what was folded after every act is what is folded at once */
    DONE(tactful_case_replay("k-1", 3, log, len, &complaint, &error));
    CHECK(tactful_case_version(complaint) == len);
    tactful_standing *at_once = NULL;
    DONE(tactful_fold(engine, NULL, 0, NOW, 0, &at_once, NULL, &error));
    DONE(tactful_standing_add_case(engine, at_once, complaint, log[len - 1].at, NULL, &error));
    tactful_buffer one = {NULL, 0}, other = {NULL, 0};
    DONE(tactful_standing_to_bytes(standing, &one, &error));
    DONE(tactful_standing_to_bytes(at_once, &other, &error));
    CHECK(one.len == other.len && memcmp(one.data, other.data, one.len) == 0);
    tactful_buffer_free(&one);
    tactful_buffer_free(&other);
    tactful_case_free(complaint);
    tactful_standing_free(at_once);
    tactful_standing_free(standing);
}

/* While a complaint is open nothing is asked of the customer. */
static void open_cases_hold_asks(const tactful_engine *engine) {
    const tactful_text zone = TEXT("Europe/Paris");
    tactful_customer_data data = {0};
    data.size = sizeof data;
    data.timezones = &zone;
    data.timezones_len = 1;
    tactful_customer *customer = NULL;
    DONE(tactful_customer_new(engine, &data, &customer, &error));
    tactful_standing *standing = NULL;
    DONE(tactful_fold(engine, NULL, 0, NOW, 0, &standing, NULL, &error));
    uint32_t reason = 0, channel = 0;
    DONE(tactful_reason(engine, "ask-referral", 12, &reason, &error));
    DONE(tactful_channel(engine, "email", 5, &channel, &error));
    tactful_question question = {0};
    question.size = sizeof question;
    question.customer = customer;
    question.standing = standing;
    question.now = NOW + 3600;
    tactful_fact delivered = {0};
    delivered.size = sizeof delivered;
    delivered.kind = TEXT("delivered");
    delivered.id = TEXT("f-1");
    delivered.order = TEXT("o-1");
    delivered.at = NOW - 60 * 86400;
    DONE(tactful_standing_add(engine, standing, &delivered, 1, NOW, NULL, &error));
    tactful_decision decision;
    DONE(tactful_decide(engine, &question, reason, channel, &decision, &error));
    CHECK(!(decision.blocks & TACTFUL_BLOCK_BIT(TACTFUL_BLOCK_COMPLAINT_OPEN)));
    tactful_case *complaint = opened();
    DONE(tactful_standing_add_case(engine, standing, complaint, NOW, NULL, &error));
    DONE(tactful_decide(engine, &question, reason, channel, &decision, &error));
    CHECK(decision.blocks & TACTFUL_BLOCK_BIT(TACTFUL_BLOCK_COMPLAINT_OPEN));
    tactful_event end = event("withdraw", "e-2", 30);
    end.role = TEXT("customer");
    DONE(tactful_case_act(engine, complaint, &end, 1, NULL, &error));
    DONE(tactful_standing_add_case(engine, standing, complaint, NOW + 3600, NULL, &error));
    DONE(tactful_decide(engine, &question, reason, channel, &decision, &error));
    CHECK(!(decision.blocks & TACTFUL_BLOCK_BIT(TACTFUL_BLOCK_COMPLAINT_OPEN)));
    CHECK(decision.blocks & TACTFUL_BLOCK_BIT(TACTFUL_BLOCK_COMPLAINT_RECOVERY));
    tactful_case_free(complaint);
    tactful_standing_free(standing);
    tactful_customer_free(customer);
}

/* The clocks of a case, from its own log. */
static void clocks(const tactful_engine *engine) {
    CHECK(tactful_clock_count(NULL) == 0 && tactful_clock_id(NULL, 0).data == NULL);
    const uint32_t clocks = tactful_clock_count(engine);
    CHECK(clocks > 3 && tactful_clock_id(engine, clocks).data == NULL);
    uint32_t first_response = UINT32_MAX;
    for (uint32_t i = 0; i < clocks; i++)
        if (SAYS(tactful_clock_id(engine, i), "first-response")) first_response = i;
    CHECK(first_response < clocks);
    tactful_customer_data data = {0};
    data.size = sizeof data;
    tactful_customer *customer = NULL;
    DONE(tactful_customer_new(engine, &data, &customer, &error));
    tactful_case *complaint = opened();
    tactful_due dues[64];
    memset(dues, 0x5a, sizeof dues);
    size_t count = 77;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_dues(NULL, complaint, customer, NOW, dues, 64, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_dues(engine, NULL, customer, NOW, dues, 64, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_dues(engine, complaint, NULL, NOW, dues, 64, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_dues(engine, complaint, customer, NOW, NULL, 64, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_case_dues(engine, complaint, customer, NOW, dues, 64, NULL, &error));
    CHECK(at(tactful_case_dues(engine, complaint, customer, 0, dues, 64, &count, &error), TACTFUL_ERROR_MISSING_FIELD,
             "now"));
    REFUSED(TACTFUL_ERROR_OUT_OF_RANGE,
            tactful_case_dues(engine, complaint, customer, INT64_MAX, dues, 64, &count, &error));
    CHECK(count == 77 && dues[0].clock == 0x5a5a5a5a);
    DONE(tactful_case_dues(engine, complaint, customer, NOW, NULL, 0, &count, &error));
    CHECK(count >= clocks && count <= 64);
    size_t again = 0;
    DONE(tactful_case_dues(engine, complaint, customer, NOW, dues, 1, &again, &error));
    CHECK(again == count && dues[0].clock != 0x5a5a5a5a && dues[1].clock == 0x5a5a5a5a);
    DONE(tactful_case_dues(engine, complaint, customer, NOW, dues, 64, &count, &error));
    for (size_t i = 0; i < count; i++) {
        CHECK(dues[i].clock < clocks && dues[i].part == TACTFUL_WHOLE_CASE);
        if (dues[i].clock != first_response) continue;
        CHECK(dues[i].state == TACTFUL_STATE_RUNNING && dues[i].due_at > NOW && dues[i].breached == 0);
    }
    tactful_event apologise = event("apologise", "e-2", 1);
    tactful_event update = event("note", "e-3", 2);
    update.also = TEXT("update");
    update.channel = TEXT("email");
    update.touchpoint = TEXT("hotline");
    DONE(tactful_case_act(engine, complaint, &apologise, 1, NULL, &error));
    DONE(tactful_case_act(engine, complaint, &update, 2, NULL, &error));
    DONE(tactful_case_dues(engine, complaint, customer, NOW + 3600, dues, 64, &count, &error));
    for (size_t i = 0; i < count; i++)
        if (dues[i].clock == first_response) CHECK(dues[i].state == TACTFUL_STATE_MET && dues[i].breached == 0);
    tactful_case_free(complaint);
    tactful_customer_free(customer);
}

static void talk(const tactful_engine *engine) {
    static const char said[] = "You always promise to call, and I am not happy.";
    tactful_find finds[8];
    memset(finds, 0x5a, sizeof finds);
    size_t count = 77;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_signposts(NULL, said, sizeof said - 1, finds, 8, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_signposts(engine, NULL, 4, finds, 8, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_signposts(engine, said, sizeof said - 1, NULL, 8, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_signposts(engine, said, sizeof said - 1, finds, 8, NULL, &error));
    CHECK(at(tactful_signposts(engine, "\xff", 1, finds, 8, &count, &error), TACTFUL_ERROR_INVALID_UTF8, "words"));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_wording(NULL, said, sizeof said - 1, finds, 8, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_wording(engine, NULL, 4, finds, 8, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_wording(engine, said, sizeof said - 1, NULL, 8, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_wording(engine, said, sizeof said - 1, finds, 8, NULL, &error));
    CHECK(at(tactful_wording(engine, "\xff", 1, finds, 8, &count, &error), TACTFUL_ERROR_INVALID_UTF8, "reply"));
    CHECK(count == 77);

    DONE(tactful_signposts(engine, said, sizeof said - 1, NULL, 0, &count, &error));
    CHECK(count == 2);
    DONE(tactful_signposts(engine, said, sizeof said - 1, finds, 1, &count, &error));
    CHECK(count == 2 && finds[1].word_class == 0x5a5a5a5a);
    DONE(tactful_signposts(engine, said, sizeof said - 1, finds, 8, &count, &error));
    CHECK(finds[0].word_class == TACTFUL_CLASS_ABSOLUTE && memcmp(said + finds[0].start, "always", 6) == 0);
    CHECK(finds[0].end == finds[0].start + 6 && finds[0].word.len > 0 && finds[0].instead.data == NULL);
    CHECK(finds[1].word_class == TACTFUL_CLASS_DISSATISFACTION && finds[1].negations == 1);
    DONE(tactful_signposts(engine, NULL, 0, finds, 8, &count, &error));
    CHECK(count == 0);
    /* three bytes a character */
    DONE(tactful_signposts(engine, "\xe4\xb8\x80\xe7\x9b\xb4\xe6\xb2\xa1\xe4\xba\xba\xe7\xae\xa1", 15, finds, 8, &count,
                           &error));
    CHECK(count == 1 && finds[0].start == 0 && finds[0].end == 9);

    static const char reply[] = "There is no such thing, and I cannot decide that.";
    DONE(tactful_wording(engine, reply, sizeof reply - 1, finds, 8, &count, &error));
    CHECK(count == 2 && finds[0].word_class == TACTFUL_CLASS_DENIAL && finds[1].word_class == TACTFUL_CLASS_POWERLESS);
    CHECK(finds[0].instead.len > 0 && finds[0].instead_chinese.len > 0 && finds[0].end <= sizeof reply - 1);
}

int main(void) {
    tactful_engine *engine = NULL;
    DONE(tactful_engine_house(&engine, &error));
    nothing_of_null();
    opening();
    sizes();
    replays();
    refusals(engine);
    authority(engine);
    states(engine);
    to_the_end(engine);
    open_cases_hold_asks(engine);
    clocks(engine);
    talk(engine);
    tactful_engine_free(engine);
    return summary();
}
