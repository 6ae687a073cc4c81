/* Two Rust libraries, each with its own runtime, in one program. */
#include <tactful.h>

uint64_t second_sum(uint32_t count);

int main(void) {
    tactful_engine *engine = NULL;
    if (tactful_engine_house(&engine, NULL) != TACTFUL_OK) return 1;
    int well = tactful_reason_count(engine) > 0 && second_sum(4) == 10;
    tactful_engine_free(engine);
    return well ? 0 : 1;
}
