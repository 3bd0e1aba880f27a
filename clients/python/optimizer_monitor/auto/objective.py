"""The program's objective function, counted, and timed where that costs next to nothing."""

from time import perf_counter
from typing import Any, Callable, List, Optional

from .. import _api
from .tracks import Track
from .wrappers import Wrapper

COMPONENT = "Objective evaluation"
#: The first calls tell how long one takes.
_TRIALS = 10
#: A timed section costs about half a microsecond: one percent of this.
_WORTH_TIMING_SECONDS = 5e-5

#: Is told the value and the arguments of every evaluation; to be guarded by the adapter (`patches.guard`).
Sees = Callable[[Any, Any], Any]


class Objective(Wrapper):
    """Stands in for an objective during one run; other processes get the original, and count and time nothing."""

    __slots__ = ("_track", "_sees", "_trials", "_section")

    def __init__(self, original: Callable[..., Any], track: Track, sees: Optional[Sees] = None) -> None:
        super().__init__(original)
        self._track = track
        self._sees = sees
        self._trials: Optional[List[float]] = []
        self._section: Any = _api.component(COMPONENT)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._trials is not None:
            value = self._try(self._trials, args, kwargs)
        elif self._section is None:
            value = self.__wrapped__(*args, **kwargs)
        else:
            with self._section:
                value = self.__wrapped__(*args, **kwargs)
        self._track.count()
        if self._sees is not None:
            self._sees(value, args)
        return value

    def _try(self, trials: List[float], args: Any, kwargs: Any) -> Any:
        began = perf_counter()
        with self._section:
            value = self.__wrapped__(*args, **kwargs)
        trials.append(perf_counter() - began)
        if len(trials) >= _TRIALS:
            self._trials = None
            if sorted(trials)[_TRIALS // 2] < _WORTH_TIMING_SECONDS:
                self._section = None
        return value
