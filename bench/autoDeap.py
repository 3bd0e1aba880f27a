"""Times DEAP's eaSimple with and without its adapter; a generation takes about 20 ms.

A run of 100 generations: in one of 20, half a second, what the first one costs once would be most of what is measured.
"""

import json
import random
from time import process_time

import deap.tools.support
from deap import algorithms, base, creator, tools

from optimizer_monitor.auto import registry
from optimizer_monitor.auto.patches import Patches

PAIRS = 7
GENERATIONS = 100
GENERATION_SECONDS = 0.020
LIMIT = 1.02
MODULES = (deap.tools.support, base, algorithms)

creator.create("FitnessMin", base.Fitness, weights=(-1.0,))
creator.create("Individual", list, fitness=creator.FitnessMin)


def evaluate(individual):
    return (sum([x * x - 0.5 * x for x in individual for _ in range(repeats)]),)


def measure(generations=GENERATIONS):
    """Processor seconds of all generations of 200 individuals, the client's own thread included."""
    random.seed(1)
    toolbox = base.Toolbox()
    toolbox.register("individual", tools.initRepeat, creator.Individual, random.random, 30)
    toolbox.register("evaluate", evaluate)
    toolbox.register("mate", tools.cxTwoPoint)
    toolbox.register("mutate", tools.mutGaussian, mu=0, sigma=0.1, indpb=0.1)
    toolbox.register("select", tools.selTournament, tournsize=3)
    population = [toolbox.individual() for _ in range(200)]
    began = process_time()
    algorithms.eaSimple(population, toolbox, 0.7, 0.3, generations, verbose=False)
    return process_time() - began


def measure_monitored():
    """The same with the adapter, which is taken out again."""
    patches = registry._known["deap"] = Patches("deap")
    for module in MODULES:
        registry.apply_adapter("deap", module)
    seconds = measure()
    assert not patches.is_off
    patches.undo()
    return seconds


def measure_pair(bare_first):
    """Both, in turns one and the other first: what the machine does meanwhile is then no one's advantage."""
    if bare_first:
        return measure(), measure_monitored()
    monitored = measure_monitored()
    return measure(), monitored


# As much work as takes the time of a generation on this machine; few repetitions are mostly DEAP's own.
repeats = 100
repeats = round(repeats * GENERATION_SECONDS / (measure(10) / 11))
measure(), measure_monitored()
pairs = [measure_pair(index % 2 == 0) for index in range(PAIRS)]
ratio = sorted(monitored / bare for bare, monitored in pairs)[PAIRS // 2]
bare, monitored = (sorted(column)[PAIRS // 2] * 1000 / (GENERATIONS + 1) for column in zip(*pairs))
row = {
    "what": "a generation of 200 in DEAP, monitored (ms)",
    "ours": monitored,
    "yardstick": bare,
    "ratio": ratio,
    "reach": f"ratio ≤ {LIMIT}",
    "pass": ratio <= LIMIT,
}
print(json.dumps({"bench": "autoDeap", "rows": [row]}))
