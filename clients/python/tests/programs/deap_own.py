"""Uses the client itself: a loop that reports its iterations, and a run around an algorithm that reports none."""

import random

from deap import algorithms, tools
from deap_islands import toolbox

import optimizer_monitor as om

if __name__ == "__main__":
    random.seed(2)
    population = toolbox.population(10)
    logbook = tools.Logbook()
    with om.run("my loop") as run:
        for generation in range(5):
            for individual in population:
                individual.fitness.values = toolbox.evaluate(individual)
            logbook.record(gen=generation, nevals=len(population))
            run.iteration(generation, best=min(individual.fitness.values[0] for individual in population))
            population = algorithms.varAnd(toolbox.select(population, len(population)), toolbox, 0.5, 0.3)
    with om.run("my bracket"):
        algorithms.eaSimple(toolbox.population(10), toolbox, 0.5, 0.3, 3, verbose=False)
