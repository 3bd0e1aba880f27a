// Reports what an optimizer does to Optimizer Monitor: runs, iterations, timed components, throughput, metrics.
// C++17, headers only, no dependencies. See README.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "optimizer_monitor/components.hpp"

namespace optimizer_monitor {

/** Whether this process has somewhere to report to. */
inline bool enabled() noexcept { return detail::client() != nullptr; }

/** Waits until the engine has everything recorded so far; false when that took longer. True where there is none. */
inline bool flush(std::chrono::milliseconds patience = std::chrono::milliseconds(2000)) {
    detail::Client* const client = detail::client();
    return client == nullptr || client->flush(patience);
}

/** One value of a metric of your own, for a run where its id is given. */
inline void metric(std::string_view name, Number value, std::optional<std::string_view> unit = {},
                   std::optional<std::string_view> run = {}) noexcept {
    detail::quietly([&](detail::Client& client) {
        client.record(detail::Kind::metric, [&](std::string& out) {
            detail::putText(out, detail::filled(name));
            detail::put<double>(out, value);
            detail::putOptionalText(out, unit);
            detail::putOptionalText(out, run);
        });
    });
}

/** Bytes that went through the workflow, for the throughput; inside a component they count as that component's. */
inline void data(Number bytes, const DataOptions& options = {}) noexcept {
    detail::quietly([&](detail::Client& client) {
        if (!detail::isFinite(bytes) || bytes < 0) return client.countDropped();
        const std::string_view component =
            options.component.empty() ? detail::currentComponent(client) : std::string_view(options.component);
        client.record(detail::Kind::data, [&](std::string& out) {
            detail::put<double>(out, bytes);
            detail::putText(out, component);
            detail::putOptional(out, options.records);
            detail::put(out, options.direction);
        });
    });
}

/** A remark, shown with the session. */
inline void note(std::string_view text, Level level = Level::unsaid) noexcept {
    detail::quietly([&](detail::Client& client) {
        client.recordText(detail::Kind::text, detail::note(text, level, detail::unixTime()));
    });
}

/**
 * One optimization run. At the end of its block it ends as completed, or as failed where an exception leaves the block;
 * `end` says more. Ending it twice is harmless: the first end counts. Any thread may report to it.
 */
class Run {
public:
    explicit Run(std::string_view algorithm, const RunOptions& options = {}) noexcept
        : exceptions_(std::uncaught_exceptions()) {
        detail::quietly([&](detail::Client& client) {
            id_ = client.beginRun(algorithm, options);
            client_ = &client;
        });
    }

    Run(Run&& other) noexcept
        : id_(std::move(other.id_)), client_(std::exchange(other.client_, nullptr)), exceptions_(other.exceptions_) {
        other.id_.clear();
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    Run& operator=(Run&&) = delete;

    ~Run() {
        // A forked child leaves the block as well, but the run goes on in its parent.
        if (!detail::isPresent(client_)) return;
        End last;
        if (std::uncaught_exceptions() > exceptions_) {
            last.status = Status::failed;
            detail::quietly([&](detail::Client&) {
                last.termination = "error";
                last.message = "ended by an exception";
            });
        }
        end(last);
    }

    /** Unique in the world; empty where there is nobody to report to. */
    const std::string& id() const noexcept { return id_; }

    /** One step: a generation, a trial, a solver's report. */
    void iteration(Number iteration, const Iteration& fields = {}) noexcept {
        if (id_.empty()) return;
        detail::quietly([&](detail::Client& client) {
            if (!detail::isFinite(iteration)) return client.countDropped();
            client.record(detail::Kind::iteration,
                          [&](std::string& out) { detail::putIteration(out, id_, iteration, fields); });
        });
    }

    /** The present Pareto front: ranges of objective values, of which 10,000 are kept. */
    template <class Points>
    void front(const Points& points, std::optional<double> iteration = {}) noexcept {
        if (id_.empty()) return;
        detail::quietly([&](detail::Client& client) {
            std::string list;
            const std::uint32_t count = encodePoints(list, points);
            client.record(detail::Kind::front, [&](std::string& out) {
                detail::putText(out, id_);
                detail::putOptional(out, iteration);
                detail::put(out, count);
                out += list;
            });
        });
    }

    void front(const std::vector<std::vector<double>>& points, std::optional<double> iteration = {}) noexcept {
        front<std::vector<std::vector<double>>>(points, iteration);
    }

    /** One value of a metric of this run's. */
    void metric(std::string_view name, Number value, std::optional<std::string_view> unit = {}) noexcept {
        if (!id_.empty()) optimizer_monitor::metric(name, value, unit, id_);
    }

    void end(const End& how = {}) noexcept {
        if (client_ == nullptr) return;
        client_ = nullptr;
        detail::quietly([&](detail::Client& client) { client.endRun(id_, how); });
    }

private:
    static constexpr std::uint32_t kMaxPoints = 10'000;

    template <class Points>
    static std::uint32_t encodePoints(std::string& list, const Points& points) {
        std::uint32_t count = 0;
        for (const auto& point : points) {
            if (count == kMaxPoints) break;
            ++count;
            const std::size_t head = list.size();
            std::uint32_t size = 0;
            detail::put(list, size);
            for (const auto& value : point) {
                detail::put(list, static_cast<double>(value));
                ++size;
            }
            list.replace(head, sizeof size, reinterpret_cast<const char*>(&size), sizeof size);
        }
        return count;
    }

    std::string id_;
    /** The client that the run was begun with, until it is ended. */
    detail::Client* client_ = nullptr;
    int exceptions_;
};

/**
 * Calls `body` with a run that ends when it returns, and fails with the exception's text when it throws; gives back
 * what it returns.
 */
template <class Body>
auto run(std::string_view algorithm, const RunOptions& options, Body&& body) -> std::invoke_result_t<Body, Run&> {
    Run run(algorithm, options);
    try {
        return std::forward<Body>(body)(run);
    } catch (const std::exception& error) {
        detail::quietly([&](detail::Client&) {
            End end;
            end.status = Status::failed;
            end.termination = "error";
            end.message = error.what();
            run.end(end);
        });
        throw;
    }
}

}  // namespace optimizer_monitor
