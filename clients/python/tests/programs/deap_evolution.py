"""The (mu + lambda) and (mu, lambda) strategies and CMA-ES's eaGenerateUpdate, with restarts, all minimizing."""

import random

import numpy
from deap import algorithms, base, benchmarks, cma, creator, tools

creator.create("FitnessMin", base.Fitness, weights=(-1.0,))
creator.create("Individual", list, fitness=creator.FitnessMin)


def make_toolbox():
    toolbox = base.Toolbox()
    toolbox.register("individual", tools.initRepeat, creator.Individual, lambda: random.uniform(-3, 3), 5)
    toolbox.register("population", tools.initRepeat, list, toolbox.individual)
    toolbox.register("evaluate", benchmarks.rastrigin)
    toolbox.register("mate", tools.cxBlend, alpha=0.1)
    toolbox.register("mutate", tools.mutGaussian, mu=0, sigma=0.3, indpb=0.5)
    toolbox.register("select", tools.selTournament, tournsize=3)
    return toolbox


def show(name, logbook, hall):
    print(name, len(logbook), sum(entry["nevals"] for entry in logbook), hall[0].fitness.values[0])


if __name__ == "__main__":
    random.seed(1)
    numpy.random.seed(1)
    for algorithm in (algorithms.eaMuPlusLambda, algorithms.eaMuCommaLambda):
        toolbox, hall = make_toolbox(), tools.HallOfFame(1)
        population = toolbox.population(20)
        _, logbook = algorithm(
            population, toolbox, mu=20, lambda_=40, cxpb=0.4, mutpb=0.5, ngen=8, halloffame=hall, verbose=False
        )
        show(algorithm.__name__, logbook, hall)
    strategy = cma.Strategy(centroid=[2.0] * 5, sigma=1.0, lambda_=12)
    toolbox, hall = make_toolbox(), tools.HallOfFame(1)
    toolbox.register("generate", strategy.generate, creator.Individual)
    toolbox.register("update", strategy.update)
    _, logbook = algorithms.eaGenerateUpdate(toolbox, ngen=10, halloffame=hall, verbose=False)
    show("eaGenerateUpdate", logbook, hall)
