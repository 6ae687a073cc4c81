/* Nanoseconds of CPU time for a decision of a batch, through the C door.
 *
 *   night POLICY TABLES ROUNDS
 *
 * TABLES is what benches/src/bin/night.rs writes, which says how. Each round hands both tables over, reads all
 * decisions, releases them, and prints its figure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tactful.h>
#include <time.h>

enum { MOST_COLUMNS = 16, MOST_BUFFERS = 3 };

typedef struct column {
    struct ArrowSchema schema;
    struct ArrowArray array;
    const void *buffers[MOST_BUFFERS];
    struct column *dictionary;
} column;

typedef struct table {
    struct ArrowSchema *schemas[MOST_COLUMNS];
    struct ArrowArray *arrays[MOST_COLUMNS];
    const void *no_nulls[1];
    int64_t rows, columns;
} table;

static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void must(tactful_status status, tactful_error *error) {
    if (status == TACTFUL_OK) return;
    tactful_text message = tactful_error_message(error);
    fprintf(stderr, "%.*s\n", (int)message.len, message.data);
    exit(1);
}

static void *whole(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) return NULL;
    long size = ftell(file);
    rewind(file);
    void *bytes = size < 0 ? NULL : malloc((size_t)size + 1);
    if (bytes != NULL) *len = fread(bytes, 1, (size_t)size, file);
    fclose(file);
    return bytes;
}

/* -- the tables, which point into the file -- */

static int64_t number(const int64_t **at) { return *(*at)++; }

static const void *bytes(const int64_t **at) {
    int64_t len = number(at);
    const void *start = *at;
    if (len < 0) return NULL;
    *at += (len + 7) / 8;
    return start;
}

static void keep_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void keep_array(struct ArrowArray *array) { array->release = NULL; }

static column *read_column(const int64_t **at, int64_t rows) {
    column *made = calloc(1, sizeof *made);
    if (made == NULL) exit(2);
    made->schema.name = bytes(at);
    made->schema.format = bytes(at);
    made->array.length = rows;
    made->array.null_count = -1;
    made->array.n_buffers = number(at);
    made->array.buffers = made->buffers;
    for (int64_t i = 0; i < made->array.n_buffers; i++) made->buffers[i] = bytes(at);
    if (number(at) != 0) {
        made->dictionary = read_column(at, number(at));
        made->schema.dictionary = &made->dictionary->schema;
        made->array.dictionary = &made->dictionary->array;
    }
    made->schema.release = keep_schema;
    made->array.release = keep_array;
    return made;
}

static table read_table(const int64_t **at) {
    table made = {{NULL}, {NULL}, {NULL}, 0, 0};
    made.rows = number(at);
    made.columns = number(at);
    if (made.columns > MOST_COLUMNS) exit(2);
    for (int64_t i = 0; i < made.columns; i++) {
        column *next = read_column(at, made.rows);
        made.schemas[i] = &next->schema;
        made.arrays[i] = &next->array;
    }
    return made;
}

static struct ArrowArrayStream streamed(table *from) {
    struct ArrowSchema schema = {
        .format = "+s", .n_children = from->columns, .children = from->schemas, .release = keep_schema};
    struct ArrowArray array = {.length = from->rows,
                               .n_buffers = 1,
                               .n_children = from->columns,
                               .buffers = from->no_nulls,
                               .children = from->arrays,
                               .release = keep_array};
    struct ArrowArrayStream stream;
    tactful_error *error = NULL;
    must(tactful_table_stream(&schema, &array, &stream, &error), error);
    return stream;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    tactful_error *error = NULL;
    tactful_engine *engine = NULL;
    size_t policy_len = 0, tables_len = 0;
    void *policy = whole(argv[1], &policy_len), *tables = whole(argv[2], &tables_len);
    if (policy == NULL || tables == NULL) return 2;
    must(tactful_engine_new(policy, policy_len, &engine, &error), error);
    const int64_t *at = tables;
    tactful_batch_options options = {0};
    options.size = sizeof options;
    options.now = number(&at);
    options.without_names = 1;
    table customers = read_table(&at), facts = read_table(&at);
    for (int round = 0; round < atoi(argv[3]); round++) {
        int64_t rows = 0;
        double start = cpu_seconds();
        struct ArrowArrayStream ins[2] = {streamed(&customers), streamed(&facts)}, decisions;
        must(tactful_decide_batch(engine, &options, &ins[0], &ins[1], &decisions, NULL, &error), error);
        for (;;) {
            struct ArrowArray made;
            if (decisions.get_next(&decisions, &made) != 0) {
                fprintf(stderr, "%s\n", decisions.get_last_error(&decisions));
                return 1;
            }
            if (made.release == NULL) break;
            rows += made.length;
            made.release(&made);
        }
        decisions.release(&decisions);
        printf("%.2f\n", (cpu_seconds() - start) * 1e9 / (double)rows);
    }
    tactful_engine_free(engine);
    return 0; /* the tables and the policy go with the process */
}
