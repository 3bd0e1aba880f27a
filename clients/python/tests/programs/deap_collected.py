"""Hands the Logbook of DEAP's algorithm to the collector, and a run that DEAP knows nothing of."""

import random

from deap import algorithms, tools
from deap_islands import toolbox

from optimizer_monitor import MetricsCollector

if __name__ == "__main__":
    random.seed(3)
    statistics = tools.Statistics(lambda individual: individual.fitness.values[0])
    statistics.register("min", min)
    _, logbook = algorithms.eaSimple(toolbox.population(10), toolbox, 0.5, 0.3, 5, statistics, verbose=False)
    collector = MetricsCollector()
    collector.collect_algorithm_run("GA", logbook, direction="minimize")
    collector.collect_algorithm_run("PSO", {"best": [3.0, 2.0, 1.0]})
    print(len(collector.runs))
