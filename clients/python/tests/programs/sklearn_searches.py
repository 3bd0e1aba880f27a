"""Searches an estimator's parameters with so many jobs: `grid`, `random`, `halving`, `metrics`, `failing`, …

The estimator minimizes with SciPy inside its own fit.
"""

import json
import sys
import warnings

from sklearn.datasets import make_classification
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    HalvingGridSearchCV,
    HalvingRandomSearchCV,
    RandomizedSearchCV,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

GRID = {"C": [0.01, 0.1, 1.0, 10.0], "fit_intercept": [True, False]}


def create(kind, jobs):
    model = LogisticRegression()
    if kind == "grid":
        space = {f"logisticregression__{name}": values for name, values in GRID.items()}
        return GridSearchCV(make_pipeline(StandardScaler(), model), space, cv=3, n_jobs=jobs)
    if kind == "random":
        return RandomizedSearchCV(model, GRID, n_iter=5, cv=4, n_jobs=jobs, random_state=1)
    if kind == "halving":
        return HalvingGridSearchCV(model, GRID, cv=3, n_jobs=jobs, min_resources=40, random_state=1)
    if kind == "halvingrandom":
        return HalvingRandomSearchCV(model, GRID, cv=3, n_jobs=jobs, min_resources=40, random_state=1)
    if kind == "metrics":
        return GridSearchCV(model, GRID, scoring=["accuracy", "roc_auc"], refit="roc_auc", cv=3, n_jobs=jobs)
    if kind == "failing":
        return GridSearchCV(model, {"C": [-1.0, 1.0]}, cv=3, n_jobs=jobs)
    raise SystemExit(kind)


def show(search):
    results = search.cv_results_
    metric = "roc_auc" if "mean_test_roc_auc" in results else "score"
    scores = [list(map(float, results[f"{name}_test_{metric}"])) for name in ("mean", "std")]
    print(json.dumps([*scores, float(search.best_score_), search.n_splits_, search.best_params_]))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    data, target = make_classification(200, 6, random_state=3, flip_y=0.2)
    jobs = int(sys.argv[1]) or None
    for kind in sys.argv[2:]:
        if kind == "nested":
            inner = create("grid", None)
            show(GridSearchCV(inner, {"cv": [2, 3]}, cv=2).fit(data, target))
        elif kind == "raises":
            GridSearchCV(LogisticRegression(), {"C": [-1.0]}, error_score="raise").fit(data, target)
        else:
            show(create(kind, jobs).fit(data, target))
