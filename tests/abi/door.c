/* The JSON door as a C program sees it: requests on standard input, each as "LENGTH\n" and its bytes; answers on
 * standard output, each as "ok LENGTH\n" or "error LENGTH\n" and the bytes of the answer or of the code's name.
 * The runner of vectors speaks to it, so that one comparison serves all languages. */
#include <stdio.h>
#include <stdlib.h>
#include <tactful.h>

static int reply(const char *how, const char *data, size_t len) {
    return printf("%s %zu\n", how, len) > 0 && fwrite(data, 1, len, stdout) == len && fflush(stdout) == 0;
}

int main(void) {
    tactful_engine *engine = NULL;
    if (tactful_engine_house(&engine, NULL) != TACTFUL_OK) return 2;
    unsigned long len = 0;
    int well = 1;
    while (well && scanf("%lu", &len) == 1 && getchar() == '\n') {
        char *request = malloc(len + 1);
        if (request == NULL || fread(request, 1, len, stdin) != len) {
            free(request);
            well = 0;
            break;
        }
        tactful_buffer answer = {NULL, 0};
        tactful_error *error = NULL;
        tactful_status status = tactful_call(engine, request, len, &answer, &error);
        if (status == TACTFUL_OK) {
            well = error == NULL && answer.data[answer.len] == '\0' && reply("ok", answer.data, answer.len);
        } else {
            tactful_text name = tactful_code_name(status);
            well = answer.data == NULL && tactful_error_code(error) == status && name.len > 0 &&
                   tactful_error_message(error).len > 0 && reply("error", name.data, name.len);
        }
        tactful_buffer_free(&answer);
        tactful_error_free(error);
        free(request);
    }
    tactful_engine_free(engine);
    return well ? 0 : 1;
}
