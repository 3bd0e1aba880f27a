"""Times DEAP's eaSimple with and without its adapter; a generation takes about 20 ms."""

import json
import random
from time import process_time

import deap.tools.support
from deap import algorithms, base, creator, tools

from optimizer_monitor.auto import registry
from optimizer_monitor.auto.patches import Patches

PAIRS = 7
LIMIT = 1.02
MODULES = (deap.tools.support, base, algorithms)

creator.create("FitnessMin", base.Fitness, weights=(-1.0,))
creator.create("Individual", list, fitness=creator.FitnessMin)


def evaluate(individual):
    return (sum([x * x - 0.5 * x for x in individual for _ in range(110)]),)


def measure():
    """Processor seconds of 20 generations of 200 individuals, the client's own thread included."""
    random.seed(1)
    toolbox = base.Toolbox()
    toolbox.register("individual", tools.initRepeat, creator.Individual, random.random, 30)
    toolbox.register("evaluate", evaluate)
    toolbox.register("mate", tools.cxTwoPoint)
    toolbox.register("mutate", tools.mutGaussian, mu=0, sigma=0.1, indpb=0.1)
    toolbox.register("select", tools.selTournament, tournsize=3)
    population = [toolbox.individual() for _ in range(200)]
    began = process_time()
    algorithms.eaSimple(population, toolbox, 0.7, 0.3, 20, verbose=False)
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


measure(), measure_monitored()
pairs = [(measure(), measure_monitored()) for _ in range(PAIRS)]
ratio = sorted(monitored / bare for bare, monitored in pairs)[PAIRS // 2]
bare, monitored = (sorted(column)[PAIRS // 2] * 1000 / 21 for column in zip(*pairs))
row = {
    "what": "a generation of 200 in DEAP, monitored (ms)",
    "ours": monitored,
    "yardstick": bare,
    "ratio": ratio,
    "reach": f"ratio ≤ {LIMIT}",
    "pass": ratio <= LIMIT,
}
print(json.dumps({"bench": "autoDeap", "rows": [row]}))
