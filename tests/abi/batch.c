/* Batches from C, with tables made by hand: every structure that is handed over is released once on every path, what
 * is wrong in it is refused without being followed, and the answers are those of tactful_decide. Linked as boundary.c
 * is. Every producer keeps its memory on the heap and gives it back when it is released, so that a sanitizer sees
 * whoever reads it later. */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "check.h"

static const int64_t NOW = 1795251600; /* 2026-11-21T09:00:00Z */
static tactful_error *error;

/* A column, made anew for each table that is given. */
typedef struct column {
    const char *name;
    const char *format;
    int64_t n_buffers;
    const void *buffers[4];
    size_t bytes[4];
    const char *values; /* a dictionary of two words, of three bytes each */
} column;

/* A producer, and what became of what it gave. */
typedef struct source {
    const column *columns;
    int64_t n_columns;
    int64_t rows;
    int batches;
    int fails_at;                    /* the batch in whose place there is an error; -1: none */
    int fails_schema;                /* get_schema is refused */
    const char *format;              /* of the table; NULL: "+s" */
    void (*spoil)(struct ArrowArray *);              /* makes an array wrong */
    void (*spoil_schema)(struct ArrowSchema *);      /* makes a schema wrong */
    void (*spoil_stream)(struct ArrowArrayStream *); /* makes the stream itself wrong */
    int given;
    int released;
    int schemas, schemas_released;
    int arrays, arrays_released;
} source;

static source *of(void *private_data) { return (source *)private_data; }

/* -- making structures, and releasing them -- */

static void release_child_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void release_child_array(struct ArrowArray *array) { array->release = NULL; }

/* Goes by what was made: tests change what is shown. */
static void free_schema(const struct ArrowSchema *shown) {
    struct ArrowSchema *schema = shown->private_data;
    for (int64_t i = 0; i < schema->n_children; i++) {
        free_schema(schema->children[i]);
        free(schema->children[i]);
    }
    if (schema->dictionary != NULL) free_schema(schema->dictionary);
    free(schema->dictionary);
    free(schema->children);
    free((void *)(uintptr_t)schema->format);
    free((void *)(uintptr_t)schema->name);
    free(schema);
}

static void free_array(const struct ArrowArray *shown) {
    struct ArrowArray *array = shown->private_data;
    for (int64_t i = 0; i < array->n_children; i++) {
        free_array(array->children[i]);
        free(array->children[i]);
    }
    if (array->dictionary != NULL) free_array(array->dictionary);
    free(array->dictionary);
    for (int64_t i = 0; i < array->n_buffers; i++) free((void *)(uintptr_t)array->buffers[i]);
    free(array->buffers);
    free(array->children);
    free(array);
}

typedef struct kept_schema {
    source *source;
    struct ArrowSchema *whole;
} kept_schema;

static void release_schema(struct ArrowSchema *schema) {
    kept_schema *kept = schema->private_data;
    kept->source->schemas_released++;
    free_schema(kept->whole);
    free(kept->whole);
    free(kept);
    schema->release = NULL;
}

typedef struct kept {
    source *source;
    struct ArrowArray *whole;
} kept;

static void release_array(struct ArrowArray *array) {
    kept *kept = array->private_data;
    kept->source->arrays_released++;
    free_array(kept->whole);
    free(kept->whole);
    free(kept);
    array->release = NULL;
}

static void *copy(const void *bytes, size_t len) {
    void *made = malloc(len > 0 ? len : 1);
    if (made == NULL) abort();
    if (len > 0) memcpy(made, bytes, len);
    return made;
}

static char *text(const char *words) { return copy(words, strlen(words) + 1); }

static struct ArrowSchema *new_schema(const char *format, const char *name) {
    struct ArrowSchema *schema = calloc(1, sizeof *schema);
    if (schema == NULL) abort();
    schema->format = text(format);
    schema->name = text(name);
    schema->flags = ARROW_FLAG_NULLABLE;
    schema->release = release_child_schema;
    return schema;
}

static struct ArrowArray *new_array(int64_t rows, int64_t n_buffers) {
    struct ArrowArray *array = calloc(1, sizeof *array);
    if (array == NULL) abort();
    array->length = rows;
    array->null_count = -1;
    array->n_buffers = n_buffers;
    array->buffers = calloc((size_t)n_buffers + 1, sizeof *array->buffers);
    array->release = release_child_array;
    return array;
}

static void keep(struct ArrowArray *array) { array->private_data = copy(array, sizeof *array); }
static void keep_schema(struct ArrowSchema *schema) { schema->private_data = copy(schema, sizeof *schema); }

static void describe(source *from, struct ArrowSchema *out) {
    struct ArrowSchema *whole = new_schema(from->format != NULL ? from->format : "+s", "");
    whole->n_children = from->n_columns;
    whole->children = calloc((size_t)from->n_columns + 1, sizeof *whole->children);
    for (int64_t i = 0; i < from->n_columns; i++) {
        struct ArrowSchema *child = new_schema(from->columns[i].format, from->columns[i].name);
        if (from->columns[i].values != NULL) {
            child->dictionary = new_schema("u", "");
            keep_schema(child->dictionary);
        }
        keep_schema(child);
        whole->children[i] = child;
    }
    keep_schema(whole);
    *out = *whole;
    out->release = release_schema;
    out->private_data = copy(&(kept_schema){from, whole}, sizeof(kept_schema));
    if (from->spoil_schema != NULL) from->spoil_schema(out);
}

