// What a program can say of its runs. All are optional; C++20's `{.best = 0.5, .mean = 1.2}` fills them in place.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "json.hpp"

namespace optimizer_monitor {

inline constexpr const char* kVersion = "0.1.0";

/** A number of any type: a large count needs no cast. */
class Number {
public:
    template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
    constexpr Number(T value) noexcept : value_(static_cast<double>(value)) {}
    constexpr operator double() const noexcept { return value_; }

private:
    double value_;
};

/** Whether smaller or larger values of the objective are better. */
enum class Direction { minimize, maximize };

/** One direction, or one for each objective. */
class Directions {
public:
    Directions() = default;
    Directions(Direction direction) : list_{direction} {}
    Directions(std::initializer_list<Direction> list) : list_(list), isList_(true) {}
    Directions(std::vector<Direction> list) : list_(std::move(list)), isList_(true) {}

    const std::vector<Direction>& list() const noexcept { return list_; }
    bool isList() const noexcept { return isList_; }

private:
    std::vector<Direction> list_;
    bool isList_ = false;
};

/** What is known of a run when it begins. */
struct RunOptions {
    std::string problem{};
    std::string library{};
    /** The id of the run that this one is part of (a restart, an island, an inner search). */
    std::string parent{};
    std::optional<double> dimension{};
    Directions direction{};
    /** Evaluations of the objective that the run may spend. */
    std::optional<double> budget{};
    /** The value of the objective that counts as solved. */
    std::optional<double> target{};
    /** A number or a text. */
    Json seed{};
    std::optional<double> population_size{};
    /** The algorithm's parameters: an object, `{{"F", 0.7}, {"CR", 0.9}}`. */
    Json parameters{};
};

/** The share of feasible solutions, or whether the present one is. */
class Feasible {
public:
    template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
    Feasible(T value) : value_(static_cast<double>(value)), isAnswer_(std::is_same_v<T, bool>) {}

    double value() const noexcept { return value_; }
    /** Whether it was given as true or false. */
    bool isAnswer() const noexcept { return isAnswer_; }

private:
    double value_;
    bool isAnswer_;
};

/** One step of a run. NaN and infinities are allowed and shown as such. */
struct Iteration {
    /** Evaluations of the objective since the run began. */
    std::optional<double> evaluations{};
    /** The best value found so far. */
    std::optional<double> best{};
    /** The value of the present solution, where it is not the best. */
    std::optional<double> current{};
    std::optional<double> mean{}, median{}, std{}, min{}, max{};
    std::optional<double> bound{}, gap{}, violation{};
    std::optional<Feasible> feasible{};
    std::optional<double> hypervolume{}, front_size{}, diversity{}, step_size{}, gradient_norm{}, temperature{};
    std::optional<double> acceptance_rate{}, nodes{}, open_nodes{}, lp_iterations{}, population_size{};
    /** The objective's values over the population, for its distribution; NaNs are left out and counted. */
    std::vector<double> objectives{};
    /** Your own numbers, by name; each gets its own chart. */
    std::vector<std::pair<std::string, double>> metrics{};
};

/** How a run ended. */
enum class Status { completed, failed, stopped };

struct End {
    Status status = Status::completed;
    std::optional<bool> converged{};
    /** `tolerance`, `iterations`, `evaluations`, `time`, `target`, `callback`, `error`, or your own word. */
    std::string termination{};
    std::optional<double> best{};
    std::optional<double> evaluations{};
    Json solution{};
    /** What the user should know; the error of a run that failed. */
    std::string message{};
};

/** Details of bytes that went through the workflow. */
struct DataOptions {
    /** The component that they belong to; by default the one that this thread is in. */
    std::string component{};
    std::optional<double> records{};
    enum class Way { unsaid, read, write } direction = Way::unsaid;
};

enum class Level { unsaid, debug, info, warning, error };

}  // namespace optimizer_monitor
