"""OneMax with eaSimple, as in DEAP's documentation."""

import random

import numpy
from deap import algorithms, base, creator, tools

creator.create("FitnessMax", base.Fitness, weights=(1.0,))
creator.create("Individual", list, fitness=creator.FitnessMax)

toolbox = base.Toolbox()
toolbox.register("attr_bool", random.randint, 0, 1)
toolbox.register("individual", tools.initRepeat, creator.Individual, toolbox.attr_bool, 40)
toolbox.register("population", tools.initRepeat, list, toolbox.individual)


def evaluate(individual):
    return (sum(individual),)


toolbox.register("evaluate", evaluate)
toolbox.register("mate", tools.cxTwoPoint)
toolbox.register("mutate", tools.mutFlipBit, indpb=0.05)
toolbox.register("select", tools.selTournament, tournsize=3)

if __name__ == "__main__":
    random.seed(64)
    population = toolbox.population(n=60)
    hall = tools.HallOfFame(1)
    stats = tools.Statistics(lambda ind: ind.fitness.values)
    stats.register("avg", numpy.mean)
    stats.register("std", numpy.std)
    stats.register("min", numpy.min)
    stats.register("max", numpy.max)
    _, logbook = algorithms.eaSimple(population, toolbox, 0.5, 0.2, 12, stats, hall, verbose=False)
    for entry in logbook:
        print(entry["gen"], entry["nevals"], entry["avg"], entry["std"], entry["min"], entry["max"])
    print(hall[0].fitness.values[0], list(hall[0]))
