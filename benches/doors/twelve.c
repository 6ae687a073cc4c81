/* Nanoseconds of CPU time for all reasons of one customer, in one call of the C door.
 *
 *   twelve POLICY BOOK ROUNDS
 *
 * BOOK holds a customer in each line: zone, level, history_since in seconds, standing in hexadecimal; the instant of
 * the questions stands alone in the first line. Each round asks about every customer once and prints its figure;
 * the sum of verdicts at the end is there so that nothing can be left out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tactful.h>
#include <time.h>

enum { MOST = 4096, REASONS = 64 };

static tactful_question questions[MOST];

static int hex(int digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

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

static char *whole(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) return NULL;
    long size = ftell(file);
    rewind(file);
    char *text = size < 0 ? NULL : malloc((size_t)size + 1);
    if (text == NULL) return NULL;
    *len = fread(text, 1, (size_t)size, file);
    text[*len] = '\0';
    fclose(file);
    return text;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    tactful_error *error = NULL;
    tactful_engine *engine = NULL;
    size_t policy_len = 0, book_len = 0;
    char *policy = whole(argv[1], &policy_len), *book = whole(argv[2], &book_len);
    if (policy == NULL || book == NULL) return 2;
    must(tactful_engine_new(policy, policy_len, &engine, &error), error);

    size_t customers = 0;
    char *line = strtok(book, "\n");
    const int64_t now = line == NULL ? 0 : strtoll(line, NULL, 10);
    while ((line = strtok(NULL, "\n")) != NULL && customers < MOST) {
        char *level = strchr(line, '\t'), *since = strchr(level + 1, '\t'), *digits = strchr(since + 1, '\t');
        *level = *since = *digits = '\0';
        const tactful_text zone = {line, strlen(line)};
        tactful_customer_data data = {0};
        data.size = sizeof data;
        data.timezones = &zone;
        data.timezones_len = 1;
        data.level.data = level + 1;
        data.level.len = strlen(level + 1);
        data.history_since = strtoll(since + 1, NULL, 10);
        tactful_customer *customer = NULL;
        must(tactful_customer_new(engine, &data, &customer, &error), error);
        size_t len = strlen(digits + 1) / 2;
        uint8_t *bytes = (uint8_t *)(digits + 1);
        for (size_t i = 0; i < len; i++)
            bytes[i] = (uint8_t)(hex(digits[1 + 2 * i]) << 4 | hex(digits[2 + 2 * i]));
        tactful_standing *standing = NULL;
        must(tactful_standing_from_bytes(engine, bytes, len, &standing, &error), error);
        tactful_question *question = &questions[customers++];
        question->size = sizeof *question;
        question->customer = customer;
        question->standing = standing;
        question->now = now;
    }
    if (customers == 0) return 2;

    unsigned long verdicts = 0;
    for (int round = 0; round < atoi(argv[3]); round++) {
        tactful_decision all[REASONS];
        size_t count = 0;
        double start = cpu_seconds();
        for (size_t i = 0; i < customers; i++) {
            must(tactful_decide_all(engine, &questions[i], TACTFUL_EVERY_CHANNEL, all, REASONS, &count, &error), error);
            for (size_t j = 0; j < count; j++) verdicts += all[j].verdict;
        }
        printf("%.1f\n", (cpu_seconds() - start) * 1e9 / (double)customers);
    }
    printf("verdicts %lu\n", verdicts);
    for (size_t i = 0; i < customers; i++) {
        tactful_customer_free((tactful_customer *)questions[i].customer);
        tactful_standing_free((tactful_standing *)questions[i].standing);
    }
    tactful_engine_free(engine);
    free(policy);
    free(book);
    return 0;
}
