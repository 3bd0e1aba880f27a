"""What the program reported wrongly: counted, and said once each."""

from typing import Callable, Dict, List, Tuple

_MAX_KINDS = 200


class Problems:
    """Counts wrong fields and reports each kind once, as a note; never raises into the program."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._counts: Dict[Tuple[str, str, str], int] = {}

    def report(self, event: str, field: str, found: str) -> None:
        """Counts one wrong value; the first of its kind is said."""
        key = (event, field, found)
        count = self._counts.get(key, 0)
        if count == 0 and len(self._counts) >= _MAX_KINDS:
            return
        self._counts[key] = count + 1
        if count == 0:
            self._note(_describe(*key))

    def take_repeated(self) -> List[str]:
        """Sentences about the kinds that came more than once since the last call, for the end of the program."""
        repeated = [(key, count) for key, count in list(self._counts.items()) if count > 1]
        for key, _ in repeated:
            self._counts[key] = 1
        return [f"{_describe(*key)} ({count} times)" for key, count in repeated]

    def clear(self) -> None:
        """Forgets everything; a forked child starts afresh."""
        self._counts.clear()


def _describe(event: str, field: str, found: str) -> str:
    return f"{event}: {field} was ignored: {found}"
