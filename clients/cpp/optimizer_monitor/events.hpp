// The rare events, written as JSON at once: the beginning and the end of a run, and remarks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "records.hpp"

namespace optimizer_monitor::detail {

/** An event must fit into a line of 1 MiB together with the others of its batch. */
inline constexpr std::size_t kMaxEventBytes = 600'000;

/** A name that the engine accepts: it refuses the empty one. */
inline std::string_view filled(std::string_view name) noexcept {
    return name.empty() ? std::string_view("unnamed") : name;
}

/** A count; one that is negative or not finite is left out, else the engine would refuse the whole event. */
inline void addCount(std::string& out, const char* key, const std::optional<double>& count) {
    if (count && isFinite(*count) && *count >= 0) addNumber(out, key, *count);
}

inline void addGiven(std::string& out, const char* key, const std::optional<double>& number) {
    if (number) addNumber(out, key, *number);
}

inline void addGivenText(std::string& out, const char* key, std::string_view text, std::size_t limit = kNameBytes) {
    if (!text.empty()) addText(out, key, text, limit);
}

/** A value of any kind, unless it would make the event too long to travel. */
inline void addGivenJson(std::string& out, const char* key, const Json& value) {
    if (value.isAbsent() || out.size() + value.text().size() > kMaxEventBytes) return;
    addName(out, key);
    out += value.text();
}

inline void addDirections(std::string& out, const Directions& directions) {
    if (directions.list().empty()) return;
    addName(out, "direction");
    if (directions.isList()) out += '[';
    for (std::size_t i = 0; i < directions.list().size(); ++i) {
        if (i > 0) out += ',';
        out += directions.list()[i] == Direction::minimize ? "\"minimize\"" : "\"maximize\"";
    }
    if (directions.isList()) out += ']';
}

inline std::string runStart(std::string_view run, std::string_view algorithm, const RunOptions& options, double time) {
    std::string out;
    beginEvent(out, "run_start");
    addText(out, "run", run);
    addText(out, "algorithm", filled(algorithm));
    addGivenText(out, "parent", options.parent);
    addGivenText(out, "library", options.library);
    addGivenText(out, "problem", options.problem);
    addCount(out, "dimension", options.dimension);
    addDirections(out, options.direction);
    addCount(out, "budget", options.budget);
    addGiven(out, "target", options.target);
    if (options.seed.isNumberOrText()) addGivenJson(out, "seed", options.seed);
    addCount(out, "population_size", options.population_size);
    if (options.parameters.isObject()) addGivenJson(out, "parameters", options.parameters);
    endEvent(out, time);
    return out;
}

inline const char* nameOf(Status status) noexcept {
    return status == Status::completed ? "completed" : status == Status::failed ? "failed" : "stopped";
}

inline std::string runEnd(std::string_view run, const End& end, double time) {
    std::string out;
    beginEvent(out, "run_end");
    addText(out, "run", run);
    addText(out, "status", nameOf(end.status));
    if (end.converged) {
        addName(out, "converged");
        out += *end.converged ? "true" : "false";
    }
    addGivenText(out, "termination", end.termination);
    addGiven(out, "best", end.best);
    addCount(out, "evaluations", end.evaluations);
    addGivenText(out, "message", end.message, kTextBytes);
    addGivenJson(out, "solution", end.solution);
    endEvent(out, time);
    return out;
}

inline std::string note(std::string_view text, Level level, double time) {
    constexpr const char* kNames[] = {"", "debug", "info", "warning", "error"};
    std::string out;
    beginEvent(out, "note");
    addText(out, "text", text, kTextBytes);
    addGivenText(out, "level", kNames[static_cast<int>(level)]);
    endEvent(out, time);
    return out;
}

}  // namespace optimizer_monitor::detail
