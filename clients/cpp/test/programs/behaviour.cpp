// A program with many endings; the first argument says which. What it reports is checked by behaviour.test.ts.
#include <optimizer_monitor.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace om = optimizer_monitor;
using namespace std::chrono_literals;

namespace {

void report(om::Run& run, int from, int to) {
    for (int i = from; i < to; ++i) {
        om::Component component("Step");
        om::Iteration step;
        step.best = 1000.0 - i;
        step.evaluations = 3.0 * (i + 1);
        run.iteration(i, step);
    }
}

int complete() {
    om::Run run("GA");
    report(run, 0, 50);
    return om::enabled() ? 0 : 1;
}

int silent() {
    om::Run run("GA");
    report(run, 0, 50);
    run.front({{1, 2}});
    run.metric("m", 1);
    om::data(4096);
    om::note("nobody hears this");
    run.end();
    return om::enabled() || !om::flush() || !run.id().empty() ? 1 : 0;
}

int caught() {
    try {
        om::Run run("GA");
        throw std::runtime_error("inside");
    } catch (const std::exception&) {
    }
    try {
        om::run("SA", {}, [](om::Run&) { throw std::runtime_error("no feasible point"); });
    } catch (const std::exception&) {
    }
    return om::run("PSO", {}, [](om::Run& run) { return run.id().empty() ? 1 : 0; });
}

int uncaught() {
    om::Run run("GA");
    report(run, 0, 5);
    throw std::runtime_error("singular matrix");
}

int exits() {
    om::Run run("GA");
    report(run, 0, 50);
    std::exit(7);
}

/** A run and a component that outlive `main`. */
int atTheEnd() {
    static std::optional<om::Run> run;
    static std::optional<om::Component> late;
    run.emplace("GA");
    late.emplace("Late");
    report(*run, 0, 50);
    return 0;
}

int threads() {
    om::Run run("GA");
    om::Component whole("Whole");
    std::vector<std::thread> workers;
    for (int worker = 0; worker < 8; ++worker) {
        workers.emplace_back([&run, worker] {
            om::Component outer("Worker");
            report(run, worker * 500, (worker + 1) * 500);
            if (worker == 0) om::flush();
        });
    }
    for (std::thread& worker : workers) worker.join();
    return 0;
}

int forks() {
    om::Run run("GA");
    om::Component whole("Whole");
    report(run, 0, 10);
    const pid_t child = ::fork();
    if (child == 0) {
        om::Run own("SA");
        report(own, 0, 20);
        // Leaves the block of its parent's run as well.
        return 0;
    }
    report(run, 10, 30);
    int status = 0;
    ::waitpid(child, &status, 0);
    // One that never reports leaves at once.
    if (::fork() == 0) return 0;
    ::wait(nullptr);
    return status;
}

/** Records more than fits while nobody takes it, and goes on when there is an engine again. */
int overflow() {
    om::Run run("GA");
    om::flush(200ms);
    std::puts("ready");
    std::fflush(stdout);
    for (int i = 0; i < 60; ++i) om::Run("restart");
    report(run, 0, 100'000);
    std::puts("recorded");
    std::fflush(stdout);
    std::getchar();
    run.end();
    return om::flush(5000ms) ? 0 : 1;
}

/** Recursion counts once; names without end are collected under one; stopping out of order does no harm. */
int nesting() {
    const std::function<void(int)> recurse = [&](int depth) {
        om::Component component("Recurse");
        if (depth > 0) recurse(depth - 1);
    };
    recurse(5);
    om::Component outer("Outer");
    std::optional<om::Component> inner(std::in_place, "Inner");
    om::data(100);
    outer.stop();
    om::data(7);
    inner.reset();
    om::data(1);
    for (int i = 0; i < 3000; ++i) om::Component component("made up " + std::to_string(i));
    return 0;
}

int texts() {
    om::note(std::string("\xff bad \xc3( \xed\xa0\x80 cut \xf0\x9f\xa7"));
    om::note(std::string(100'000, 'x'));
    om::Run run("");
    om::Iteration step;
    step.metrics = {{"quote\"\\\n", 1}, {"\x80", 2}};
    run.iteration(1, step);
    run.iteration(std::numeric_limits<double>::quiet_NaN());
    om::data(-1);
    om::RunOptions options;
    options.seed = std::uint64_t{18'446'744'073'709'551'615u};
    options.dimension = -1;
    options.parameters = std::vector<int>{1};
    om::Run strange("strange", options);
    om::RunOptions large;
    large.parameters = {{"matrix", std::vector<std::vector<double>>(400, std::vector<double>(400, 0.1))}};
    om::Run("large", large);
    return 0;
}

int steady() {
    om::Run run("GA");
    for (int i = 0; i < 400; ++i) {
        report(run, i, i + 1);
        std::this_thread::sleep_for(8ms);
        if (i % 50 == 49) std::printf("%d\n", i);
        std::fflush(stdout);
        // A program that ends waits two seconds for an engine that is away, and a busy machine starts none in that time.
        if (i == 349) std::getchar();
    }
    return 0;
}

}  // namespace

int main(int, char** arguments) {
    const std::map<std::string, int (*)()> endings{
        {"complete", complete}, {"silent", silent}, {"caught", caught},     {"uncaught", uncaught},
        {"exits", exits},       {"late", atTheEnd}, {"threads", threads},   {"forks", forks},
        {"overflow", overflow}, {"texts", texts},   {"nesting", nesting},   {"steady", steady},
    };
    return endings.at(arguments[1])();
}
