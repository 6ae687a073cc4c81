/* A process forks while its threads are inside the library; the children use the library and end. */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define THREADS 4
#define FORKS 24

static const int64_t NOW = 1795251600;
static volatile int over;

static const char *const ZONES[] = {
    "Africa/Cairo",       "America/Bogota",   "America/Chicago",     "America/Lima",    "America/New_York",
    "America/Sao_Paulo",  "Asia/Dubai",       "Asia/Kathmandu",      "Asia/Kolkata",    "Asia/Shanghai",
    "Asia/Tokyo",         "Asia/Singapore",   "Australia/Lord_Howe", "Australia/Perth", "Europe/Berlin",
    "Europe/Istanbul",    "Europe/London",    "Europe/Paris",        "Europe/Warsaw",   "Pacific/Auckland",
    "America/Anchorage",  "Asia/Karachi",     "Europe/Madrid",       "Africa/Lagos",    "America/Denver",
};

/* Zones are read and calendars build their tables on first use: with new handles there is always a first use. */
static int use_everything(void) {
    static const char office[] = "{\"tz\":\"Europe/Paris\",\"weekly\":{\"mon\":[[\"09:00\",\"17:00\"]]}}";
    tactful_engine *engine = NULL;
    tactful_calendar *calendar = NULL;
    int well = tactful_engine_house(&engine, NULL) == TACTFUL_OK &&
               tactful_calendar_new(engine, office, sizeof office - 1, &calendar, NULL) == TACTFUL_OK;
    for (size_t i = 0; well && i < sizeof ZONES / sizeof *ZONES; i++) {
        const tactful_text zone = {ZONES[i], strlen(ZONES[i])};
        tactful_customer_data data = {0};
        data.size = sizeof data;
        data.timezones = &zone;
        data.timezones_len = 1;
        tactful_customer *customer = NULL;
        well = tactful_customer_new(engine, &data, &customer, NULL) == TACTFUL_OK;
        tactful_question question = {0};
        question.size = sizeof question;
        question.customer = customer;
        question.now = NOW;
        tactful_decision all[200];
        size_t count = 0;
        well = well && tactful_decide_all(engine, &question, TACTFUL_EVERY_CHANNEL, all, 200, &count, NULL) == TACTFUL_OK;
        tactful_customer_free(customer);
    }
    for (int64_t i = 0; well && i < 600; i++) {
        int64_t end = 0;
        well = tactful_calendar_add(calendar, NOW + i * 3600, 3600, TACTFUL_SNAP_START, &end, NULL) == TACTFUL_OK;
    }
    tactful_calendar_free(calendar);
    tactful_engine_free(engine);
    return well;
}

static void *busy(void *wrong) {
    while (!over) *(int *)wrong |= !use_everything();
    return NULL;
}

int main(void) {
    tactful_error *error = NULL;
    uint32_t none = 0;
    REFUSED(TACTFUL_ERROR_NULL_ARGUMENT, tactful_reason(NULL, "x", 1, &none, &error));
    pthread_t threads[THREADS];
    int wrong[THREADS] = {0};
    for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, busy, &wrong[i]) == 0);
    for (int i = 0; i < FORKS; i++) {
        pid_t child = fork();
        if (child == 0) {
            alarm(60); /* a child that waits for a thread that it does not have would wait for ever */
            _exit(use_everything() ? 0 : 1);
        }
        int status = -1;
        CHECK(child > 0 && waitpid(child, &status, 0) == child);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    over = 1;
    for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0 && wrong[i] == 0);
    return summary();
}
