"""What was sampled, in a few figures for each metric."""

from math import ceil, fsum, isfinite
from typing import Any, Dict, List, Mapping, Sequence

from .session import Table, parse_key

_PERCENTILE_VALUES = 50_000


def resource_summaries(tables: Mapping[str, Table]) -> List[Dict[str, Any]]:
    """Each sampled metric in a few figures."""
    summaries = []
    for name in ("samples:system", "samples:process", "samples:gpu", "samples:throughput"):
        table = tables.get(name)
        for key, column in table.columns.items() if table is not None else ():
            metric, labels = parse_key(key)
            values = [value for value in column if value is not None and isfinite(value)]
            if metric == "time" or not values or table is None:
                continue
            summary: Dict[str, Any] = {
                "metric": metric,
                "labels": ",".join(sorted(f"{label}={value}" for label, value in (labels or {}).items())),
                "unit": table.units.get(key),
                "count": len(values),
                "min": min(values),
                "mean": fsum(values) / len(values),
                "max": max(values),
                "p95": _percentile(values, 0.95),
                "last": values[-1],
            }
            summaries.append(summary)
    return summaries


def _percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed; of long series, evenly spread ones."""
    ordered = sorted(values[:: max(1, ceil(len(values) / _PERCENTILE_VALUES))])
    return ordered[max(0, ceil(len(ordered) * share) - 1)]
