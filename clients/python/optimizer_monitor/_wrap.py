"""The decorator's work: every kind of function, timed where its own code runs."""

import functools
import inspect
from typing import Any, AsyncGenerator, Callable, ContextManager, Generator, TypeVar, cast

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


#: What Python's own decorators make of a method; the function is inside.
WRAPPERS = (staticmethod, classmethod, property)


def get_function(thing: Any) -> Any:
    """The function inside what a decorator of Python's made; anything else as it is."""
    if isinstance(thing, property):
        return thing.fget
    return thing.__func__ if isinstance(thing, (staticmethod, classmethod)) else thing


def wrap(section: ContextManager[Any], function: Decorated) -> Decorated:
    """A function that does what `function` does inside the section; what is no function is given back as it is."""
    if isinstance(function, WRAPPERS):
        return cast(Decorated, _wrap_inside(section, function))
    if inspect.isclass(function) or not callable(function):
        return function
    if inspect.iscoroutinefunction(function):
        return cast(Decorated, _wrap_coroutine(section, function))
    if inspect.isasyncgenfunction(function):
        return cast(Decorated, _wrap_async_generator(section, function))
    if inspect.isgeneratorfunction(function):
        return cast(Decorated, _wrap_generator(section, function))

    @functools.wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        with section:
            return function(*args, **kwargs)

    return cast(Decorated, timed)


def _wrap_inside(section: ContextManager[Any], wrapper: Any) -> Any:
    if isinstance(wrapper, property):
        getter = wrapper.fget
        return wrapper if getter is None else wrapper.getter(wrap(section, getter))
    return type(wrapper)(wrap(section, wrapper.__func__))


def _wrap_coroutine(section: ContextManager[Any], function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    async def timed(*args: Any, **kwargs: Any) -> Any:
        with section:
            return await function(*args, **kwargs)

    return timed


def _wrap_generator(section: ContextManager[Any], function: Callable[..., Any]) -> Callable[..., Any]:
    """Each step of the generator is one entry: the consumer's time between the steps is not the generator's."""

    @functools.wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        generator = function(*args, **kwargs)
        step: Callable[[], Any] = functools.partial(next, generator)
        try:
            while True:
                with section:
                    value = step()
                try:
                    sent = yield value
                    step = functools.partial(generator.send, sent)
                except GeneratorExit:
                    with section:
                        generator.close()
                    raise
                except BaseException as error:
                    step = functools.partial(generator.throw, error)
        except StopIteration as stop:
            return stop.value

    return timed


def _wrap_async_generator(section: ContextManager[Any], function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    async def timed(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        generator = function(*args, **kwargs)
        step: Callable[[], Any] = functools.partial(generator.asend, None)
        while True:
            try:
                with section:
                    value = await step()
            except StopAsyncIteration:
                return
            try:
                sent = yield value
                step = functools.partial(generator.asend, sent)
            except GeneratorExit:
                with section:
                    await generator.aclose()
                raise
            except BaseException as error:
                step = functools.partial(generator.athrow, error)

    return timed
