"""Several objectives: prints the size of each study's front, and the hypervolume computed in the plain way."""

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def two(trial):
    x = trial.suggest_float("x", 0, 2)
    y = trial.suggest_float("y", 0, 2)
    return x * x + y, 4 - (x - 2) ** 2 - y


def three(trial):
    x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)
    return x, y, 1 - x * y


def area(study):
    """Against the worst of the first ten trials plus a tenth of their range; the second objective is maximized."""
    points = [(trial.values[0], -trial.values[1]) for trial in study.trials]
    columns = list(zip(*points[:10]))
    limit = [max(column) + 0.1 * (max(column) - min(column)) for column in columns]
    front = sorted({(trial.values[0], -trial.values[1]) for trial in study.best_trials})
    volume, height = 0.0, limit[1]
    for x, y in front:
        if x < limit[0] and y < height:
            volume += (limit[0] - x) * (height - y)
            height = y
    return volume


if __name__ == "__main__":
    sampler = optuna.samplers.NSGAIISampler(seed=5, population_size=10)
    study = optuna.create_study(directions=["minimize", "maximize"], sampler=sampler)
    study.optimize(two, n_trials=40)
    print(len({tuple(trial.values) for trial in study.best_trials}), area(study))
    study = optuna.create_study(directions=["minimize"] * 3, sampler=optuna.samplers.RandomSampler(seed=5))
    study.optimize(three, n_trials=30)
    print(len({tuple(trial.values) for trial in study.best_trials}))
