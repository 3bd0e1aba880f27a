"""The ways in which programs use a study, one or several of them in one process; prints what Optuna has recorded."""

import pickle
import sys
import time

import optuna
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.CRITICAL)


def sphere(trial):
    x = trial.suggest_float("x", -5, 5)
    return x * x


def create(**options):
    return optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=3), **options)


def pruned():
    """Every third trial is pruned after four steps, every fifth fails and is caught."""

    def objective(trial):
        x = trial.suggest_float("x", -5, 5)
        for step in range(4):
            trial.report(x * x + 4 - step, step)
        if trial.number % 3 == 2:
            raise optuna.TrialPruned()
        if trial.number % 5 == 4:
            raise ValueError("no result")
        return x * x

    study = create(pruner=optuna.pruners.MedianPruner())
    study.enqueue_trial({"x": 2.0})
    study.optimize(objective, n_trials=16, catch=(ValueError,), callbacks=[lambda study, trial: None])
    return study


def stopped():
    def stop(study, trial):
        if trial.number == 6:
            study.stop()

    study = create()
    study.optimize(sphere, n_trials=50, callbacks=[stop])
    return study


def timed():
    study = create()
    study.optimize(lambda trial: time.sleep(0.02) or sphere(trial), timeout=0.1)
    return study


def several():
    study = create()
    study.optimize(sphere, n_trials=4)
    study.optimize(sphere, n_trials=6)
    return study


def loop():
    study = create()
    for _ in range(5):
        study.optimize(sphere, n_trials=1)
    return study


def asked():
    study = create(direction="maximize")
    for number in range(8):
        trial = study.ask({"x": optuna.distributions.FloatDistribution(-5, 5)})
        if number == 3:
            study.tell(trial, state=TrialState.FAIL)
        else:
            study.tell(trial.number, -trial.params["x"] ** 2)
            study.tell(trial, 1.0, skip_if_finished=True)
    return study


def threads():
    study = create()
    study.optimize(sphere, n_trials=24, n_jobs=4)
    return study


def inner():
    """An optimizer of another library inside the objective, in threads of Optuna's."""
    import numpy
    from cmaes import CMA

    def objective(trial):
        sigma = trial.suggest_float("sigma", 0.1, 2.0)
        search = CMA(mean=numpy.ones(2), sigma=sigma, seed=1)
        for _ in range(3):
            search.tell([(x, float(x @ x)) for x in (search.ask() for _ in range(search.population_size))])
        return sigma

    study = create()
    study.optimize(objective, n_trials=4, n_jobs=2)
    return study


def misused():
    """Calls that fail, or not, as they do without a monitor; and a study that is pickled in between."""
    study = create()
    calls = (
        lambda: study.optimize(),
        lambda: study.optimize(sphere, n_trials=3, bogus=1),
        lambda: study.optimize(3, n_trials=2),
        lambda: study.optimize(lambda trial: study.optimize(sphere, n_trials=2), n_trials=2),
        lambda: study.optimize(sphere, 1, None, 1, (), None, False, False, 5),
        lambda: study.tell(99, 1.0),
        lambda: study.optimize(lambda trial: (1.0, 2.0, None)[trial.number % 3], n_trials=3),
    )
    for call in calls:
        try:
            call()
            print("no error")
        except Exception as error:
            print(type(error).__name__, error)
    print(len(pickle.loads(pickle.dumps(study)).trials))


def describe(study):
    counts = [len([one for one in study.trials if one.state == state]) for state in (1, 2, 3)]
    print(len(study.trials), *counts, study.best_value, study.best_trial.number, study.best_params, sep="|")


def fails():
    def objective(trial):
        if trial.number == 5:
            raise ValueError("no more ideas")
        return sphere(trial)

    create().optimize(objective, n_trials=10)


def waits():
    def objective(trial):
        if trial.number == 5:
            print("waiting", flush=True)
            time.sleep(60)
        return sphere(trial)

    create().optimize(objective, n_trials=10)


if __name__ == "__main__":
    for way in sys.argv[1:]:
        study = globals()[way]()
        if study is not None:
            describe(study)
