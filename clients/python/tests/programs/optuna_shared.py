"""Processes that share a study in a file: joblib's or multiprocessing's workers; the study is resumed at the end."""

import multiprocessing
import os
import sys
import tempfile

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    return (trial.suggest_float("x", -5, 5) - 1) ** 2


def work(storage, seed):
    study = optuna.load_study(study_name="shared", storage=storage, sampler=optuna.samplers.RandomSampler(seed=seed))
    study.optimize(objective, n_trials=5)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        storage = "sqlite:///" + os.path.join(folder, "study.db")
        study = optuna.create_study(study_name="shared", storage=storage)
        arguments = [(storage, seed) for seed in (1, 2)]
        if sys.argv[1] == "joblib":
            import joblib

            joblib.Parallel(n_jobs=2)(joblib.delayed(work)(*one) for one in arguments)
        else:
            with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
                pool.starmap(work, arguments, chunksize=1)
                pool.close()
                pool.join()
        work(storage, 3)
        print(len(study.trials), study.best_value)
