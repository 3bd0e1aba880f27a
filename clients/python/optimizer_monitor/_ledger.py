"""What this process knows of its own runs, for programs that ask for figures where no engine answers."""

import weakref
from collections import deque
from time import time
from typing import Any, Deque, Dict, List, Mapping, Optional, Tuple, TypeVar

from ._run import Run
from ._values import to_text, to_wire

Kind = TypeVar("Kind", bound=Run)

#: More runs than this are left out, the oldest first.
MAX_RUNS = 200

#: A run that the program has dropped is gone, but not what is known of it.
_runs: "Deque[Tuple[weakref.ref[Run], Dict[str, Any]]]" = deque(maxlen=MAX_RUNS)


def enter(run: Kind, start: Mapping[str, Any]) -> Kind:
    """Remembers a run with what it was started with."""
    kept = run.facts
    kept.update({"id": run.id, "algorithm": to_text(start.get("algorithm")) or "(unnamed)", "start_time": time()})
    problem = start.get("problem")
    if isinstance(problem, str):
        kept["problem"] = to_text(problem)
    target = to_wire(start.get("target"))
    if target is not None:
        kept["target"] = target
    _runs.append((weakref.ref(run), kept))
    return run


def run_figures() -> List[Dict[str, Any]]:
    """Each run with the best, the evaluations and the iteration that it last reported."""
    return [_describe(reference(), facts) for reference, facts in list(_runs)]


def _describe(run: Optional[Run], facts: Dict[str, Any]) -> Dict[str, Any]:
    outcome = facts.get("outcome", {})
    number, fields = facts.get("step") or (run.last_step() if run is not None else (None, {}))
    found = {key: value for key, value in facts.items() if key not in ("outcome", "step")}
    found["status"] = outcome.get("status", "running")
    given = {
        "best": outcome.get("best", fields.get("best", fields.get("current"))),
        "evaluations": outcome.get("evaluations", fields.get("evaluations")),
        "last_iteration": number,
        "converged": outcome.get("converged"),
    }
    for key, value in given.items():
        wire = to_wire(value)
        if wire is not None:
            found[key] = wire
    return found
