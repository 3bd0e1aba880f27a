// Two algorithms of pagmo on Rosenbrock's function, generation by generation, each monitored as a run.
// Build: g++ -std=c++17 -O2 -I ../../clients/cpp -isystem /usr/include/eigen3 -o rosenbrock rosenbrock.cpp
//            -lpagmo -lboost_serialization -pthread
#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/cmaes.hpp>
#include <pagmo/algorithms/de.hpp>
#include <pagmo/config.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>
#include <pagmo/problems/rosenbrock.hpp>

#include <optimizer_monitor.hpp>

namespace om = optimizer_monitor;

namespace {

constexpr unsigned kDimension = 10, kPopulation = 40, kGenerations = 500, kSeed = 42;
constexpr double kTarget = 1e-8;

/** What a run came to. */
struct Result {
    std::string algorithm;
    unsigned generations = 0;
    unsigned long long evaluations = 0;
    double best = std::numeric_limits<double>::infinity();
};

/** The statistics of one generation. */
om::Iteration describe(const pagmo::population& population, double best) {
    const std::vector<pagmo::vector_double> values = population.get_f();
    om::Iteration step;
    double sum = 0, smallest = values[0][0], largest = values[0][0];
    for (const pagmo::vector_double& value : values) {
        sum += value[0];
        smallest = std::min(smallest, value[0]);
        largest = std::max(largest, value[0]);
    }
    step.evaluations = static_cast<double>(population.get_problem().get_fevals());
    step.best = best;
    step.mean = sum / static_cast<double>(values.size());
    step.min = smallest;
    step.max = largest;
    return step;
}

/** Lets an algorithm that does one generation at a time evolve a population until it is good enough. */
Result optimize(const std::string& name, const pagmo::algorithm& algorithm, const om::Json& parameters) {
    om::RunOptions options;
    options.library = "pagmo " + std::to_string(PAGMO_VERSION_MAJOR) + "." + std::to_string(PAGMO_VERSION_MINOR);
    options.problem = "Rosenbrock";
    options.dimension = kDimension;
    options.direction = om::Direction::minimize;
    options.target = kTarget;
    options.seed = kSeed;
    options.population_size = kPopulation;
    options.parameters = parameters;
    om::Run run(name, options);

    pagmo::population population(pagmo::rosenbrock(kDimension), kPopulation, kSeed);
    Result result{name};
    while (result.generations < kGenerations && result.best > kTarget) {
        {
            om::Component component("Evolve");
            population = algorithm.evolve(population);
        }
        ++result.generations;
        result.best = std::min(result.best, population.champion_f()[0]);
        run.iteration(result.generations, describe(population, result.best));
    }
    result.evaluations = population.get_problem().get_fevals();

    om::End end;
    end.converged = result.best <= kTarget;
    end.termination = *end.converged ? "target" : "iterations";
    end.best = result.best;
    end.evaluations = static_cast<double>(result.evaluations);
    end.solution = population.champion_x();
    run.end(end);
    return result;
}

}  // namespace

int main() {
    std::vector<Result> results;
    const pagmo::de differentialEvolution(1, 0.7, 0.9, 2, 0, 0, kSeed);
    results.push_back(optimize("DE", pagmo::algorithm(differentialEvolution), {{"F", 0.7}, {"CR", 0.9}}));
    // With its memory, the strategy goes on from one generation to the next.
    const pagmo::cmaes strategy(1, -1, -1, -1, -1, 0.5, 0, 0, true, false, kSeed);
    results.push_back(optimize("CMA-ES", pagmo::algorithm(strategy), {{"sigma0", 0.5}}));

    std::string runs;
    for (const Result& result : results) {
        char text[200];
        std::snprintf(text, sizeof text, R"(%s{"algorithm":"%s","iterations":%u,"evaluations":%llu,"best":%.17g})",
                      runs.empty() ? "" : ",", result.algorithm.c_str(), result.generations, result.evaluations,
                      result.best);
        runs += text;
    }
    std::printf("RESULT {\"example\":\"pagmo\",\"runs\":[%s]}\n", runs.c_str());
}
