"""scikit-learn's searches: grid, random, and both with successive halving.

A fit that joblib runs in another process or thread is not seen where it runs; its candidate is reported when the search
has the results. What the fits themselves minimize is never a run of its own, wherever they run.
"""

import functools
from types import ModuleType
from typing import Any, Callable, Optional

from ..patches import Patches
from ..tracks import Track, begin, current
from ._sklearn_searches import Search, SearchTrack, create_search


def _patch_validation(module: ModuleType, patches: Patches) -> None:
    """Patches the fit of one fold where it is defined, so that other processes get it by its name."""
    original = patches.find(module, "_fit_and_score")
    fitted = patches.guard(lambda search, result, kwargs: search.fitted(result, kwargs))

    @functools.wraps(original)
    def fit_and_score(*args: Any, **kwargs: Any) -> Any:
        search = _search_here()
        # Without a search here it may be a fit for one of another process or thread.
        if search is None and (current() is not None or kwargs.get("candidate_progress") is None):
            return original(*args, **kwargs)
        with _apart().inside():
            result = original(*args, **kwargs)
        if search is not None:
            fitted(search, result, kwargs)
        return result

    patches.replace(module, "_fit_and_score", fit_and_score)


def _search_here() -> Optional[Search]:
    track = current()
    return track.search if isinstance(track, SearchTrack) and not track.is_silent else None


def _apart() -> Track:
    """A track that is never reported, since it has neither an iteration nor an end; searches inside it are not ours."""
    return begin("(fit)", library="scikit-learn", deferred=True)


def _patch_search(module: ModuleType, patches: Patches) -> None:
    base = patches.find(module, "BaseSearchCV")
    _patch_fit(base, patches)
    original = patches.find(base, "_format_results", ("self", "candidate_params", "n_splits", "out"))
    formats = patches.guard(_formats)

    @functools.wraps(original)
    def format_results(self: Any, candidate_params: Any, n_splits: Any, *args: Any, **kwargs: Any) -> Any:
        results = original(self, candidate_params, n_splits, *args, **kwargs)
        formats(results, n_splits)
        return results

    patches.replace(base, "_format_results", format_results)


def _formats(results: Any, folds: int) -> None:
    search = _search_here()
    if search is not None:
        search.formats(results, folds)


def _patch_fit(owner: Any, patches: Patches) -> None:
    original = patches.find(owner, "fit")
    start = patches.guard(lambda self: create_search(self, patches))
    finish = patches.guard(lambda search, self: search.finish(self))

    @functools.wraps(original)
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        around = _search_here()
        if around is not None and around.owner != id(self):
            with _apart().inside():  # A search as the estimator of a search.
                return original(self, *args, **kwargs)
        search = start(self) if current() is None else None
        if search is None:
            return original(self, *args, **kwargs)
        with search.track:
            result = original(self, *args, **kwargs)
            finish(search, self)
            return result

    patches.replace(owner, "fit", fit)


def _patch_halving(module: ModuleType, patches: Patches) -> None:
    """Patches the searches with successive halving: their fit begins before the base class's, and goes in rounds."""
    base = patches.find(module, "BaseSuccessiveHalving")
    _patch_fit(base, patches)
    original = patches.find(base, "_run_search", ("self", "evaluate_candidates"))
    began = patches.guard(_began_round)

    @functools.wraps(original)
    def run_search(self: Any, evaluate_candidates: Callable[..., Any], *others: Any, **options: Any) -> Any:
        def evaluate(*args: Any, **kwargs: Any) -> Any:
            began()
            return evaluate_candidates(*args, **kwargs)

        return original(self, evaluate, *others, **options)

    patches.replace(base, "_run_search", run_search)


def _began_round() -> None:
    search = _search_here()
    if search is not None:
        search.began_round()


#: What the hook calls after the program has imported a module.
PATCHES = {
    "sklearn.model_selection._search": _patch_search,
    "sklearn.model_selection._search_successive_halving": _patch_halving,
    "sklearn.model_selection._validation": _patch_validation,
}