static void fill(source *from, struct ArrowArray *out) {
    struct ArrowArray *whole = new_array(from->rows, 1);
    whole->null_count = 0;
    whole->n_children = from->n_columns;
    whole->children = calloc((size_t)from->n_columns + 1, sizeof *whole->children);
    for (int64_t i = 0; i < from->n_columns; i++) {
        const column *column = &from->columns[i];
        struct ArrowArray *child = new_array(from->rows, column->n_buffers);
        for (int64_t b = 0; b < column->n_buffers; b++) {
            if (column->buffers[b] != NULL) child->buffers[b] = copy(column->buffers[b], column->bytes[b]);
        }
        if (column->values != NULL) {
            static const int32_t offsets[] = {0, 3, 6};
            child->dictionary = new_array(2, 3);
            child->dictionary->buffers[1] = copy(offsets, sizeof offsets);
            child->dictionary->buffers[2] = copy(column->values, 6);
            keep(child->dictionary);
        }
        keep(child);
        whole->children[i] = child;
    }
    keep(whole);
    *out = *whole;
    kept *keeps = copy(&(kept){from, whole}, sizeof *keeps);
    out->release = release_array;
    out->private_data = keeps;
    if (from->spoil != NULL) from->spoil(out);
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    source *from = of(stream->private_data);
    if (from->fails_schema) return 5;
    describe(from, out);
    from->schemas++;
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    source *from = of(stream->private_data);
    if (from->given == from->fails_at) return 5;
    memset(out, 0, sizeof *out);
    if (from->given++ >= from->batches) return 0;
    fill(from, out);
    from->arrays++;
    return 0;
}

static const char *last_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return "the disk is gone";
}

static void release_stream(struct ArrowArrayStream *stream) {
    of(stream->private_data)->released++;
    stream->release = NULL;
}

static struct ArrowArrayStream stream(source *from) {
    struct ArrowArrayStream made = {get_schema, get_next, last_error, release_stream, from};
    if (from->spoil_stream != NULL) from->spoil_stream(&made);
    return made;
}

/* -- the tables -- */

#define TEXTS(column_name, offsets, words) \
    {column_name, "u", 3, {NULL, offsets, words, NULL}, {0, sizeof offsets, sizeof(words) - 1, 0}, NULL}
#define NUMBERS(column_name, column_format, numbers) \
    {column_name, column_format, 2, {NULL, numbers, NULL, NULL}, {0, sizeof numbers, 0, 0}, NULL}

static const int32_t IDS[] = {0, 4, 8, 12};
static const int32_t ZONES[] = {0, 12, 25, 37};
static const column CUSTOMERS[] = {
    TEXTS("customer", IDS, "c-17c-18c-19"),
    TEXTS("timezone", ZONES, "Europe/ParisEurope/LondonEurope/Pariz"),
};
/* c-17 twice, c-18 once, and somebody who is not in the table; an occasion's worth of a column that is not read */
static const int32_t WHOSE[] = {0, 4, 8, 12, 16};
static const int32_t KINDS[] = {0, 9, 17, 26, 35};
static const int64_t WHEN[] = {1795078800, 1795165200, 1794992400, 1794992400};
static const double WEIGHTS[] = {1, 2, 3, 4};
static const column FACTS[] = {
    TEXTS("customer", WHOSE, "c-17c-17c-18c-99"),
    TEXTS("kind", KINDS, "deliveredpurchasedelivereddelivered"),
    NUMBERS("at", "tss:UTC", WHEN),
    NUMBERS("weight_kg", "g", WEIGHTS),
};

static source customers_of(const column *columns, int64_t count, int64_t rows) {
    source made = {0};
    made.columns = columns;
    made.n_columns = count;
    made.rows = rows;
    made.batches = 1;
    made.fails_at = -1;
    return made;
}

static source customers(void) { return customers_of(CUSTOMERS, 2, 3); }
static source facts(void) { return customers_of(FACTS, 4, 4); }

static int settled(const source *from) {
    return from->released == 1 && from->schemas == from->schemas_released && from->arrays == from->arrays_released;
}

static tactful_batch_options asking(void) {
    tactful_batch_options options = {0};
    options.size = sizeof options;
    options.now = NOW;
    return options;
}

static tactful_engine *house(void) {
    tactful_engine *engine = NULL;
    DONE(tactful_engine_house(&engine, &error));
    return engine;
}

/* Reads a stream to its end: rows, or -1 if it fails. `first`, if not NULL, receives the first table. */
static int64_t drained(struct ArrowArrayStream *from, struct ArrowArray *first) {
    int64_t rows = 0;
    for (;;) {
        struct ArrowArray table;
        memset(&table, 0, sizeof table);
        if (from->get_next(from, &table) != 0) return -1;
        if (table.release == NULL) return rows;
        rows += table.length;
        if (first != NULL && first->release == NULL) {
            *first = table;
        } else {
            table.release(&table);
        }
    }
}

static int begins(const char *words, const char *with) {
    return words != NULL && strncmp(words, with, strlen(with)) == 0;
}

/* -- reading what comes out -- */

static int64_t place_of(struct ArrowArrayStream *from, const char *name) {
    struct ArrowSchema schema;
    CHECK(from->get_schema(from, &schema) == 0);
    int64_t found = -1;
    for (int64_t i = 0; i < schema.n_children; i++) {
        if (strcmp(schema.children[i]->name, name) == 0) found = i;
    }
    CHECK(found >= 0);
    schema.release(&schema);
    return found;
}

static int is_null(const struct ArrowArray *array, int64_t row) {
    const unsigned char *bits = array->buffers[0];
    int64_t at = row + array->offset;
    return bits != NULL && (bits[at / 8] >> (at % 8) & 1) == 0;
}

static int64_t seconds(const struct ArrowArray *array, int64_t row) {
    const int64_t *values = array->buffers[1];
    return is_null(array, row) ? TACTFUL_NO_TIME : values[row + array->offset];
}

/* A word of a dictionary-encoded column, or of a plain one. */
static tactful_text word(const struct ArrowArray *array, int64_t row) {
    tactful_text none = {NULL, 0};
    if (is_null(array, row)) return none;
    int64_t at = row + array->offset;
    if (array->dictionary != NULL) return word(array->dictionary, ((const int32_t *)array->buffers[1])[at]);
    const int32_t *offsets = array->buffers[1];
    tactful_text found = {(const char *)array->buffers[2] + offsets[at], (size_t)(offsets[at + 1] - offsets[at])};
    return found;
}

