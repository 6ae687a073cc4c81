/* A complaint in your service desk, from the first word to the customer's word.
 *
 * Your desk keeps a table of events, one row for everything that happened to a ticket. That table is all there is to
 * store: tactful makes the case of it, says whether the next act is in order, and why not. Every step is asserted, so
 * that the example says itself whether it works. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tactful.h>

#define TEXT(literal) ((tactful_text)TACTFUL_TEXT(literal))

static void die(const char *doing, tactful_error *error) {
    tactful_text message = tactful_error_message(error);
    tactful_text path = tactful_error_path(error);
    fprintf(stderr, "%s: %.*s (at `%.*s`)\n", doing, (int)message.len, message.data, (int)path.len, path.data);
    tactful_error_free(error);
    exit(1);
}

static void must(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "not as expected: %s\n", what);
    exit(2);
}

/* The table of events: what your database has. */
static tactful_event rows[16];
static size_t rows_len;

/* One row, as a form of your desk would fill it. */
static tactful_event row(const char *kind, const char *id, int64_t at, const char *by, const char *role) {
    tactful_event event = {0};
    event.size = sizeof event;
    event.kind = (tactful_text){kind, strlen(kind)};
    event.id = (tactful_text){id, strlen(id)};
    event.at = at;
    event.by = (tactful_text){by, strlen(by)};
    event.role = (tactful_text){role, strlen(role)};
    return event;
}

/* The button was pressed: ask tactful first, and write the row only if the act passed. */
static void act(const tactful_engine *engine, tactful_case *ticket, tactful_event event) {
    tactful_error *error = NULL;
    /* the version that the form was opened with: a colleague who was faster is not overwritten */
    if (tactful_case_act(engine, ticket, &event, tactful_case_version(ticket), NULL, &error) != TACTFUL_OK)
        die("act", error);
    rows[rows_len++] = event;
}

