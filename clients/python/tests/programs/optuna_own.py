"""A program that reports its study itself."""

import optuna

import optimizer_monitor as om

optuna.logging.set_verbosity(optuna.logging.ERROR)

if __name__ == "__main__":
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    with om.run("my search", direction="minimize") as run:
        study.optimize(
            lambda trial: trial.suggest_float("x", 0, 1),
            n_trials=6,
            callbacks=[lambda study, trial: run.iteration(trial.number, best=study.best_value)],
        )
