"""One study for each sampler; a line for each says what Optuna has recorded."""

import optuna
from optuna.samplers import CmaEsSampler, NSGAIISampler, RandomSampler, TPESampler

optuna.logging.set_verbosity(optuna.logging.ERROR)


def sphere(trial):
    x = trial.suggest_float("x", -5, 5)
    y = trial.suggest_float("y", -5, 5)
    return x * x + (y - 1) ** 2


def peak(trial):
    return -abs(trial.suggest_int("n", 0, 100) - 70)


if __name__ == "__main__":
    studies = [
        optuna.create_study(study_name="by TPE", sampler=TPESampler(seed=1)),
        optuna.create_study(sampler=CmaEsSampler(seed=1)),
        optuna.create_study(sampler=NSGAIISampler(seed=1, population_size=5)),
    ]
    for study in studies:
        study.optimize(sphere, n_trials=20)
    studies.append(optuna.create_study(direction="maximize", sampler=RandomSampler(seed=1)))
    studies[-1].optimize(peak, 15, n_jobs=1)
    for study in studies:
        print(type(study.sampler).__name__, len(study.trials), study.best_value, study.best_trial.number)
