"""Ways to stand around and beside the program's own objects without leaving anything on them."""

import weakref
from typing import Any, Callable, Dict, Generic, Optional, Tuple, TypeVar

Value = TypeVar("Value")


class Wrapper:
    """A callable around one of the program's; pickling, copying and inspecting it give the original.

    A subclass overrides `__call__`. In another process, where only the original arrives, nothing is counted.
    """

    __slots__ = ("__wrapped__", "__weakref__")

    def __init__(self, original: Callable[..., Any]) -> None:
        self.__wrapped__ = original

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__wrapped__(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name == "__wrapped__":  # Asked before it is there, as by a copy in the making.
            raise AttributeError(name)
        return getattr(self.__wrapped__, name)

    def __reduce__(self) -> Tuple[Any, ...]:
        return _give_back, (self.__wrapped__,)

    def __repr__(self) -> str:
        return repr(self.__wrapped__)


def _give_back(original: Any) -> Any:
    return original


class WeakIdentityMap(Generic[Value]):
    """State beside objects of any kind, unhashable ones included; it goes when the object goes.

    `on_gone` is told the value of an object that has gone.
    """

    def __init__(self, on_gone: Optional[Callable[[Value], None]] = None) -> None:
        self._entries: Dict[int, Tuple["weakref.ref[Any]", Value]] = {}
        self._on_gone = on_gone

    def get(self, key: Any) -> Optional[Value]:
        """The value of this very object."""
        entry = self._entries.get(id(key))
        return entry[1] if entry is not None and entry[0]() is key else None

    def set(self, key: Any, value: Value) -> None:
        """Keeps a value for as long as the object lives; TypeError where the object cannot be watched."""
        number = id(key)

        def gone(reference: Any) -> None:
            entry = self._entries.get(number)
            if entry is None or entry[0] is not reference:
                return
            del self._entries[number]
            if self._on_gone is not None:
                self._on_gone(entry[1])

        self._entries[number] = (weakref.ref(key, gone), value)
