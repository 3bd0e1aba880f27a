// Events: what the program's threads write into memory, and the JSON that is made of it elsewhere.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buffer.hpp"
#include "distribution.hpp"
#include "types.hpp"

namespace optimizer_monitor::detail {

struct NamedField {
    const char* name;
    std::optional<double> Iteration::*member;
};

/** The standard fields of an iteration. */
inline constexpr std::array<NamedField, 22> kFields{{
    {"evaluations", &Iteration::evaluations},
    {"best", &Iteration::best},
    {"current", &Iteration::current},
    {"mean", &Iteration::mean},
    {"median", &Iteration::median},
    {"std", &Iteration::std},
    {"min", &Iteration::min},
    {"max", &Iteration::max},
    {"bound", &Iteration::bound},
    {"gap", &Iteration::gap},
    {"violation", &Iteration::violation},
    {"hypervolume", &Iteration::hypervolume},
    {"front_size", &Iteration::front_size},
    {"diversity", &Iteration::diversity},
    {"step_size", &Iteration::step_size},
    {"gradient_norm", &Iteration::gradient_norm},
    {"temperature", &Iteration::temperature},
    {"acceptance_rate", &Iteration::acceptance_rate},
    {"nodes", &Iteration::nodes},
    {"open_nodes", &Iteration::open_nodes},
    {"lp_iterations", &Iteration::lp_iterations},
    {"population_size", &Iteration::population_size},
}};

/** The bits of a record that say what it has. */
inline constexpr std::uint32_t kHasFeasible = 1u << 30;
inline constexpr std::uint32_t kFeasibleIsAnswer = 1u << 31;

template <class T>
void put(std::string& out, const T& value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

inline void putText(std::string& out, std::string_view text) {
    const std::string_view kept = text.substr(0, kNameBytes);
    put(out, static_cast<std::uint32_t>(kept.size()));
    out.append(kept);
}

inline void putOptional(std::string& out, const std::optional<double>& value) {
    put(out, value.has_value());
    put(out, value.value_or(0));
}

inline void putOptionalText(std::string& out, const std::optional<std::string_view>& text) {
    put(out, text.has_value());
    putText(out, text.value_or(std::string_view()));
}

inline void putIteration(std::string& out, std::string_view run, double iteration, const Iteration& fields) {
    std::array<double, kFields.size() + 1> values{};
    std::size_t count = 0;
    std::uint32_t present = 0;
    for (std::size_t i = 0; i < kFields.size(); ++i) {
        const auto& field = fields.*kFields[i].member;
        if (!field) continue;
        present |= 1u << i;
        values[count++] = *field;
    }
    if (fields.feasible) {
        present |= kHasFeasible | (fields.feasible->isAnswer() ? kFeasibleIsAnswer : 0);
        values[count++] = fields.feasible->value();
    }
    putText(out, run);
    put(out, iteration);
    put(out, present);
    out.append(reinterpret_cast<const char*>(values.data()), count * sizeof(double));
    put(out, static_cast<std::uint32_t>(fields.objectives.size()));
    out.append(reinterpret_cast<const char*>(fields.objectives.data()), fields.objectives.size() * sizeof(double));
    put(out, static_cast<std::uint32_t>(fields.metrics.size()));
    for (const auto& [name, value] : fields.metrics) {
        putText(out, name);
        put(out, value);
    }
}

/** Reads what `put` and `putText` wrote. */
class PayloadReader {
public:
    explicit PayloadReader(const char* payload) : at_(payload) {}

    template <class T>
    T get() noexcept {
        T value;
        std::memcpy(&value, at_, sizeof value);
        at_ += sizeof value;
        return value;
    }

    std::string_view text() noexcept {
        const auto size = get<std::uint32_t>();
        const std::string_view text(at_, size);
        at_ += size;
        return text;
    }

private:
    const char* at_;
};

inline Step stepOf(const char* payload) {
    PayloadReader in(payload);
    Step step{in.text(), std::nan(""), std::nan("")};
    in.get<double>();
    const auto present = in.get<std::uint32_t>();
    double best = std::nan(""), current = std::nan("");
    for (std::size_t i = 0; i < kFields.size(); ++i) {
        if ((present & 1u << i) == 0) continue;
        const auto value = in.get<double>();
        if (kFields[i].member == &Iteration::best) best = value;
        if (kFields[i].member == &Iteration::current) current = value;
    }
    if ((present & kHasFeasible) != 0) in.get<double>();
    step.least = step.greatest = std::isnan(best) ? current : best;
    const auto objectives = in.get<std::uint32_t>();
    if (!std::isnan(step.least)) return step;
    for (std::uint32_t i = 0; i < objectives; ++i) {
        const auto value = in.get<double>();
        // Of a number and NaN, these give the number.
        step.least = std::fmin(step.least, value);
        step.greatest = std::fmax(step.greatest, value);
    }
    return step;
}

inline void beginEvent(std::string& out, const char* type) {
    out += "{\"type\":\"";
    out += type;
    out += '"';
}

inline void endEvent(std::string& out, double time) {
    out += ",\"time\":";
    appendNumber(out, time);
    out += '}';
}

inline void addName(std::string& out, const char* key) {
    out += ",\"";
    out += key;
    out += "\":";
}

inline void addNumber(std::string& out, const char* key, double value) {
    addName(out, key);
    appendNumber(out, value);
}

inline void addText(std::string& out, const char* key, std::string_view text, std::size_t limit = kNameBytes) {
    addName(out, key);
    appendText(out, text, limit);
}

/** Whether an iteration's record has the standard field of this name. */
inline bool isPresent(std::uint32_t present, std::string_view name) noexcept {
    for (std::size_t i = 0; i < kFields.size(); ++i) {
        if (kFields[i].name == name) return (present & 1u << i) != 0;
    }
    return false;
}

/** Appends what the objectives' values say that the program did not say itself; gives the number of NaNs among them. */
inline std::size_t formatDistribution(std::string& out, PayloadReader& in, std::uint32_t present) {
    std::vector<double> values(in.get<std::uint32_t>());
    for (double& value : values) value = in.get<double>();
    const std::size_t nans = dropNans(values);
    if (values.empty()) return nans;
    const Distribution found = distributionOf(values);
    addName(out, "quantiles");
    for (std::size_t i = 0; i < found.quantiles.size(); ++i) {
        out += i == 0 ? '[' : ',';
        appendNumber(out, found.quantiles[i]);
    }
    out += ']';
    if (!isPresent(present, "mean")) addNumber(out, "mean", found.mean);
    if (found.std && !isPresent(present, "std")) addNumber(out, "std", *found.std);
    return nans;
}

inline void formatIteration(std::string& out, PayloadReader in, double time) {
    beginEvent(out, "iteration");
    addText(out, "run", in.text());
    addNumber(out, "iteration", in.get<double>());
    const auto present = in.get<std::uint32_t>();
    for (std::size_t i = 0; i < kFields.size(); ++i) {
        if ((present & 1u << i) != 0) addNumber(out, kFields[i].name, in.get<double>());
    }
    if ((present & kHasFeasible) != 0) {
        const auto share = in.get<double>();
        addName(out, "feasible");
        if ((present & kFeasibleIsAnswer) != 0) out += share == 0 ? "false" : "true";
        else appendNumber(out, share);
    }
    const std::size_t nans = formatDistribution(out, in, present);
    const auto metrics = in.get<std::uint32_t>();
    if (metrics + nans > 0) out += ",\"metrics\":{";
    for (std::uint32_t i = 0; i < metrics; ++i) {
        if (i > 0) out += ',';
        appendText(out, in.text());
        out += ':';
        appendNumber(out, in.get<double>());
    }
    if (nans > 0) {
        out += metrics > 0 ? ",\"nan_objectives\":" : "\"nan_objectives\":";
        appendNumber(out, static_cast<double>(nans));
    }
    if (metrics + nans > 0) out += '}';
    endEvent(out, time);
}

inline void formatPoint(std::string& out, PayloadReader& in) {
    out += '[';
    const auto size = in.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < size; ++i) {
        if (i > 0) out += ',';
        appendNumber(out, in.get<double>());
    }
    out += ']';
}

inline void formatFront(std::string& out, PayloadReader in, double time) {
    beginEvent(out, "front");
    addText(out, "run", in.text());
    const bool hasIteration = in.get<bool>();
    const auto iteration = in.get<double>();
    if (hasIteration && isFinite(iteration)) addNumber(out, "iteration", iteration);
    addName(out, "points");
    out += '[';
    const auto points = in.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < points; ++i) {
        if (i > 0) out += ',';
        formatPoint(out, in);
    }
    out += ']';
    endEvent(out, time);
}

