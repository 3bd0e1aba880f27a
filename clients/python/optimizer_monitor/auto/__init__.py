"""Automatic instrumentation: optimizers of known libraries are reported without a change to the program.

Programs launched from the editor get this by themselves. Where a program is started in a way that keeps it out (`-I`,
`-E`, `-S`, an environment of its own):

    import optimizer_monitor.auto
    optimizer_monitor.auto.install()

How an adapter for a library is written: docs/integrations.md.
"""

from .._environment import is_automatic, read_settings


def install() -> None:
    """Puts the import hook in place; does nothing where there is no engine or OPTIMIZER_MONITOR_AUTO is 0."""
    if is_automatic() and read_settings() is not None:
        from . import hook

        hook.install()
