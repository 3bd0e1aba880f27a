// What timed sections of the program took: added up in each thread, collected a few times a second.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events.hpp"

namespace optimizer_monitor::detail {

/** Where in the program a component is. */
struct Source {
    const char* file = nullptr;
    int line = 0;
};

/** Upper bounds of the histogram's buckets in seconds, two a decade; one more bucket holds what is longer. */
inline constexpr std::array<double, 19> kBounds{1e-06, 3.16228e-06, 1e-05, 3.16228e-05, 1e-04, 0.000316228, 0.001,
                                                0.00316228, 0.01, 0.0316228, 0.1, 0.316228, 1, 3.16228, 10, 31.6228,
                                                100, 316.228, 1000};

/** The increment of one component under one parent since it was last collected. */
struct Totals {
    std::uint64_t count = 0;
    /** Seconds, as are the shortest and the longest. */
    double total = 0, min = 0, max = 0;
    std::array<std::uint64_t, kBounds.size() + 1> buckets{};
    Source source{};

    void add(double seconds) noexcept {
        min = count == 0 ? seconds : std::min(min, seconds);
        max = std::max(max, seconds);
        total += seconds;
        ++count;
        const auto bucket = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
        ++buckets[static_cast<std::size_t>(bucket - kBounds.begin())];
    }

    void merge(const Totals& other) noexcept {
        min = count == 0 ? other.min : std::min(min, other.min);
        max = std::max(max, other.max);
        total += other.total;
        count += other.count;
        for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += other.buckets[i];
        if (source.file == nullptr) source = other.source;
    }
};

/** A component under a parent; the parent's name is empty at the top. */
struct TimerName {
    std::string parent{}, name{};
};
using TimerNameView = std::pair<std::string_view, std::string_view>;

struct TimerLess {
    using is_transparent = void;
    static TimerNameView view(const TimerName& timer) noexcept { return {timer.parent, timer.name}; }
    static TimerNameView view(const TimerNameView& timer) noexcept { return timer; }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const noexcept {
        return view(a) < view(b);
    }
};

using TotalsByName = std::map<TimerName, Totals, TimerLess>;

/** One component of one thread. */
using Timer = TotalsByName::value_type;

/** The components of one thread. Only that thread adds names and moves `current`; any may add durations and collect. */
class ThreadTimers {
public:
    /** The innermost component that the thread is in. */
    Timer* current = nullptr;

    /** The timer of this name inside the current one; nothing directly inside itself, which is not counted again. */
    Timer* find(std::string_view name, Source source) {
        const std::string_view parent = current == nullptr ? std::string_view() : current->first.name;
        if (current != nullptr && name == parent) return nullptr;
        const auto known = timers_.find(TimerNameView(parent, name));
        if (known != timers_.end()) return &*known;
        // Names made up without end are collected under one, so that memory stays bounded.
        const bool isFull = timers_.size() >= kMaxTimers;
        if (isFull && name != kOthers) return find(kOthers, source);
        const std::lock_guard lock(mutex_);
        TimerName key{std::string(isFull ? std::string_view() : parent), std::string(name.substr(0, kNameBytes))};
        Timer& timer = *timers_.try_emplace(std::move(key)).first;
        timer.second.source = source;
        return &timer;
    }

    void add(Timer& timer, double seconds) noexcept {
        const std::lock_guard lock(mutex_);
        timer.second.add(seconds > 0 ? seconds : 0);
    }

    /** Adds all increments to `sums` and starts anew. */
    void collect(TotalsByName& sums) {
        const std::lock_guard lock(mutex_);
        for (auto& [name, totals] : timers_) {
            if (totals.count == 0) continue;
            sums[name].merge(totals);
            totals = Totals{0, 0, 0, 0, {}, totals.source};
        }
    }

private:
    static constexpr std::size_t kMaxTimers = 2'000;
    static constexpr std::string_view kOthers = "(other components)";

    std::mutex mutex_;
    TotalsByName timers_;
};

inline std::string componentEvent(const TimerName& timer, const Totals& totals, double time) {
    std::string out;
    beginEvent(out, "component");
    addText(out, "name", filled(timer.name));
    addGivenText(out, "parent", timer.parent);
    addNumber(out, "count", static_cast<double>(totals.count));
    addNumber(out, "total", totals.total);
    addNumber(out, "min", totals.min);
    addNumber(out, "max", totals.max);
    addName(out, "buckets");
    out += "{\"le\":" + Json(kBounds).text() + ",\"counts\":" + Json(totals.buckets).text() + '}';
    if (totals.source.file != nullptr) {
        addName(out, "source");
        out += Json{{"file", totals.source.file}, {"line", totals.source.line}}.text();
    }
    endEvent(out, time);
    return out;
}

/** The components of all threads. */
class Timers {
public:
    /** A table for a thread of its own. */
    std::shared_ptr<ThreadTimers> addThread() {
        auto timers = std::make_shared<ThreadTimers>();
        const std::lock_guard lock(mutex_);
        threads_.push_back(timers);
        return timers;
    }

    /** The increments since the last call, as events; tables of threads that are gone are let go. */
    std::vector<std::string> collect(double time) {
        TotalsByName sums;
        {
            const std::lock_guard lock(mutex_);
            for (auto thread = threads_.begin(); thread != threads_.end();) {
                const bool isGone = thread->use_count() == 1;
                (*thread)->collect(sums);
                thread = isGone ? threads_.erase(thread) : thread + 1;
            }
        }
        std::vector<std::string> events;
        for (const auto& [name, totals] : sums) events.push_back(componentEvent(name, totals, time));
        return events;
    }

private:
    std::mutex mutex_;
    std::vector<std::shared_ptr<ThreadTimers>> threads_;
};

}  // namespace optimizer_monitor::detail