static int is_word(const struct ArrowArray *array, int64_t row, const char *meant) {
    tactful_text found = word(array, row);
    return found.len == strlen(meant) && memcmp(found.data, meant, found.len) == 0;
}

/* -- the tests -- */

/* The rows of a customer say what tactful_decide says. */
static void same_as_single(const tactful_engine *engine, struct ArrowArrayStream *from, struct ArrowArray *table,
                           const char *id, const char *zone, const tactful_fact *facts, size_t facts_len) {
    const struct ArrowArray *const *columns = (const struct ArrowArray *const *)table->children;
    const struct ArrowArray *customer = columns[place_of(from, "customer")];
    const struct ArrowArray *reason = columns[place_of(from, "reason")];
    const struct ArrowArray *channel = columns[place_of(from, "channel")];
    const struct ArrowArray *verdict = columns[place_of(from, "verdict")];
    const struct ArrowArray *allowed_from = columns[place_of(from, "allowed_from")];
    const struct ArrowArray *revisit_at = columns[place_of(from, "revisit_at")];
    const struct ArrowArray *blocks = columns[place_of(from, "blocks")];
    tactful_text zone_text = {zone, strlen(zone)};
    tactful_customer_data data = {0};
    data.size = sizeof data;
    data.timezones = &zone_text;
    data.timezones_len = 1;
    tactful_customer *who = NULL;
    DONE(tactful_customer_new(engine, &data, &who, &error));
    tactful_standing *standing = NULL;
    DONE(tactful_fold(engine, facts, facts_len, NOW, 0, &standing, NULL, &error));
    tactful_question question = {0};
    question.size = sizeof question;
    question.customer = who;
    question.standing = standing;
    question.now = NOW;
    int64_t compared = 0;
    for (int64_t row = 0; row < table->length; row++) {
        if (!is_word(customer, row, id)) continue;
        tactful_text why = word(reason, row), how = word(channel, row);
        uint32_t why_number = 0, how_number = 0;
        DONE(tactful_reason(engine, why.data, why.len, &why_number, &error));
        DONE(tactful_channel(engine, how.data, how.len, &how_number, &error));
        tactful_decision single;
        DONE(tactful_decide(engine, &question, why_number, how_number, &single, &error));
        tactful_text name = tactful_code_name(single.verdict), said = word(verdict, row);
        CHECK(said.len == name.len && memcmp(said.data, name.data, name.len) == 0);
        CHECK(seconds(allowed_from, row) == single.allowed_from);
        CHECK(seconds(revisit_at, row) == single.revisit_at);
        CHECK(((const uint64_t *)blocks->buffers[1])[row + blocks->offset] == single.blocks);
        compared++;
    }
    CHECK(compared > 10);
    tactful_standing_free(standing);
    tactful_customer_free(who);
}

static tactful_fact fact(const char *kind, int64_t at) {
    tactful_fact made = {0};
    made.size = sizeof made;
    made.kind.data = kind;
    made.kind.len = strlen(kind);
    made.at = at;
    return made;
}

static void a_night(void) {
    tactful_engine *engine = house();
    source who = customers(), what = facts();
    struct ArrowArrayStream ins[2] = {stream(&who), stream(&what)}, out;
    tactful_batch_options options = asking();
    tactful_batch *batch = NULL;
    DONE(tactful_decide_batch(engine, &options, &ins[0], &ins[1], &out, &batch, &error));
    CHECK(ins[0].release == NULL && ins[1].release == NULL);
    CHECK(out.get_last_error(&out) == NULL);
    tactful_batch_counts counts;
    DONE(tactful_batch_count(batch, &counts, &error));
    CHECK(counts.ended == 0 && counts.decisions == 0);
    /* the engine may go before the stream does */
    struct ArrowArray table = {0};
    int64_t rows = drained(&out, &table);
    CHECK(rows > 0 && rows % 3 == 0 && table.length == rows);
    const tactful_fact of_one[] = {fact("delivered", WHEN[0]), fact("purchase", WHEN[1])};
    const tactful_fact of_two[] = {fact("delivered", WHEN[2])};
    same_as_single(engine, &out, &table, "c-17", "Europe/Paris", of_one, 2);
    same_as_single(engine, &out, &table, "c-18", "Europe/London", of_two, 1);
    /* whoever lives nowhere comes back as an error, and nobody else does */
    const struct ArrowArray *customer = table.children[place_of(&out, "customer")];
    const struct ArrowArray *verdict = table.children[place_of(&out, "verdict")];
    const struct ArrowArray *code = table.children[place_of(&out, "error")];
    for (int64_t row = 0; row < rows; row++) {
        int bad = is_word(customer, row, "c-19");
        CHECK(is_word(verdict, row, "error") == bad && is_word(code, row, "unknown_tz") == bad);
    }
    DONE(tactful_batch_count(batch, &counts, &error));
    CHECK(counts.ended != 0 && counts.customers == 3 && counts.facts == 4 && counts.facts_of_others == 1);
    CHECK(counts.decisions == (uint64_t)rows && counts.bad_customers == 1 && counts.facts_of_nobody == 0);
    tactful_tally tallies[32];
    size_t count = 0;
    DONE(tactful_batch_tallies(batch, tallies, 32, &count, &error));
    uint64_t sum = 0, unknown = 0;
    for (size_t i = 0; i < count; i++) {
        CHECK(i == 0 || tallies[i - 1].code < tallies[i].code);
        if (tallies[i].code == TACTFUL_ERROR_UNKNOWN_TZ) unknown = tallies[i].rows;
        if (tallies[i].code < TACTFUL_BLOCK_QUIET_HOURS) sum += tallies[i].rows;
    }
    CHECK(unknown == 1 && sum == (uint64_t)rows / 3 * 2);
    tactful_text ignored[4];
    DONE(tactful_batch_ignored(batch, ignored, 4, &count, &error));
    CHECK(count == 1 && ignored[0].len == 15 && memcmp(ignored[0].data, "facts.weight_kg", 15) == 0);
    /* a table outlives the stream that gave it, and the engine; an end stays one */
    struct ArrowArray end = {0};
    CHECK(out.get_next(&out, &end) == 0 && end.release == NULL);
    CHECK(settled(&who) && settled(&what));
    tactful_engine_free(engine);
    out.release(&out);
    CHECK(out.release == NULL && out.get_next == NULL && out.private_data == NULL);
    CHECK(is_word(table.children[0], 0, "c-17"));
    table.release(&table);
    DONE(tactful_batch_count(batch, &counts, &error));
    tactful_batch_free(batch);
    tactful_batch_free(NULL);
}

