/* Checks that count: every failed one is printed with its line, and the last line is "N passed, N failed". */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <string.h>
#include <tactful.h>

static unsigned long passed, failed;

#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)
/* The call is refused with this code, and its error says the same. */
#define REFUSED(code, call) (error = NULL, refused(code, (call), &error, #call, __FILE__, __LINE__))
/* The call succeeds and leaves the error alone. */
#define DONE(call) (error = NULL, CHECK((call) == TACTFUL_OK), CHECK(error == NULL))

static int check(int holds, const char *what, const char *file, int line) {
    if (holds) {
        passed++;
    } else {
        failed++;
        printf("FAILED %s:%d: %s\n", file, line, what);
    }
    return holds;
}

static void refused(tactful_status code, tactful_status got, tactful_error **error, const char *call,
                    const char *file, int line) {
    tactful_text message = tactful_error_message(*error);
    if (!check(got == code && *error != NULL && tactful_error_code(*error) == code && message.len > 0, call, file,
               line)) {
        printf("  status %u: %.*s\n", (unsigned)got, (int)message.len, message.data);
    }
    tactful_error_free(*error);
    *error = NULL;
}

static int summary(void) {
    printf("%lu passed, %lu failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

#endif
