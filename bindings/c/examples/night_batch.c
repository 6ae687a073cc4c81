/* Tonight's batch of a CRM: for every client, when may the check-in call be made?
 *
 * Your database gives columns; Arrow's C Data Interface is a pair of plain structures that point to them, so that no
 * Arrow library is needed to hand them over. Here the columns are arrays of this file, under the names that this CRM
 * has for them. Every step is asserted, so that the example says itself whether it works. */
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

/* -- a table that points to columns of ours -- */

#define MOST_COLUMNS 4

/* Lives until both structures are released; the library says when, by calling the functions below. */
typedef struct table {
    struct ArrowSchema schemas[MOST_COLUMNS], *schema_list[MOST_COLUMNS];
    struct ArrowArray arrays[MOST_COLUMNS], *array_list[MOST_COLUMNS];
    const void *buffers[MOST_COLUMNS][3];
    const void *no_nulls[1];
    int columns;
    int in_use; /* structures that are not released yet */
} table;

static void release_schema(struct ArrowSchema *schema) {
    if (schema->private_data != NULL) ((table *)schema->private_data)->in_use--;
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array) {
    if (array->private_data != NULL) ((table *)array->private_data)->in_use--;
    array->release = NULL;
}

/* `format` is the interface's word: "l" 64-bit numbers, "u" texts with offsets, "tss:UTC" seconds since 1970. */
static void column(table *into, const char *name, const char *format, int64_t rows, const void *values,
                   const char *bytes) {
    int place = into->columns++;
    must(place < MOST_COLUMNS, "the table has room for the column");
    into->schema_list[place] = &into->schemas[place];
    into->schemas[place] = (struct ArrowSchema){.format = format, .name = name, .release = release_schema};
    into->array_list[place] = &into->arrays[place];
    into->arrays[place] = (struct ArrowArray){
        .length = rows, .n_buffers = bytes == NULL ? 2 : 3, .buffers = into->buffers[place], .release = release_array};
    into->buffers[place][0] = NULL; /* no value is null */
    into->buffers[place][1] = values;
    into->buffers[place][2] = bytes;
}

/* The table as a stream, which is what a batch takes; a large one would give many tables through functions of its own. */
static struct ArrowArrayStream streamed(table *from, int64_t rows) {
    struct ArrowSchema schema = {.format = "+s",
                                 .name = "",
                                 .n_children = from->columns,
                                 .children = from->schema_list,
                                 .release = release_schema,
                                 .private_data = from};
    struct ArrowArray array = {.length = rows,
                               .n_buffers = 1,
                               .n_children = from->columns,
                               .buffers = from->no_nulls,
                               .children = from->array_list,
                               .release = release_array,
                               .private_data = from};
    from->in_use = 2;
    struct ArrowArrayStream stream;
    tactful_error *error = NULL;
    if (tactful_table_stream(&schema, &array, &stream, &error) != TACTFUL_OK) die("table", error);
    must(schema.release == NULL && array.release == NULL, "both structures were taken over");
    return stream;
}

/* -- what the database gave -- */

static const int64_t CLIENT_NO[] = {1001, 1002, 1003};
static const char ZONES[] = "Europe/ParisAmerica/New_YorkEurope/Pariz"; /* nobody can live in the last one */
static const int32_t ZONE_ENDS[] = {0, 12, 28, 40};

static const int64_t EVENT_CLIENT[] = {1001, 1002, 1003};
static const char EVENTS[] = "delivereddelivereddelivered";
static const int32_t EVENT_ENDS[] = {0, 9, 18, 27};
static const int64_t EVENT_AT[] = {1794996000, 1794996000, 1794996000}; /* 2026-11-18T10:00:00Z */

static const int64_t NOW = 1795237200; /* 2026-11-21T05:00:00Z: midnight in New York, six in Paris */

/* -- what comes back -- */

static const struct ArrowArray *found(const struct ArrowSchema *schema, const struct ArrowArray *table, const char *name) {
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (strcmp(schema->children[i]->name, name) == 0) return table->children[i];
    }
    must(0, name);
    return NULL;
}

static int is_null(const struct ArrowArray *column, int64_t row) {
    const uint8_t *bits = column->buffers[0];
    row += column->offset;
    return bits != NULL && (bits[row / 8] >> (row % 8) & 1) == 0;
}

/* Words are written once, in a dictionary, and rows hold their places in it. */
static tactful_text word(const struct ArrowArray *column, int64_t row) {
    if (is_null(column, row)) return (tactful_text){"-", 1};
    row += column->offset;
    if (column->dictionary != NULL) return word(column->dictionary, ((const int32_t *)column->buffers[1])[row]);
    const int32_t *ends = column->buffers[1];
    return (tactful_text){(const char *)column->buffers[2] + ends[row], (size_t)(ends[row + 1] - ends[row])};
}

