"""What is reported of a search over an estimator's parameters: a candidate, scored over all folds, is an iteration."""

import sys
from typing import Any, Dict, List, Optional

from ..describing import settings_of
from ..patches import Patches
from ..tracks import Track, begin

_SETTINGS = ("scoring", "cv", "n_jobs", "n_iter", "factor", "resource", "min_resources", "max_resources", "refit")


class SearchTrack(Track):
    """A track whose search the fits inside it find."""

    search: Any = None


class Search:
    """One call of a search's `fit`."""

    def __init__(self, estimator: Any) -> None:
        #: Which object's `fit` it is: that of a search with halving calls another.
        self.owner = id(estimator)
        self.number = 0
        #: Candidates of earlier rounds; within a round they count from zero.
        self.formatted = 0
        self.fits = 0
        self.round: Optional[int] = None
        self.best: Optional[float] = None
        self.scores: Dict[int, List[float]] = {}
        space = getattr(estimator, "param_grid", getattr(estimator, "param_distributions", None))
        refit = getattr(estimator, "refit", True)
        #: The score that counts, where there are several.
        self.metric = refit if isinstance(refit, str) else "score"
        self.track: SearchTrack = begin(
            type(estimator).__name__,
            library="scikit-learn",
            kind=SearchTrack,
            problem=_name_of(getattr(estimator, "estimator", None)),
            direction="maximize",
            dimension=_dimension(space),
            seed=_seed(getattr(estimator, "random_state", None)),
            parameters={**settings_of(vars(estimator)), **_describe(space)},
        )
        self.track.search = self

    def fitted(self, result: Any, options: Dict[str, Any]) -> None:
        """A fit of one fold in this thread; with its last fold a candidate is reported at once."""
        candidate, split = options.get("candidate_progress"), options.get("split_progress")
        scores = result.get("test_scores") if isinstance(result, dict) else None
        if candidate is None or split is None or not isinstance(scores, float):
            return  # Several scores, or failures to be filled in: to be read off the results.
        found = self.scores.setdefault(candidate[0], [])
        found.append(scores)
        if len(found) == split[1] and self.formatted + candidate[0] == self.number:
            self.score(found, split[1])
            del self.scores[candidate[0]]

    def score(self, scores: List[float], folds: int) -> None:
        """Reports a candidate by the scores of its folds, computed as scikit-learn does."""
        numpy = sys.modules["numpy"]
        row = numpy.array([scores], dtype=float)
        mean = numpy.average(row, axis=1)
        std = numpy.sqrt(numpy.average((row - mean[:, None]) ** 2, axis=1))
        self.report(float(mean[0]), float(std[0]), folds)

    def report(self, mean: float, std: float, folds: int, **metrics: float) -> None:
        """Reports the next candidate: its mean score over the folds, the deviation, and the best so far."""
        self.number += 1
        self.fits += folds
        if mean == mean and (self.best is None or mean > self.best):
            self.best = mean
        fields = {} if self.round is None else {"round": self.round}
        shown = mean if mean == mean else None
        self.track.iteration(
            self.number, best=self.best, current=shown, std=std, evaluations=self.fits, **fields, **metrics
        )

    def began_round(self) -> None:
        """A round of successive halving: its scores are not comparable with those on fewer resources."""
        self.round = 0 if self.round is None else self.round + 1
        self.best = None

    def formats(self, results: Any, folds: int) -> None:
        """The results of all candidates so far: those that were not seen in this thread are reported now."""
        means, stds = results.get(f"mean_test_{self.metric}"), results.get(f"std_test_{self.metric}")
        others = [name for name in results if name.startswith("mean_test_") and name != f"mean_test_{self.metric}"]
        count = len(results["params"])
        for index in range(self.number, count):
            metrics = {name[len("mean_test_") :]: float(results[name][index]) for name in others}
            if means is None:
                self.number += 1
                self.fits += folds
                self.track.iteration(self.number, evaluations=self.fits, **metrics)
            else:
                self.report(float(means[index]), float(stds[index]), folds, **metrics)
        self.formatted = count
        self.scores.clear()

    def finish(self, estimator: Any) -> None:
        """What the search has chosen."""
        best, chosen = getattr(estimator, "best_score_", None), getattr(estimator, "best_params_", None)
        if best is None and self.metric == "score":
            best = self.best
        self.track.end(termination="iterations", best=best, evaluations=self.fits, solution=chosen)


def create_search(estimator: Any, _: Patches) -> Optional[Search]:
    """The search that a call of `fit` is; None where nothing is to be reported."""
    search = Search(estimator)
    return None if search.track.is_silent else search


def _name_of(estimator: Any) -> Optional[str]:
    """The class of an estimator; of a pipeline that of its last step."""
    steps = getattr(estimator, "steps", None)
    if isinstance(steps, list) and steps:
        return _name_of(steps[-1][1])
    return None if estimator is None else type(estimator).__name__


def _dimension(space: Any) -> Optional[int]:
    spaces = [space] if isinstance(space, dict) else space
    if not isinstance(spaces, (list, tuple)) or not all(isinstance(one, dict) for one in spaces):
        return None
    return len({name for one in spaces for name in one})


def _describe(space: Any) -> Dict[str, Any]:
    """What is searched, shortened; a list of several spaces is left out."""
    if not isinstance(space, dict):
        return {}
    return {"space": {str(name): str(values)[:200] for name, values in space.items()}}


def _seed(value: Any) -> Optional[int]:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
