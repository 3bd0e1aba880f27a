// What the C++ client costs its caller, next to fprintf of the same line; one line of JSON, nanoseconds a call.
#include <optimizer_monitor.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <vector>

namespace om = optimizer_monitor;

namespace {

constexpr int kBurst = 1000, kBursts = 150;

/** Nanoseconds a call, the median of many bursts; between them what was recorded is sent. */
template <class Call, class Between>
double perCall(Call&& call, Between&& between) {
    std::vector<double> bursts;
    for (int burst = 0; burst < kBursts; ++burst) {
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < kBurst; ++i) call(burst * kBurst + i);
        const std::chrono::duration<double, std::nano> duration = std::chrono::steady_clock::now() - begin;
        bursts.push_back(duration.count() / kBurst);
        between();
    }
    std::nth_element(bursts.begin(), bursts.begin() + kBursts / 2, bursts.end());
    return bursts[kBursts / 2];
}

void print(std::FILE* file, int i) {
    timespec now{};
    std::timespec_get(&now, TIME_UTC);
    const double time = static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
    std::fprintf(file,
                 "{\"type\":\"iteration\",\"iteration\":%d,\"evaluations\":%d,\"best\":%.17g,\"mean\":%.17g,"
                 "\"diversity\":%.17g,\"time\":%.17g}\n",
                 i, i * 10, 1.0 / (i + 1), i * 0.37, 0.5, time);
}

}  // namespace

int main(int, char** arguments) {
    const auto flush = [] { om::flush(std::chrono::seconds(5)); };
    om::Run run("GA");
    const double iteration = perCall(
        [&run](int i) {
            om::Iteration step;
            step.evaluations = i * 10;
            step.best = 1.0 / (i + 1);
            step.mean = i * 0.37;
            step.diversity = 0.5;
            run.iteration(i, step);
        },
        flush);
    const double component = perCall([](int) { om::Component component("Evaluate"); }, flush);
    const double clock = perCall(
        [](int) {
            static volatile double sink;
            const auto begin = std::chrono::steady_clock::now();
            sink = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        },
        [] {});
    std::FILE* const file = std::fopen(arguments[1], "w");
    if (file == nullptr) return 1;
    const double buffered = perCall([file](int i) { print(file, i); }, [file] { std::fflush(file); });
    std::setvbuf(file, nullptr, _IOLBF, BUFSIZ);
    const double lines = perCall([file](int i) { print(file, i); }, [] {});
    std::fclose(file);
    std::printf(R"({"enabled":%s,"iteration":%.1f,"component":%.1f,"clock":%.1f,"buffered":%.1f,"lines":%.1f})",
                om::enabled() ? "true" : "false", iteration, component, clock, buffered, lines);
}
