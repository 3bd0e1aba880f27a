"""Times Optuna's trials with and without its adapter, for an objective that does nothing.

A trial of the default sampler, TPE, is what the ratio is for; a trial of the random sampler, the cheapest there is, shows
what the adapter adds in microseconds.
"""

import gc
import json
from time import process_time

import optuna
import optuna.study.study as module

from optimizer_monitor.auto import registry
from optimizer_monitor.auto.patches import Patches

PAIRS = 9
LIMIT = 1.02
LIMIT_MICROSECONDS = 100

optuna.logging.set_verbosity(optuna.logging.WARNING)


def objective(trial):
    return sum([trial.suggest_float(name, -1, 1) ** 2 for name in "abcde"])


def measure(sampler, trials):
    """Processor seconds of one trial, the client's own thread included."""
    study = optuna.create_study(sampler=sampler(seed=1))
    gc.collect()
    began = process_time()
    study.optimize(objective, n_trials=trials)
    return (process_time() - began) / trials


def measure_monitored(sampler, trials):
    """The same with the adapter, which is taken out again."""
    patches = registry._known["optuna"] = Patches("optuna")
    registry.apply_adapter("optuna", module)
    seconds = measure(sampler, trials)
    assert not patches.is_off
    patches.undo()
    return seconds


def median(values):
    return sorted(values)[len(values) // 2]


def measure_pair(sampler, trials, bare_first):
    """Both, in turns one and the other first: what the machine does meanwhile is then no one's advantage."""
    if bare_first:
        return measure(sampler, trials), measure_monitored(sampler, trials)
    monitored = measure_monitored(sampler, trials)
    return measure(sampler, trials), monitored


def compare(sampler, trials):
    """The seconds of a trial, bare and monitored, and their ratio: medians of pairs measured in turns."""
    measure(sampler, trials), measure_monitored(sampler, trials)
    pairs = [measure_pair(sampler, trials, index % 2 == 0) for index in range(PAIRS)]
    bare, monitored = map(median, zip(*pairs))
    added = median([after - before for before, after in pairs])
    return bare, monitored, median([after / before for before, after in pairs]), added


bare, monitored, ratio, _ = compare(optuna.samplers.TPESampler, 150)
_, _, _, added = compare(optuna.samplers.RandomSampler, 500)
rows = [
    {
        "what": "a trial of TPE in Optuna, monitored (ms)",
        "ours": monitored * 1e3,
        "yardstick": bare * 1e3,
        "ratio": ratio,
        "reach": f"ratio ≤ {LIMIT}",
        "pass": ratio <= LIMIT,
    },
    {
        "what": "what a trial costs more in Optuna (µs)",
        "ours": added * 1e6,
        "reach": f"≤ {LIMIT_MICROSECONDS}",
        "pass": added * 1e6 <= LIMIT_MICROSECONDS,
    },
]
print(json.dumps({"bench": "autoOptuna", "rows": rows}))
