// Both headers in two translation units of one program: nothing in them is defined twice.
#include <tactful.hpp>

std::uint32_t reasons_of_the_other_unit();

int main() {
    auto engine = tactful::Engine::house();
    if (!engine) return 1;
    auto moved = std::move(engine).value();
    return moved.reason_count() == reasons_of_the_other_unit() ? 0 : 1;
}
