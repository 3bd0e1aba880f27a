"""Components where there is no engine to report to."""

from typing import Any, Callable, Tuple, TypeVar, cast

from ._components import Component

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class IdleComponent:
    """Does nothing, and leaves the functions that it decorates as they are."""

    __slots__ = ()

    def __enter__(self) -> "IdleComponent":
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    async def __aenter__(self) -> "IdleComponent":
        return self

    async def __aexit__(self, *_: Any) -> None:
        pass

    def __call__(self, function: Decorated) -> Decorated:
        return function

    def __reduce__(self) -> Tuple[Any, ...]:
        return _get_idle_component, ()


#: Programs see one type of component, whether or not it does anything.
IDLE_COMPONENT = cast(Component, IdleComponent())


def _get_idle_component() -> Component:
    return IDLE_COMPONENT
