"""NVIDIA GPUs, as `nvidia-smi` describes them; nothing where there is none."""

import shutil
import subprocess
from typing import Dict, List, NamedTuple, Optional

_QUERY = ("index", "utilization.gpu", "memory.used", "memory.total", "power.draw", "name")
_TIMEOUT_SECONDS = 5.0
_MAX_FAILURES = 3
_MEBIBYTE = 1024.0 * 1024.0


class GpuReading(NamedTuple):
    """One GPU at one time; None for what the card or its driver does not give."""

    gpu: str
    utilization_percent: Optional[float]
    memory_used_bytes: Optional[float]
    memory_total_bytes: Optional[float]
    power_watts: Optional[float]
    name: str

    def values(self) -> Dict[str, Optional[float]]:
        """By the names of the samplers' metrics."""
        label = f"{{gpu={self.gpu}}}"
        return {
            f"gpu_utilization_percent{label}": self.utilization_percent,
            f"gpu_memory_used_bytes{label}": self.memory_used_bytes,
            f"gpu_memory_total_bytes{label}": self.memory_total_bytes,
            f"gpu_power_watts{label}": self.power_watts,
        }


class GpuReader:
    """Asks `nvidia-smi`; not again where it is not there or has failed several times in a row."""

    def __init__(self) -> None:
        self._program = shutil.which("nvidia-smi")
        self._failures = 0
        #: The names of the GPUs, once they were read.
        self.names: List[str] = []

    @property
    def is_available(self) -> bool:
        """Whether asking makes sense."""
        return self._program is not None and self._failures < _MAX_FAILURES

    def read(self) -> Optional[List[GpuReading]]:
        """The GPUs, or None where none can be read. Starts a program: it takes from 20 ms to a second."""
        if self._program is None or not self.is_available:
            return None
        try:
            done = subprocess.run(
                [self._program, f"--query-gpu={','.join(_QUERY)}", "--format=csv,noheader,nounits"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_TIMEOUT_SECONDS,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            self._failures += 1
            return None
        self._failures = 0
        found = parse_gpus(done.stdout.decode("utf-8", "replace"))
        self.names = [gpu.name for gpu in found]
        return found or None


def parse_gpus(text: str) -> List[GpuReading]:
    """The lines of `nvidia-smi`; lines of another form are left out."""
    readings = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split(",")]
        if len(cells) != len(_QUERY) or not cells[0].isdigit():
            continue
        percent, used, total, watts = (_number(cell) for cell in cells[1:-1])
        readings.append(GpuReading(cells[0], percent, _bytes(used), _bytes(total), watts, cells[-1]))
    return readings


def _number(cell: str) -> Optional[float]:
    try:
        return float(cell)  # "[N/A]" and its like are no numbers.
    except ValueError:
        return None


def _bytes(mebibytes: Optional[float]) -> Optional[float]:
    return None if mebibytes is None else mebibytes * _MEBIBYTE
