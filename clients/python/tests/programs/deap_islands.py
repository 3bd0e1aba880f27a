"""Evaluates eaSimple's population in a pool, then runs three islands in processes of their own."""

import multiprocessing
import random
import sys
from concurrent.futures import ProcessPoolExecutor

from deap import algorithms, base, creator, tools

creator.create("FitnessMin", base.Fitness, weights=(-1.0,))
creator.create("Individual", list, fitness=creator.FitnessMin)


def evaluate(individual):
    return (sum(x * x for x in individual),)


toolbox = base.Toolbox()
toolbox.register("individual", tools.initRepeat, creator.Individual, random.random, 3)
toolbox.register("population", tools.initRepeat, list, toolbox.individual)
toolbox.register("evaluate", evaluate)
toolbox.register("mate", tools.cxTwoPoint)
toolbox.register("mutate", tools.mutGaussian, mu=0, sigma=0.2, indpb=0.4)
toolbox.register("select", tools.selTournament, tournsize=3)


def optimize(seed):
    random.seed(seed)
    hall = tools.HallOfFame(1)
    _, logbook = algorithms.eaSimple(toolbox.population(10), toolbox, 0.5, 0.3, 3, halloffame=hall, verbose=False)
    return sum(entry["nevals"] for entry in logbook), hall[0].fitness.values[0]


if __name__ == "__main__":
    method = sys.argv[1]
    if method == "futures":
        with ProcessPoolExecutor(2) as executor:
            results = list(executor.map(optimize, range(3)))
            toolbox.register("map", executor.map)
            results.append(optimize(9))
    elif method == "joblib":
        from deap_islands import optimize as importable
        from joblib import Parallel, delayed

        results = Parallel(n_jobs=2)(delayed(importable)(seed) for seed in range(3))
        results.append(optimize(9))
    else:
        pool = multiprocessing.get_context(method).Pool(2)
        results = pool.map(optimize, range(3), chunksize=1)
        toolbox.register("map", pool.map)
        results.append(optimize(9))
        pool.close()
        pool.join()
    for evaluations, best in results:
        print(evaluations, best)
