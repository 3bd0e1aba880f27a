"""The monitor's client as `om`: the installed one, or a stand-in so that the program also runs without it."""

from __future__ import annotations

import sys
from pathlib import Path

try:
    import optimizer_monitor as om
except ImportError:
    sys.path.append(str(Path(__file__).resolve().parents[1] / "shared"))
    import unmonitored as om

__all__ = ["om"]
