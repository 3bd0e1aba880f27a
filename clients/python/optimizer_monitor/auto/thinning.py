"""Which evaluations are worth an iteration of their own, for libraries that know no iterations."""

#: Up to here every evaluation is one.
FULL = 1_000


class Thinning:
    """Every evaluation of a short run; of a long one the improvements, and about a thousand for each factor of ten."""

    __slots__ = ("_next",)

    def __init__(self) -> None:
        self._next = 1

    def is_due(self, evaluations: int, improves: bool) -> bool:
        """Whether this evaluation, the so-manieth of its run, is to be reported."""
        if evaluations < self._next and not improves:
            return False
        if evaluations >= self._next:
            self._next = evaluations + max(1, 10 ** (len(str(evaluations)) - 1) * 10 // FULL)
        return True