inline void formatMetric(std::string& out, PayloadReader in, double time) {
    beginEvent(out, "metric");
    addText(out, "name", in.text());
    addNumber(out, "value", in.get<double>());
    for (const char* key : {"unit", "run"}) {
        const bool isThere = in.get<bool>();
        const std::string_view text = in.text();
        if (isThere) addText(out, key, text);
    }
    endEvent(out, time);
}

inline void formatData(std::string& out, PayloadReader in, double time) {
    beginEvent(out, "data");
    addNumber(out, "bytes", in.get<double>());
    const std::string_view component = in.text();
    if (!component.empty()) addText(out, "component", component);
    const bool hasRecords = in.get<bool>();
    const auto records = in.get<double>();
    if (hasRecords && isFinite(records) && records >= 0) addNumber(out, "records", records);
    const auto way = in.get<DataOptions::Way>();
    if (way != DataOptions::Way::unsaid) addText(out, "direction", way == DataOptions::Way::read ? "read" : "write");
    endEvent(out, time);
}

/** Appends a record as JSON. */
inline void formatRecord(std::string& out, const RecordHead& head, const char* payload) {
    switch (head.kind) {
        case Kind::iteration: return formatIteration(out, PayloadReader(payload), head.time);
        case Kind::front: return formatFront(out, PayloadReader(payload), head.time);
        case Kind::metric: return formatMetric(out, PayloadReader(payload), head.time);
        case Kind::data: return formatData(out, PayloadReader(payload), head.time);
        case Kind::text:
        case Kind::protectedText: out.append(payload, head.bytes);
    }
}

}  // namespace optimizer_monitor::detail