int main(void) {
    const int64_t now = 1795251600; /* 2026-11-21 10:00 in Paris */
    const int64_t minute = 60, day = 86400;
    tactful_error *error = NULL;
    tactful_engine *engine = NULL;
    if (tactful_engine_house(&engine, &error) != TACTFUL_OK) die("engine", error);

    /* ---- The message comes in: what is in it besides facts? ------------------------------------------------- */
    static const char message[] = "The mower stopped again. You always promise to call, and I am not happy.";
    tactful_find finds[8];
    size_t count = 0;
    if (tactful_signposts(engine, message, sizeof message - 1, finds, 8, &count, &error) != TACTFUL_OK)
        die("signposts", error);
    printf("signposts:");
    for (size_t i = 0; i < count && i < 8; i++)
        printf(" \"%.*s\"", (int)(finds[i].end - finds[i].start), message + finds[i].start);
    printf("\n"); /* to soothe, not to argue with: mark them in the agent's view */
    must(count == 2 && finds[0].word_class == TACTFUL_CLASS_ABSOLUTE, "signposts");

    /* ---- The ticket is opened ------------------------------------------------------------------------------- */
    rows[0] = row("opened", "e-1", now, "web-form", "system");
    rows[0].customer = TEXT("c-17");
    rows[0].order = TEXT("o-17");
    rows[0].product = TEXT("robot-mower");
    rows_len = 1;
    tactful_case *ticket = NULL;
    if (tactful_case_open("t-4711", 6, &rows[0], &ticket, &error) != TACTFUL_OK) die("open", error);

    /* ---- Marketing must know: as long as the ticket is open, nothing is asked of the customer --------------- */
    const tactful_text paris = TEXT("Europe/Paris");
    tactful_customer_data data = {0};
    data.size = sizeof data;
    data.id = TEXT("c-17");
    data.timezones = &paris;
    data.timezones_len = 1;
    tactful_customer *customer = NULL;
    if (tactful_customer_new(engine, &data, &customer, &error) != TACTFUL_OK) die("customer", error);
    tactful_fact delivered = {0};
    delivered.size = sizeof delivered;
    delivered.kind = TEXT("delivered");
    delivered.at = now - 60 * day;
    delivered.id = TEXT("f-1");
    delivered.order = TEXT("o-17");
    tactful_standing *standing = NULL;
    if (tactful_fold(engine, &delivered, 1, now, 0, &standing, NULL, &error) != TACTFUL_OK) die("fold", error);
    if (tactful_standing_add_case(engine, standing, ticket, now, NULL, &error) != TACTFUL_OK) die("facts", error);
    uint32_t ask = 0, mail = 0;
    if (tactful_reason(engine, "ask-referral", 12, &ask, &error) != TACTFUL_OK) die("reason", error);
    if (tactful_channel(engine, "email", 5, &mail, &error) != TACTFUL_OK) die("channel", error);
    tactful_question question = {0};
    question.size = sizeof question;
    question.customer = customer;
    question.standing = standing;
    question.now = now;
    tactful_decision decision;
    if (tactful_decide(engine, &question, ask, mail, &decision, &error) != TACTFUL_OK) die("decide", error);
    must((decision.blocks & TACTFUL_BLOCK_BIT(TACTFUL_BLOCK_COMPLAINT_OPEN)) != 0, "the open ticket holds the ask");

    /* ---- The agent wants to start with questions: refused, and the screen can say why ----------------------- */
    tactful_event listen = row("listen", "e-2", now + 5 * minute, "anna", "direct");
    listen.channel = TEXT("phone");
    tactful_refusal refusal;
    tactful_status status = tactful_case_act(engine, ticket, &listen, 1, &refusal, &error);
    must(status == TACTFUL_ERROR_APOLOGY_FIRST && refusal.missing == TACTFUL_ACT_APOLOGISE, "the apology comes first");
    tactful_text why = tactful_error_message(error);
    printf("refused by %.*s: %.*s\n", (int)refusal.rule.len, refusal.rule.data, (int)why.len, why.data);
    tactful_error_free(error);
    error = NULL;

    /* ---- What the ticket offers instead: the buttons of the form -------------------------------------------- */
    tactful_next next[64];
    if (tactful_case_next(engine, ticket, next, 64, &count, &error) != TACTFUL_OK) die("next", error);
    for (size_t i = 0; i < count && i < 64; i++)
        if (next[i].due) printf("due now: %.*s\n", (int)next[i].kind.len, next[i].kind.data);

    /* ---- What is owed, and until when: the column of your ticket list ----------------------------------------- */
    tactful_due dues[32];
    if (tactful_case_dues(engine, ticket, customer, now, dues, 32, &count, &error) != TACTFUL_OK) die("dues", error);
    for (size_t i = 0; i < count && i < 32; i++) {
        if (dues[i].state != TACTFUL_STATE_RUNNING) continue;
        tactful_text clock = tactful_clock_id(engine, dues[i].clock);
        printf("owed: %.*s within %" PRId64 " hours\n", (int)clock.len, clock.data, (dues[i].due_at - now) / 3600);
    }

    /* ---- The ten acts, in their order; one phone call holds most of them ------------------------------------ */
    act(engine, ticket, row("apologise", "e-2", now + 5 * minute, "anna", "direct"));
    listen.id = TEXT("e-3");
    act(engine, ticket, listen);
    act(engine, ticket, row("acknowledge", "e-4", now + 9 * minute, "anna", "direct"));
    act(engine, ticket, row("record", "e-5", now + 12 * minute, "anna", "direct"));
    act(engine, ticket, row("confirm", "e-6", now + 14 * minute, "anna", "direct"));
    tactful_event found = row("cause", "e-7", now + 2 * 60 * minute, "omar", "assisting");
    found.cause = TEXT("product_fault");
    act(engine, ticket, found);
    tactful_event agreed = row("negotiate", "e-8", now + 3 * 60 * minute, "anna", "direct");
    agreed.agreed = 1;
    agreed.remedies = TACTFUL_REMEDY_EXCHANGE;
    agreed.mode = TEXT("asked");
    act(engine, ticket, agreed);
    tactful_event promised = row("commit", "e-9", now + 3 * 60 * minute, "anna", "direct");
    promised.commitment = TEXT("p-1");
    promised.what = TEXT("a new mower at the door");
    promised.owner = TEXT("anna");
    promised.due = now + 3 * day;
    act(engine, ticket, promised);

    /* ---- The reply is checked before it is sent ------------------------------------------------------------- */
    static const char reply[] = "A new mower is on its way. I cannot decide on more.";
    if (tactful_wording(engine, reply, sizeof reply - 1, finds, 8, &count, &error) != TACTFUL_OK) die("wording", error);
    must(count == 1 && finds[0].word_class == TACTFUL_CLASS_POWERLESS, "wording");
    printf("rather say: %.*s\n", (int)finds[0].instead.len, finds[0].instead.data);

    /* ---- Overnight the program was restarted: the ticket comes back from the table -------------------------- */
    tactful_case_free(ticket);
    ticket = NULL;
    if (tactful_case_replay("t-4711", 6, rows, rows_len, &ticket, &error) != TACTFUL_OK) die("replay", error);
    must(tactful_case_version(ticket) == rows_len, "the table is the ticket");

    /* ---- Closing on silence is refused: what was promised is still open ------------------------------------- */
    tactful_event close = row("close", "e-10", now + day, "night-job", "system");
    close.ending = TEXT("satisfied");
    status = tactful_case_act(engine, ticket, &close, rows_len, &refusal, NULL);
    must(status == refusal.code && (refusal.missing & TACTFUL_ACT_TRACK) != 0, "silence is not satisfaction");

    act(engine, ticket, row("act", "e-10", now + day, "anna", "direct"));
    tactful_event kept = row("fulfil", "e-11", now + 2 * day, "carrier", "system");
    kept.commitment = TEXT("p-1");
    act(engine, ticket, kept);
    tactful_event word = row("track", "e-12", now + 4 * day, "c-17", "customer");
    word.word = TEXT("satisfied");
    word.channel = TEXT("phone");
    act(engine, ticket, word);
    close = row("close", "e-13", now + 4 * day, "anna", "direct");
    close.ending = TEXT("satisfied");
    act(engine, ticket, close);

    tactful_state state;
    if (tactful_case_state(ticket, 0, &state, &error) != TACTFUL_OK) die("state", error);
    tactful_text ended = tactful_code_meaning(state.case_ending, TACTFUL_LANGUAGE_ENGLISH);
    printf("%.*s; first solved after %" PRId64 " hours\n", (int)ended.len, ended.data,
           (state.first_solved - now) / 3600);
    must(state.case_status == TACTFUL_STATE_CASE_CLOSED && state.case_ending == TACTFUL_STATE_ENDED_SATISFIED, "closed");

    /* ---- And marketing: the same log, added again --------------------------------------------------------- */
    question.now = now + 4 * day;
    if (tactful_standing_add_case(engine, standing, ticket, question.now, NULL, &error) != TACTFUL_OK)
        die("facts", error);
    if (tactful_decide(engine, &question, ask, mail, &decision, &error) != TACTFUL_OK) die("decide", error);
    must((decision.blocks & TACTFUL_BLOCK_BIT(TACTFUL_BLOCK_COMPLAINT_OPEN)) == 0, "nothing is open any more");

    tactful_case_free(ticket);
    tactful_standing_free(standing);
    tactful_customer_free(customer);
    tactful_engine_free(engine);
    return 0;
}
