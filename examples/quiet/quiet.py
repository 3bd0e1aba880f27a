"""An optimizer that never reports: it knows nothing of the monitor, and is busy all the same.

    python3 quiet.py [--fast] [--seed N] [--output DIR]

It looks for the shortest Golomb rulers - no two pairs of marks have the same distance - with more and more marks, by
backtracking with a bound, and proves that there is none shorter.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random
from typing import Optional, Sequence, Tuple

EXAMPLES = Path(__file__).resolve().parents[1]
FULL_MARKS = 11
FAST_MARKS = 7

Ruler = Tuple[int, ...]


def shortest_ruler(marks: int, limit: int, lengths: Sequence[int]) -> Optional[Ruler]:
    """The shortest ruler with so many marks that is shorter than the limit, or None.

    `lengths` has the lengths of the shortest rulers with fewer marks. They bound the search: any stretch of a ruler is
    a ruler as well.
    """
    best: Optional[Ruler] = None

    def extend(ruler: Ruler, distances: int) -> None:
        """Tries every place for the next mark; bit n of `distances` says that the distance n is taken."""
        nonlocal best, limit
        left = marks - len(ruler)
        if left == 0:
            best, limit = ruler, ruler[-1]
            return
        mark = ruler[-1] + 1
        # Of a ruler and its mirror image one has its middle mark in the first half: the other need not be tried.
        is_middle = len(ruler) == (marks - 1) // 2
        while mark + lengths[left] < limit and (not is_middle or 2 * mark <= limit):
            added = measure(ruler, mark)
            if not added & distances:
                extend((*ruler, mark), distances | added)
            mark += 1

    extend((0,), 0)
    return best


def measure(ruler: Ruler, mark: int) -> int:
    """The distances from a new mark to all others, as bits."""
    bits = 0
    for other in ruler:
        bits |= 1 << (mark - other)
    return bits


def random_ruler(marks: int, random: Random) -> Ruler:
    """A ruler that need not be short: each mark one of the next few places that fit."""
    ruler: Ruler = (0,)
    distances = 0
    mark = 0
    while len(ruler) < marks:
        mark += random.randint(1, 3)
        added = measure(ruler, mark)
        if not added & distances:
            ruler, distances = (*ruler, mark), distances | added
    return ruler


def main() -> None:
    """Searches, prints and writes what it found."""
    parser = argparse.ArgumentParser(description="Looks for the shortest Golomb ruler, without a word to any monitor.")
    parser.add_argument("--fast", action="store_true", help="fewer marks: about a second")
    parser.add_argument("--seed", type=int, default=1, help="which random rulers are to be undercut (default: 1)")
    parser.add_argument("--output", type=Path, default=EXAMPLES / "results" / "quiet", help="where results go")
    arguments = parser.parse_args()
    ruler: Ruler = (0,)
    lengths = [0, 0]
    for marks in range(2, (FAST_MARKS if arguments.fast else FULL_MARKS) + 1):
        known = random_ruler(marks, Random(arguments.seed))
        ruler = shortest_ruler(marks, known[-1], lengths) or known
        lengths.append(ruler[-1])
        print(f"{marks:>3} marks: {ruler[-1]:>3} long, {known[-1]} at random", flush=True)
    line = json.dumps({"example": "quiet", "runs": [], "ruler": ruler})
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "result.json").write_text(line + "\n", encoding="utf-8")
    print("RESULT " + line)


if __name__ == "__main__":
    main()
