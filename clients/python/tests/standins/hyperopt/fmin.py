"""Stand-in: see the package."""

import datetime
import random


class Trials:
    def __init__(self):
        self.trials = []

    def fmin(self, fn, space, **options):
        return fmin(fn, space, trials=self, allow_trials_fmin=False, **options)


def suggest(trials):
    return random.Random(len(trials.trials)).uniform(-5, 5)


def fmin(
    fn,
    space,
    algo=None,
    max_evals=None,
    timeout=None,
    loss_threshold=None,
    trials=None,
    allow_trials_fmin=True,
    early_stop_fn=None,
):
    if allow_trials_fmin and hasattr(trials, "fmin"):
        options = dict(algo=algo, max_evals=max_evals, timeout=timeout, loss_threshold=loss_threshold)
        return trials.fmin(fn, space, early_stop_fn=early_stop_fn, **options)
    trials = Trials() if trials is None else trials
    arguments = ()
    while len(trials.trials) < max_evals:
        x = algo(trials)
        began = datetime.datetime.now()
        result = fn(x)
        result = result if isinstance(result, dict) else {"loss": result, "status": "ok"}
        trial = {"tid": len(trials.trials), "state": 2, "result": result, "misc": {"vals": {"x": [x]}}}
        trials.trials.append({**trial, "book_time": began, "refresh_time": datetime.datetime.now()})
        if early_stop_fn is not None:
            stop, arguments = early_stop_fn(trials, *arguments)
            if stop:
                break
    return trials.trials[0]
