"""NSGA-II on ZDT1, written by hand as in DEAP's examples; prints the front's size and DEAP's own hypervolume."""

import random

from deap import base, benchmarks, creator, tools
from deap.benchmarks.tools import hypervolume

creator.create("FitnessMin", base.Fitness, weights=(-1.0, -1.0))
creator.create("Individual", list, fitness=creator.FitnessMin)

toolbox = base.Toolbox()
toolbox.register("individual", tools.initRepeat, creator.Individual, random.random, 6)
toolbox.register("population", tools.initRepeat, list, toolbox.individual)
toolbox.register("evaluate", benchmarks.zdt1)
toolbox.register("mate", tools.cxSimulatedBinaryBounded, low=0.0, up=1.0, eta=20.0)
toolbox.register("mutate", tools.mutPolynomialBounded, low=0.0, up=1.0, eta=20.0, indpb=1.0 / 6)
toolbox.register("select", tools.selNSGA2)


def evaluate_all(individuals):
    invalid = [one for one in individuals if not one.fitness.valid]
    for one, values in zip(invalid, toolbox.map(toolbox.evaluate, invalid)):
        one.fitness.values = values
    return len(invalid)


if __name__ == "__main__":
    random.seed(5)
    logbook = tools.Logbook()
    population = toolbox.population(20)
    count = evaluate_all(population)
    first = [one.fitness.values for one in population]
    population = toolbox.select(population, len(population))
    logbook.record(gen=0, evals=count)
    for generation in range(1, 10):
        offspring = [toolbox.clone(one) for one in tools.selTournamentDCD(population, len(population))]
        for one, other in zip(offspring[::2], offspring[1::2]):
            toolbox.mate(one, other)
            toolbox.mutate(one)
            toolbox.mutate(other)
            del one.fitness.values, other.fitness.values
        count = evaluate_all(offspring)
        population = toolbox.select(population + offspring, len(population))
        stats = tools.Statistics(lambda ind: ind.fitness.values)
        logbook.record(gen=generation, evals=count, **stats.compile(population))
    front = tools.sortNondominated(population, len(population), first_front_only=True)[0]
    reference = [max(column) + 0.1 * (max(column) - min(column)) for column in zip(*first)]
    print(sum(entry["evals"] for entry in logbook), len({one.fitness.values for one in front}))
    print(hypervolume(front, reference))
