#include <tactful.h>
#include <tactful.hpp>
#include <tactful.hpp>

std::uint32_t reasons_of_the_other_unit() {
    auto engine = tactful::Engine::house();
    return engine ? engine->reason_count() : 0;
}
