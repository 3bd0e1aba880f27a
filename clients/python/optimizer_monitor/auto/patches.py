"""What an adapter changes in its library: checked before, undone where it does not fit, and guarded while it runs."""

import functools
import os
from typing import Any, Callable, List, Optional, Sequence, Tuple, TypeVar

from .. import _api

Result = TypeVar("Result")
_MISSING = object()
_SAID = "OPTIMIZER_MONITOR_AUTO_SAID"


class DoesNotFit(Exception):
    """The installed version of a library is not the one that an adapter was written for; the text says why."""


class Patches:
    """The patches of one library."""

    def __init__(self, library: str) -> None:
        self.library = library
        #: Whether this adapter has given up: its hooks then only call the originals.
        self.is_off = False
        self._undo: List[Tuple[Any, str, Any]] = []

    def find(self, owner: Any, name: str, parameters: Optional[Sequence[str]] = None) -> Any:
        """An attribute to be patched; DoesNotFit where it is missing or its first parameters have other names."""
        found = getattr(owner, name, _MISSING)
        where = f"{getattr(owner, '__name__', owner)}.{name}"
        if found is _MISSING:
            raise DoesNotFit(f"{where} is missing")
        if parameters is not None and parameter_names(found)[: len(parameters)] != tuple(parameters):
            raise DoesNotFit(f"{where} has the parameters {', '.join(parameter_names(found)) or 'unknown'}")
        return found

    def replace(self, owner: Any, name: str, replacement: Any) -> None:
        """Sets an attribute of a module or class, and remembers what was there."""
        self._undo.append((owner, name, vars(owner).get(name, _MISSING)))
        setattr(owner, name, replacement)

    def turn_off(self, text: str) -> None:
        """Undoes everything for good, and says so once."""
        if self.is_off:
            return
        self.is_off = True
        self.undo()
        _note_once(self.library, text)

    def undo(self) -> None:
        """Puts the originals back."""
        for owner, name, original in reversed(self._undo):
            try:
                if original is _MISSING:
                    delattr(owner, name)
                else:
                    setattr(owner, name, original)
            except Exception:
                pass
        self._undo.clear()

    def guard(self, hook: Callable[..., Result]) -> Callable[..., Optional[Result]]:
        """The hook as something that never raises: at its first error the adapter is turned off, and None returned."""

        @functools.wraps(hook)
        def guarded(*args: Any, **kwargs: Any) -> Optional[Result]:
            if self.is_off:
                return None
            try:
                return hook(*args, **kwargs)
            except Exception as error:
                from .registry import describe_misfit

                self.turn_off(describe_misfit(self.library, error))
                return None

        return guarded


def _note_once(library: str, text: str) -> None:
    """Says it unless the process that started this one has: children learn of it through their environment."""
    said = os.environ.get(_SAID, "").split()
    if library not in said:
        os.environ[_SAID] = " ".join([*said, library])
        _api.note(text, level="warning")


def parameter_names(function: Any) -> Tuple[str, ...]:
    """The names of a Python function's positional parameters; empty for what is written in C."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return () if code is None else tuple(code.co_varnames[: code.co_argcount])


def bind(function: Any, args: Sequence[Any], kwargs: Any) -> Any:
    """The arguments of a call by name, defaults included; an empty dict where the call itself will fail."""
    names = parameter_names(function)
    defaults = getattr(function, "__defaults__", None) or ()
    bound = dict(zip(names[len(names) - len(defaults) :], defaults))
    bound.update(zip(names, args))
    bound.update(kwargs)
    return bound
