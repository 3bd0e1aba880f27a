"""Loads a library's adapter and lets it patch a module, without ever disturbing the program."""

import importlib
import sys
from types import ModuleType
from typing import Dict

from .. import _api
from .patches import DoesNotFit, Patches

_known: Dict[str, Patches] = {}


def apply_adapter(name: str, module: ModuleType) -> None:
    """Calls the patch that the adapter has for this module; where it fails, all of the adapter's patches are undone."""
    patches = _known.get(name)
    if patches is None:
        patches = _known[name] = Patches(name)
    if patches.is_off or not _api.enabled():
        return
    try:
        adapter = importlib.import_module(f"{__package__}.adapters.{name}")
        adapter.PATCHES[module.__name__](module, patches)
    except Exception as error:
        patches.turn_off(describe_misfit(name, error))


def describe_misfit(name: str, error: Exception) -> str:
    """What is said when an adapter does not fit: which library, which version, why, and what to do."""
    version = getattr(sys.modules.get(name), "__version__", None)
    library = name if not isinstance(version, str) else f"{name} {version}"
    reason = str(error) if isinstance(error, DoesNotFit) else f"{type(error).__name__}: {error}"
    return (
        f"{library} is not monitored automatically: {reason}. "
        "The program is not affected; it can report with `import optimizer_monitor`."
    )