/* Refused calls: nothing is written, and both streams are released once. */
static void refused_batch(tactful_status code, const tactful_engine *engine, const tactful_batch_options *options,
                          source who, source what, const char *path) {
    struct ArrowArrayStream ins[2] = {stream(&who), stream(&what)}, out;
    memset(&out, 7, sizeof out);
    const struct ArrowArrayStream before = out;
    tactful_batch *batch = NULL;
    error = NULL;
    tactful_status status = tactful_decide_batch(engine, options, &ins[0], &ins[1], &out, &batch, &error);
    if (!CHECK(status == code && tactful_error_code(error) == code && batch == NULL)) {
        printf("  status %u, not %u, for what should be wrong at %s\n", (unsigned)status, (unsigned)code, path);
    }
    tactful_text at = tactful_error_path(error);
    if (!CHECK(at.len == strlen(path) && memcmp(at.data, path, at.len) == 0)) {
        printf("  %u at %.*s, not at %s\n", (unsigned)status, (int)at.len, at.data, path);
    }
    tactful_error_free(error);
    CHECK(memcmp(&out, &before, sizeof out) == 0);
    CHECK(ins[0].release == NULL && ins[1].release == NULL && settled(&who) && settled(&what));
}

static void refusals(void) {
    tactful_engine *engine = house();
    tactful_batch_options options = asking();
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, NULL, &options, customers(), facts(), "engine");
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, engine, NULL, customers(), facts(), "options");
    options.size = 12;
    refused_batch(TACTFUL_ERROR_WRONG_SIZE, engine, &options, customers(), facts(), "options");
    options = asking();
    options.now = 0;
    refused_batch(TACTFUL_ERROR_MISSING_FIELD, engine, &options, customers(), facts(), "options.now");
    options = asking();
    options.known_at = INT64_MAX;
    refused_batch(TACTFUL_ERROR_OUT_OF_RANGE, engine, &options, customers(), facts(), "options.known_at");
    options = asking();
    const tactful_text names[] = {TACTFUL_TEXT("check-in"), TACTFUL_TEXT("chek-in")};
    options.reasons = names;
    options.reasons_len = 2;
    refused_batch(TACTFUL_ERROR_UNKNOWN_REASON, engine, &options, customers(), facts(), "options.reasons[1]");
    options.reasons_len = 0;
    options.channels = names;
    options.channels_len = 1;
    refused_batch(TACTFUL_ERROR_UNKNOWN_CHANNEL, engine, &options, customers(), facts(), "options.channels[0]");
    options.channels = NULL;
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, engine, &options, customers(), facts(), "options.channels");
    options = asking();
    options.reasons_len = 1;
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, engine, &options, customers(), facts(), "options.reasons");
    options = asking();
    options.customer_columns_len = 1;
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, engine, &options, customers(), facts(), "options.customer_columns");
    options = asking();
    options.fact_columns_len = 1;
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, engine, &options, customers(), facts(), "options.fact_columns");
    options = asking();
    const tactful_text nowhere = {NULL, 3};
    options.naive = nowhere;
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, engine, &options, customers(), facts(), "options.naive");
    options = asking();
    options.reasons = &nowhere;
    options.reasons_len = 1;
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, engine, &options, customers(), facts(), "options.reasons[0]");
    options = asking();
    const tactful_column halves[] = {{{NULL, 3}, TACTFUL_TEXT("CLIENT_NO")}, {TACTFUL_TEXT("kind"), {NULL, 3}}};
    options.customer_columns = &halves[0];
    options.customer_columns_len = 1;
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, engine, &options, customers(), facts(),
                  "options.customer_columns[0].ours");
    options = asking();
    options.fact_columns = &halves[1];
    options.fact_columns_len = 1;
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, engine, &options, customers(), facts(),
                  "options.fact_columns[0].theirs");
    options = asking();
    options.date_as = 3;
    refused_batch(TACTFUL_ERROR_INVALID_VALUE, engine, &options, customers(), facts(), "options.date_as");
    options = asking();
    options.threads = 1025;
    refused_batch(TACTFUL_ERROR_INVALID_VALUE, engine, &options, customers(), facts(), "options.threads");
    options = asking();
    options.naive = names[0];
    refused_batch(TACTFUL_ERROR_UNKNOWN_TZ, engine, &options, customers(), facts(), "options.naive");
    options = asking();
    const tactful_column renamed[] = {{TACTFUL_TEXT("customer"), TACTFUL_TEXT("CLIENT_NO")}};
    options.customer_columns = renamed;
    options.customer_columns_len = 1;
    refused_batch(TACTFUL_ERROR_MISSING_FIELD, engine, &options, customers(), facts(), "customers.CLIENT_NO");
    const tactful_column unknown[] = {{TACTFUL_TEXT("custmer"), TACTFUL_TEXT("CLIENT_NO")}};
    options.customer_columns = unknown;
    refused_batch(TACTFUL_ERROR_UNKNOWN_FIELD, engine, &options, customers(), facts(), "customers.custmer");
    options = asking();
    /* what is wrong with the columns */
    column named_wrongly[2];
    memcpy(named_wrongly, CUSTOMERS, sizeof named_wrongly);
    named_wrongly[0].name = "custmer";
    refused_batch(TACTFUL_ERROR_MISSING_FIELD, engine, &options, customers_of(named_wrongly, 2, 3), facts(),
                  "customers.customer");
    const column of_wrong_type[] = {FACTS[0], FACTS[1], NUMBERS("at", "g", WEIGHTS)};
    refused_batch(TACTFUL_ERROR_WRONG_TYPE, engine, &options, customers(), customers_of(of_wrong_type, 3, 4),
                  "facts.at");
    /* what is wrong with the streams */
    source failing = customers();
    failing.fails_schema = 1;
    refused_batch(TACTFUL_ERROR_INVALID_VALUE, engine, &options, failing, facts(), "customers");
    source no_table = facts();
    no_table.format = "u";
    refused_batch(TACTFUL_ERROR_WRONG_TYPE, engine, &options, customers(), no_table, "facts");
    tactful_engine_free(engine);
}

