"""Stands in for `optimizer_monitor` where that is not installed: the same calls, and nothing is recorded.

Programs that the editor launches find the real client on their path. This file only lets the examples run anywhere.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, TypeVar

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Component:
    """A timed section that is not timed: a context manager and a decorator."""

    def __enter__(self) -> "Component":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __call__(self, function: Decorated) -> Decorated:
        return function


class Run:
    """A run that is not reported."""

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def iteration(self, iteration: int, **fields: Any) -> None:
        """Would record one step of the run."""

    def end(self, status: str = "completed", **fields: Any) -> None:
        """Would say how the run ended."""


def run(algorithm: str, **fields: Any) -> Run:
    """Would start a run."""
    return Run()


def component(name: str) -> Component:
    """Would time a section of the program."""
    return Component()


def data(bytes: int, **fields: Any) -> None:
    """Would count the bytes that were read or written."""


def metric(name: str, value: float, **fields: Any) -> None:
    """Would record one value of a metric."""


def note(text: str, **fields: Any) -> None:
    """Would keep a remark."""


def summary(timeout: float = 2.0) -> Dict[str, Any]:
    """Would give the figures of the session so far."""
    return {"source": "none"}


def write_report(path: object, timeout: float = 30.0) -> bool:
    """Would write the report of the session so far."""
    return False