static int64_t seconds(const struct ArrowArray *column, int64_t row) {
    return is_null(column, row) ? TACTFUL_NO_TIME : ((const int64_t *)column->buffers[1])[row + column->offset];
}

static int is(tactful_text text, const char *meant) {
    return text.len == strlen(meant) && memcmp(text.data, meant, text.len) == 0;
}

int main(void) {
    tactful_error *error = NULL;
    tactful_engine *engine = NULL;
    if (tactful_engine_house(&engine, &error) != TACTFUL_OK) die("policy", error);

    static table clients, events;
    column(&clients, "CLIENT_NO", "l", 3, CLIENT_NO, NULL);
    column(&clients, "TZ", "u", 3, ZONE_ENDS, ZONES);
    column(&events, "CLIENT_NO", "l", 3, EVENT_CLIENT, NULL);
    column(&events, "EVENT", "u", 3, EVENT_ENDS, EVENTS);
    column(&events, "EVENT_TS", "tss:UTC", 3, EVENT_AT, NULL);

    const tactful_text reasons[] = {TACTFUL_TEXT("check-in")}, channels[] = {TACTFUL_TEXT("phone")};
    const tactful_column of_clients[] = {{TACTFUL_TEXT("customer"), TACTFUL_TEXT("CLIENT_NO")},
                                         {TACTFUL_TEXT("timezone"), TACTFUL_TEXT("TZ")}};
    const tactful_column of_events[] = {{TACTFUL_TEXT("customer"), TACTFUL_TEXT("CLIENT_NO")},
                                        {TACTFUL_TEXT("kind"), TACTFUL_TEXT("EVENT")},
                                        {TACTFUL_TEXT("at"), TACTFUL_TEXT("EVENT_TS")}};
    tactful_batch_options options = {0};
    options.size = sizeof options;
    options.now = NOW;
    options.reasons = reasons;
    options.reasons_len = 1;
    options.channels = channels;
    options.channels_len = 1;
    options.customer_columns = of_clients;
    options.customer_columns_len = 2;
    options.fact_columns = of_events;
    options.fact_columns_len = 3;

    struct ArrowArrayStream customers = streamed(&clients, 3), facts = streamed(&events, 3), decisions;
    tactful_batch *batch = NULL;
    if (tactful_decide_batch(engine, &options, &customers, &facts, &decisions, &batch, &error) != TACTFUL_OK)
        die("batch", error);
    must(customers.release == NULL && facts.release == NULL, "both streams were taken over");
    tactful_engine_free(engine); /* the stream keeps what it needs */

    struct ArrowSchema schema;
    must(decisions.get_schema(&decisions, &schema) == 0, "the stream says what its columns are");
    int64_t rows = 0, waiting = 0, wrong = 0;
    for (;;) {
        struct ArrowArray chunk;
        if (decisions.get_next(&decisions, &chunk) != 0) {
            fprintf(stderr, "batch: %s\n", decisions.get_last_error(&decisions));
            return 1;
        }
        if (chunk.release == NULL) break; /* the end */
        const struct ArrowArray *client = found(&schema, &chunk, "customer"), *verdict = found(&schema, &chunk, "verdict");
        const struct ArrowArray *from = found(&schema, &chunk, "allowed_from"), *why = found(&schema, &chunk, "binding");
        const struct ArrowArray *code = found(&schema, &chunk, "error"), *message = found(&schema, &chunk, "message");
        for (int64_t row = 0; row < chunk.length; row++, rows++) {
            tactful_text who = word(client, row), said = word(verdict, row), block = word(why, row);
            printf("%.*s: %.*s", (int)who.len, who.data, (int)said.len, said.data);
            if (is(said, "wait")) {
                printf(" until %" PRId64 ", for %.*s", seconds(from, row), (int)block.len, block.data);
                must(seconds(from, row) > NOW, "it is waited for what is to come");
                waiting++;
            } else if (is(said, "error")) {
                tactful_text what = word(message, row);
                printf(", %.*s", (int)what.len, what.data);
                must(is(word(code, row), "unknown_tz"), "the zone is what is wrong");
                wrong++;
            }
            printf("\n");
        }
        chunk.release(&chunk);
    }
    schema.release(&schema);
    decisions.release(&decisions);

    tactful_batch_counts counts;
    if (tactful_batch_count(batch, &counts, &error) != TACTFUL_OK) die("count", error);
    printf("%" PRIu64 " clients, %" PRIu64 " events, %" PRIu64 " decisions, %" PRIu64 " clients to be mended\n",
           counts.customers, counts.facts, counts.decisions, counts.bad_customers);
    must(rows == 3 && waiting >= 1 && wrong == 1, "one bad row fails nothing but itself");
    must(counts.ended != 0 && counts.decisions == 3 && counts.bad_customers == 1, "everything was counted");
    must(clients.in_use == 0 && events.in_use == 0, "every structure was released once");
    tactful_batch_free(batch);
    return 0;
}