/* -- schemas and streams that are not what they say -- */

static void no_format(struct ArrowSchema *schema) { schema->format = NULL; }
static void below_none(struct ArrowSchema *schema) { schema->n_children = -1; }
static void too_many(struct ArrowSchema *schema) { schema->n_children = INT64_MAX; }
static void no_children(struct ArrowSchema *schema) { schema->children = NULL; }
static void no_child(struct ArrowSchema *schema) {
    static struct ArrowSchema *none[2];
    schema->children = none;
}
static void table_coded(struct ArrowSchema *schema) { schema->dictionary = schema->children[0]; }
static void child_no_format(struct ArrowSchema *schema) { schema->children[0]->format = NULL; }
static void child_not_text(struct ArrowSchema *schema) { schema->children[0]->name = "\xff"; }
static void child_unknown(struct ArrowSchema *schema) { schema->children[0]->format = "tsx:"; }
static void child_childless(struct ArrowSchema *schema) { schema->children[0]->format = "+l"; }
static void child_sizeless(struct ArrowSchema *schema) { schema->children[0]->format = "+w:-1"; }
static void child_itself(struct ArrowSchema *schema) {
    schema->children[0]->format = "+l";
    schema->children[0]->n_children = 1;
    schema->children[0]->children = schema->children;
}
static void coded_by_itself(struct ArrowSchema *schema) {
    schema->children[0]->format = "c";
    schema->children[0]->dictionary = schema->children[0];
}
static int no_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    (void)stream;
    memset(out, 0, sizeof *out);
    return 0;
}
static void schemaless(struct ArrowArrayStream *stream) { stream->get_schema = NULL; }
static void empty_handed(struct ArrowArrayStream *stream) { stream->get_schema = no_schema; }
static void nextless(struct ArrowArrayStream *stream) { stream->get_next = NULL; }
static const char *silence(struct ArrowArrayStream *stream) {
    (void)stream;
    return NULL;
}
static void silent(struct ArrowArrayStream *stream) { stream->get_last_error = silence; }
static void speechless(struct ArrowArrayStream *stream) { stream->get_last_error = NULL; }

static void wrong_schemas(void) {
    static const struct {
        void (*spoil)(struct ArrowSchema *);
        tactful_status code;
        const char *path;
    } wrong[] = {
        {no_format, TACTFUL_ERROR_INVALID_VALUE, "customers"},
        {below_none, TACTFUL_ERROR_TOO_LARGE, "customers"},
        {too_many, TACTFUL_ERROR_TOO_LARGE, "customers"},
        {no_children, TACTFUL_ERROR_INVALID_VALUE, "customers"},
        {no_child, TACTFUL_ERROR_INVALID_VALUE, "customers"},
        {table_coded, TACTFUL_ERROR_WRONG_TYPE, "customers"},
        {child_no_format, TACTFUL_ERROR_INVALID_VALUE, "customers"},
        {child_not_text, TACTFUL_ERROR_INVALID_UTF8, "customers"},
        {child_unknown, TACTFUL_ERROR_WRONG_TYPE, "customers.customer"},
        {child_childless, TACTFUL_ERROR_INVALID_VALUE, "customers"},
        {child_sizeless, TACTFUL_ERROR_INVALID_VALUE, "customers"},
        {child_itself, TACTFUL_ERROR_INVALID_VALUE, "customers"},
        {coded_by_itself, TACTFUL_ERROR_INVALID_VALUE, "customers"},
    };
    tactful_engine *engine = house();
    const tactful_batch_options options = asking();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        source who = customers();
        who.spoil_schema = wrong[i].spoil;
        refused_batch(wrong[i].code, engine, &options, who, facts(), wrong[i].path);
    }
    source who = customers();
    who.spoil_stream = schemaless;
    refused_batch(TACTFUL_ERROR_NULL_ARGUMENT, engine, &options, who, facts(), "customers.get_schema");
    who.spoil_stream = empty_handed;
    refused_batch(TACTFUL_ERROR_INVALID_VALUE, engine, &options, who, facts(), "customers");
    who.spoil_stream = silent;
    who.fails_schema = 1;
    refused_batch(TACTFUL_ERROR_INVALID_VALUE, engine, &options, who, facts(), "customers");
    tactful_engine_free(engine);
}

