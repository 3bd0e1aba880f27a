"""Facts about the machine and this program, for the session's description."""

import os
import platform
import re
import socket
import sys
from typing import Any, Dict, List, Optional

from .memory import read_text, total_memory

_MAX_COMMAND = 300


def read_machine(gpus: Optional[List[str]] = None) -> Dict[str, Any]:
    """Host, platform, processor and memory; what the platform does not give is left out."""
    facts: Dict[str, Any] = {
        "host": socket.gethostname(),
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}".strip(),
        "coreCount": os.cpu_count() or 0,
        "memoryBytes": int(total_memory() or 0),
    }
    model = re.search(r"^model name\s*:\s*(.+)$", read_text("/proc/cpuinfo") or "", re.MULTILINE)
    name = model.group(1).strip() if model else platform.processor()
    if name:
        facts["cpuModel"] = name
    if gpus:
        facts["gpus"] = gpus
    return facts


def command_line() -> str:
    """How this program was started."""
    return " ".join(getattr(sys, "orig_argv", None) or sys.argv or [])[:_MAX_COMMAND]
