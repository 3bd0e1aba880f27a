"""Loops of the program's own.

`logbook`, `chapters` (MultiStatistics), `plain` (no Logbook), `swarm` (more fitnesses assigned than evaluations), …
"""

import random
import sys

import numpy
from deap import base, creator, tools

creator.create("FitnessMin", base.Fitness, weights=(-1.0,))
creator.create("Individual", list, fitness=creator.FitnessMin, best=None)

toolbox = base.Toolbox()
toolbox.register("individual", tools.initRepeat, creator.Individual, random.random, 4)
toolbox.register("population", tools.initRepeat, list, toolbox.individual)
toolbox.register("select", tools.selTournament, tournsize=3)
evaluations = 0
best = float("inf")


def evaluate(individual):
    global evaluations, best
    evaluations += 1
    value = sum(x * x for x in individual)
    best = min(best, value)
    return (value,)


toolbox.register("evaluate", evaluate)


def vary(parents):
    offspring = [toolbox.clone(one) for one in parents]
    for one in offspring:
        if random.random() < 0.7:
            one[random.randrange(4)] = random.random()
            del one.fitness.values
    return offspring


def evaluate_all(individuals):
    invalid = [one for one in individuals if not one.fitness.valid]
    for one in invalid:
        one.fitness.values = toolbox.evaluate(one)
    return len(invalid)


def loop(logbook, stats, generations=6, size=20):
    population = toolbox.population(size)
    count = evaluate_all(population)
    if logbook is not None:
        logbook.record(gen=0, nevals=count, **stats.compile(population))
    for generation in range(1, generations + 1):
        population[:] = vary(toolbox.select(population, len(population)))
        count = evaluate_all(population)
        if logbook is not None:
            logbook.record(gen=generation, nevals=count, **stats.compile(population))


def swarm(logbook, stats):
    particles = toolbox.population(10)
    for generation in range(5):
        for particle in particles:
            particle[0] = random.random()
            particle.fitness.values = toolbox.evaluate(particle)
            if particle.best is None or particle.best.fitness < particle.fitness:
                particle.best = creator.Individual(particle)
                particle.best.fitness.values = particle.fitness.values
        logbook.record(gen=generation, evals=len(particles), **stats.compile(particles))


if __name__ == "__main__":
    random.seed(3)
    kind = sys.argv[1]
    logbook = tools.Logbook()
    stats = tools.Statistics(lambda ind: ind.fitness.values)
    if kind == "chapters":
        stats = tools.MultiStatistics(fitness=stats, size=tools.Statistics(len))
    stats.register("avg", numpy.mean)
    stats.register("min", numpy.min)
    if kind == "swarm":
        swarm(logbook, stats)
    elif kind == "restarts":
        for _ in range(3):
            loop(tools.Logbook(), stats)
    else:
        loop(None if kind == "plain" else logbook, stats)
    print(evaluations, best)
    if kind == "fails":
        raise ValueError("no more ideas")
    if kind == "waits":
        print("waiting", flush=True)
        while True:
            pass
