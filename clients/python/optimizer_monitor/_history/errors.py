"""What a history tells its user."""


class HistoryError(Exception):
    """The history could not be read or written; the message says why, and what was kept nevertheless."""