/* Null in each place for a structure, structures that are released already, and one for both. */
static void places(void) {
    tactful_engine *engine = house();
    tactful_batch_options options = asking();
    for (int missing = 0; missing < 3; missing++) {
        source who = customers(), what = facts();
        struct ArrowArrayStream ins[2] = {stream(&who), stream(&what)}, out;
        REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
                tactful_decide_batch(engine, &options, missing == 0 ? NULL : &ins[0], missing == 1 ? NULL : &ins[1],
                                     missing == 2 ? NULL : &out, NULL, &error));
        CHECK(who.released == (missing != 0) && what.released == (missing != 1));
        CHECK(who.arrays == 0 && what.arrays == 0);
    }
    source who = customers(), what = facts();
    struct ArrowArrayStream ins[2] = {stream(&who), stream(&what)}, out;
    ins[0].release(&ins[0]);
    REFUSED(TACTFUL_ERROR_INVALID_VALUE,
            tactful_decide_batch(engine, &options, &ins[0], &ins[1], &out, NULL, &error));
    CHECK(who.released == 1 && what.released == 1);
    source both = customers();
    struct ArrowArrayStream one = stream(&both);
    REFUSED(TACTFUL_ERROR_INVALID_VALUE, tactful_decide_batch(engine, &options, &one, &one, &out, NULL, &error));
    CHECK(both.released == 1);
    /* the place of an input may receive the output; nobody need ask what it came to */
    who = customers();
    what = facts();
    ins[0] = stream(&who);
    ins[1] = stream(&what);
    DONE(tactful_decide_batch(engine, &options, &ins[0], &ins[1], &ins[0], NULL, &error));
    CHECK(ins[1].release == NULL && drained(&ins[0], NULL) > 0);
    ins[0].release(&ins[0]);
    CHECK(settled(&who) && settled(&what));
    /* nothing of null */
    tactful_batch_counts counts;
    size_t count = 0;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_batch_count(NULL, &counts, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_batch_tallies(NULL, NULL, 0, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_batch_ignored(NULL, NULL, 0, &count, &error));
    who = customers();
    what = facts();
    ins[0] = stream(&who);
    ins[1] = stream(&what);
    tactful_batch *batch = NULL;
    DONE(tactful_decide_batch(engine, &options, &ins[0], &ins[1], &out, &batch, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_batch_count(batch, NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_batch_tallies(batch, NULL, 1, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_batch_tallies(batch, NULL, 0, NULL, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_batch_ignored(batch, NULL, 1, &count, &error));
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_batch_ignored(batch, NULL, 0, NULL, &error));
    DONE(tactful_batch_ignored(batch, NULL, 0, &count, &error));
    CHECK(count == 1);
    CHECK(out.get_next(&out, NULL) != 0 && out.get_schema(&out, NULL) != 0);
    /* what is released unread lets go of everything, once */
    tactful_batch_free(batch);
    out.release(&out);
    CHECK(settled(&who) && settled(&what));
    tactful_engine_free(engine);
}

/* A batch that fails while its stream is read: said once, then over, and everything is let go of at once. */
static void fails_later(const char *said, const tactful_batch_options *options, source who, source what) {
    tactful_engine *engine = house();
    struct ArrowArrayStream ins[2] = {stream(&who), stream(&what)}, out;
    tactful_batch *batch = NULL;
    DONE(tactful_decide_batch(engine, options, &ins[0], &ins[1], &out, &batch, &error));
    if (batch == NULL) return;
    CHECK(drained(&out, NULL) == -1);
    if (!CHECK(begins(out.get_last_error(&out), said))) printf("  %s\n  not %s\n", out.get_last_error(&out), said);
    CHECK(settled(&who) && settled(&what));
    tactful_batch_counts counts;
    DONE(tactful_batch_count(batch, &counts, &error));
    CHECK(counts.ended == 0);
    struct ArrowArray end;
    memset(&end, 7, sizeof end);
    CHECK(out.get_next(&out, &end) == 0 && end.release == NULL && out.get_last_error(&out) == NULL);
    struct ArrowSchema schema;
    CHECK(out.get_schema(&out, &schema) == 0 && strcmp(schema.format, "+s") == 0);
    schema.release(&schema);
    out.release(&out);
    tactful_batch_free(batch);
    CHECK(settled(&who) && settled(&what));
    tactful_engine_free(engine);
}

static void failures(void) {
    tactful_batch_options options = asking();
    source failing = facts();
    failing.batches = 3;
    failing.fails_at = 1;
    const char *gone = "invalid_value: the stream failed: the disk is gone (at `facts`)";
    fails_later(gone, &options, customers(), failing);
    source first = customers();
    first.fails_at = 0;
    fails_later("invalid_value: the stream failed: the disk is gone (at `customers`)", &options, first, facts());
    first.spoil_stream = speechless;
    fails_later("invalid_value: the stream failed (at `customers`)", &options, first, facts());
    first.spoil_stream = nextless;
    fails_later("null_argument: `customers.get_next` is null", &options, first, facts());
    options.sorted = 1;
    options.threads = 2;
    fails_later(gone, &options, customers(), failing);
    /* the second table begins before the first one ended */
    source twice = customers();
    twice.batches = 2;
    fails_later("invalid_value: the stream was said to be sorted by customer, and is not", &options, twice, facts());
}

/* -- arrays that are not what they say -- */

static void shorter(struct ArrowArray *array) { array->length = -1; }
static void later(struct ArrowArray *array) { array->offset = -1; }
static void endless(struct ArrowArray *array) { array->length = INT64_MAX; }
static void fewer(struct ArrowArray *array) { array->n_children = 1; }
static void childless(struct ArrowArray *array) { array->children = NULL; }
static void longer(struct ArrowArray *array) { array->length = 5; }
static void moved(struct ArrowArray *array) { array->offset = 1; }
static void child_shorter(struct ArrowArray *array) { array->children[0]->length = -1; }
static void child_missing(struct ArrowArray *array) { array->children[0]->n_buffers = 2; }
static void child_bare(struct ArrowArray *array) { array->children[0]->buffers = NULL; }
static void nulls_untold(struct ArrowArray *array) { array->children[0]->null_count = 1; }
static void null_row(struct ArrowArray *array) {
    /* the kept copy has the same list of buffers, so that it is freed with it */
    static const unsigned char bits[1] = {0x5};
    array->buffers[0] = copy(bits, 1);
}
static void falling(struct ArrowArray *array) {
    int32_t *offsets = (int32_t *)(uintptr_t)array->children[0]->buffers[1];
    offsets[1] = 9;
}
static void below_zero(struct ArrowArray *array) {
    int32_t *offsets = (int32_t *)(uintptr_t)array->children[0]->buffers[1];
    offsets[0] = -4;
}
static void not_text(struct ArrowArray *array) { *(char *)(uintptr_t)array->children[0]->buffers[2] = (char)0xff; }
static void beyond_dictionary(struct ArrowArray *array) {
    *(signed char *)(uintptr_t)array->children[0]->buffers[1] = 2;
}
static void below_dictionary(struct ArrowArray *array) {
    *(signed char *)(uintptr_t)array->children[0]->buffers[1] = -1;
}
static void no_dictionary(struct ArrowArray *array) { array->children[0]->dictionary = NULL; }

static void wrong_arrays(void) {
    static const struct {
        void (*spoil)(struct ArrowArray *);
        const char *said;
    } plain[] = {
        {shorter, "invalid_value: the length or the offset of an array is negative (at `customers`)"},
        {later, "invalid_value: the length or the offset of an array is negative (at `customers`)"},
        {endless, "too_large: the length of an array is more than there can be (at `customers`)"},
        {fewer, "invalid_value: an array does not have the children that its schema says (at `customers.customer`)"},
        {childless, "invalid_value: an array does not have the children that its schema says"},
        {longer, "invalid_value: a child of an array is shorter than the array needs (at `customers.customer`)"},
        {moved, "invalid_value: a child of an array is shorter than the array needs (at `customers.customer`)"},
        {child_shorter, "invalid_value: the length or the offset of an array is negative (at `customers.customer`)"},
        {child_missing, "invalid_value: an array does not have the buffers that its type needs"},
        {child_bare, "invalid_value: an array does not have the buffers that its type needs"},
        {nulls_untold, "invalid_value: an array is said to hold nulls, and does not say which"},
        {null_row, "invalid_value: a row of a table cannot be null; its values can (at `customers`)"},
        {falling, "invalid_value: the offsets of an array do not rise from 0 on (at `customers.customer`)"},
        {below_zero, "invalid_value: the offsets of an array do not rise from 0 on (at `customers.customer`)"},
        {not_text, "invalid_utf8: the text in row 0 of its array, counted from 0, is not valid UTF-8 (at `customers.customer`)"},
    };
    tactful_batch_options options = asking();
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        source wrong = customers();
        wrong.spoil = plain[i].spoil;
        fails_later(plain[i].said, &options, wrong, facts());
    }
    static const signed char keys[] = {0, 1, 0};
    static const column coded[] = {
        {"customer", "c", 2, {NULL, keys, NULL, NULL}, {0, sizeof keys, 0, 0}, "c-1c-2"}};
    static const struct {
        void (*spoil)(struct ArrowArray *);
        const char *said;
    } encoded[] = {
        {beyond_dictionary, "invalid_value: a key is beyond the end of its dictionary (at `customers.customer`)"},
        {below_dictionary, "invalid_value: a key is beyond the end of its dictionary (at `customers.customer`)"},
        {no_dictionary, "invalid_value: the dictionary of an array is not there (at `customers.customer`)"},
    };
    for (size_t i = 0; i < sizeof encoded / sizeof *encoded; i++) {
        source wrong = customers_of(coded, 1, 3);
        wrong.spoil = encoded[i].spoil;
        fails_later(encoded[i].said, &options, wrong, facts());
    }
    /* and as it should be: three rows, of which the first and the third are one customer, who is there twice */
    tactful_engine *engine = house();
    source who = customers_of(coded, 1, 3), what = facts();
    struct ArrowArrayStream ins[2] = {stream(&who), stream(&what)}, out;
    tactful_batch *batch = NULL;
    DONE(tactful_decide_batch(engine, &options, &ins[0], &ins[1], &out, &batch, &error));
    CHECK(drained(&out, NULL) > 0);
    tactful_batch_counts counts;
    DONE(tactful_batch_count(batch, &counts, &error));
    CHECK(counts.customers == 3 && counts.bad_customers == 2);
    out.release(&out);
    tactful_batch_free(batch);
    tactful_engine_free(engine);
}

/* -- other forms of the same tables -- */

static void sliced(struct ArrowArray *array) {
    array->offset = 1;
    array->length = 2;
}

static void forms(void) {
    tactful_engine *engine = house();
    tactful_batch_options options = asking();
    const tactful_text reason = TACTFUL_TEXT("check-in"), channel = TACTFUL_TEXT("email");
    options.reasons = &reason;
    options.reasons_len = 1;
    options.channels = &channel;
    options.channels_len = 1;
    options.without_names = 1;
    /* a slice: the second and the third customer; numbers as ids; views; a bitmap of nulls; no rows at all */
    static const int64_t numbers[] = {18, 17, 0};
    static const unsigned char present[] = {0x3};
    static const unsigned char views[3 * 16] = {12, 0, 0, 0, 'E', 'u', 'r', 'o', 'p', 'e', '/', 'P', 'a', 'r', 'i', 's',
                                                12, 0, 0, 0, 'E', 'u', 'r', 'o', 'p', 'e', '/', 'P', 'a', 'r', 'i', 's'};
    static const column other[] = {
        {"CLIENT_NO", "l", 2, {present, numbers, NULL, NULL}, {1, sizeof numbers, 0, 0}, NULL},
        {"timezone", "vu", 3, {present, views, NULL, NULL}, {1, sizeof views, 0, 0}, NULL},
    };
    static const int64_t whose[] = {17, 18, 18, 99};
    static const column of_numbers[] = {NUMBERS("customer", "l", whose), FACTS[1], NUMBERS("at", "tsm:UTC", WHEN)};
    const tactful_column renamed[] = {{TACTFUL_TEXT("customer"), TACTFUL_TEXT("CLIENT_NO")}};
    for (int form = 0; form < 3; form++) {
        source who = form == 1 ? customers_of(other, 2, 3) : customers();
        source what = form == 1 ? customers_of(of_numbers, 3, 4) : facts();
        who.spoil = form == 0 ? sliced : NULL;
        who.rows = form == 2 ? 0 : 3;
        options.customer_columns = form == 1 ? renamed : NULL;
        options.customer_columns_len = form == 1;
        struct ArrowArrayStream ins[2] = {stream(&who), stream(&what)}, out;
        tactful_batch *batch = NULL;
        DONE(tactful_decide_batch(engine, &options, &ins[0], &ins[1], &out, &batch, &error));
        struct ArrowArray table = {0};
        static const int64_t rows[] = {2, 3, 0};
        CHECK(drained(&out, &table) == rows[form]);
        tactful_batch_counts counts;
        DONE(tactful_batch_count(batch, &counts, &error));
        static const uint64_t others[] = {3, 1, 4};
        CHECK(counts.facts_of_others == others[form] && counts.bad_customers == (form != 2));
        if (table.release != NULL) {
            CHECK(is_word(table.children[0], 0, form == 0 ? "c-18" : "18"));
            table.release(&table);
        }
        out.release(&out);
        tactful_batch_free(batch);
        CHECK(settled(&who) && settled(&what));
    }
    tactful_engine_free(engine);
}

/* One table, through its schema and its array. */
static void tables(void) {
    source from = customers();
    struct ArrowSchema schema;
    struct ArrowArray array, table = {0};
    struct ArrowArrayStream out;
    describe(&from, &schema);
    fill(&from, &array);
    DONE(tactful_table_stream(&schema, &array, &out, &error));
    CHECK(schema.release == NULL && array.release == NULL);
    CHECK(from.schemas_released == 1 && from.arrays_released == 0);
    CHECK(drained(&out, &table) == 3 && is_word(table.children[1], 1, "Europe/London"));
    out.release(&out);
    CHECK(from.arrays_released == 0);
    table.release(&table);
    CHECK(from.arrays_released == 1);
    /* released unread */
    describe(&from, &schema);
    fill(&from, &array);
    DONE(tactful_table_stream(&schema, &array, &out, &error));
    out.release(&out);
    CHECK(from.schemas_released == 2 && from.arrays_released == 2);
    /* refused: both are released, and nothing is written */
    memset(&out, 7, sizeof out);
    const struct ArrowArrayStream before = out;
    for (int missing = 0; missing < 3; missing++) {
        describe(&from, &schema);
        fill(&from, &array);
        REFUSED(TACTFUL_ERROR_NULL_ARGUMENT,
                tactful_table_stream(missing == 0 ? NULL : &schema, missing == 1 ? NULL : &array,
                                     missing == 2 ? NULL : &out, &error));
        CHECK(from.schemas_released == 2 + (missing != 0) && from.arrays_released == 2 + (missing != 1));
        if (missing == 0) schema.release(&schema);
        if (missing == 1) array.release(&array);
        from.schemas_released = from.arrays_released = 2;
    }
    CHECK(schema.release == NULL && array.release == NULL);
    REFUSED(TACTFUL_ERROR_INVALID_VALUE, tactful_table_stream(&schema, &array, &out, &error));
    from.spoil = falling;
    describe(&from, &schema);
    fill(&from, &array);
    REFUSED(TACTFUL_ERROR_INVALID_VALUE, tactful_table_stream(&schema, &array, &out, &error));
    CHECK(from.schemas_released == 3 && from.arrays_released == 3);
    CHECK(memcmp(&out, &before, sizeof out) == 0);
}

/* -- threads -- */

/* Reads a stream to its end and releases it, as whoever it was handed to does. */
static void *drain(void *handed) {
    struct ArrowArrayStream *from = handed;
    int64_t rows = drained(from, NULL);
    from->release(from);
    return (void *)(intptr_t)rows;
}

/* Two batches of one engine, each with threads of its own, are read at once: one from here, and one by a thread that did
 * not begin it, while what it came to is looked at from here. */
static void threads(void) {
    enum { CLIENTS = 1000 }; /* more than one thread takes at once */
    static int64_t numbers[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) numbers[i] = i;
    const column clients[] = {NUMBERS("customer", "l", numbers)};
    static const int64_t whose[] = {17, 18, 18, CLIENTS};
    const column events[] = {NUMBERS("customer", "l", whose), FACTS[1], FACTS[2]};
    tactful_engine *engine = house();
    tactful_batch_options options = asking();
    options.threads = 2;
    source who[2], what[2];
    struct ArrowArrayStream out[2];
    tactful_batch *batch[2];
    for (int i = 0; i < 2; i++) {
        who[i] = customers_of(clients, 1, CLIENTS);
        what[i] = customers_of(events, 3, 4);
        what[i].batches = 8;
        struct ArrowArrayStream ins[2] = {stream(&who[i]), stream(&what[i])};
        DONE(tactful_decide_batch(engine, &options, &ins[0], &ins[1], &out[i], &batch[i], &error));
    }
    tactful_engine_free(engine);
    pthread_t reader;
    CHECK(pthread_create(&reader, NULL, drain, &out[0]) == 0);
    void *rows[2] = {NULL, drain(&out[1])};
    for (int i = 0; i < 2; i++) {
        tactful_batch_counts counts;
        tactful_status status = TACTFUL_OK;
        do {
            sched_yield();
            status = tactful_batch_count(batch[i], &counts, NULL);
        } while (status == TACTFUL_OK && counts.ended == 0);
        if (i == 0) CHECK(pthread_join(reader, &rows[i]) == 0);
        CHECK(status == TACTFUL_OK && counts.customers == CLIENTS && counts.bad_customers == 0);
        CHECK(counts.facts == 32 && counts.facts_of_others == 8);
        CHECK((uint64_t)(intptr_t)rows[i] == counts.decisions && settled(&who[i]) && settled(&what[i]));
        tactful_batch_free(batch[i]);
    }
}

int main(void) {
    a_night();
    refusals();
    wrong_schemas();
    places();
    failures();
    wrong_arrays();
    forms();
    tables();
    threads();
    return summary();
}
