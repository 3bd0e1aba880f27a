"""Run by Python itself at its start where this folder is on PYTHONPATH: lets unmodified programs be monitored.

It puts an import hook in place, and then runs the `sitecustomize` that this one hides, as if it had never been here.
Without an engine (OPTIMIZER_MONITOR_ENDPOINT unset) or with OPTIMIZER_MONITOR_AUTO=0 the hook is left out.
"""

import os
import sys


def _install_hook(folder):
    environ = os.environ
    if not environ.get("OPTIMIZER_MONITOR_ENDPOINT") or environ.get("OPTIMIZER_MONITOR_AUTO", "").strip() == "0":
        return
    try:
        from importlib.machinery import SourceFileLoader

        # By its path: importing the package around it would load the whole client, which most programs never need.
        path = os.path.join(os.path.dirname(folder), "optimizer_monitor", "auto", "hook.py")
        hook = type(sys)("optimizer_monitor_hook")
        hook.__file__ = path
        exec(SourceFileLoader(hook.__name__, path).get_code(hook.__name__), hook.__dict__)
        hook.install()
    except Exception:  # Whatever is wrong with our own files, the program starts as it always did.
        pass


def _run_hidden(folder):
    """Imports the next `sitecustomize` on the path; its errors are Python's to show, as they would be without us."""
    ours = sys.modules.pop(__name__, None)
    places = [index for index, entry in enumerate(sys.path) if _is_same(entry, folder)]
    entries = [sys.path[index] for index in places]
    for index in reversed(places):
        del sys.path[index]
    try:
        __import__("sitecustomize")
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
        if ours is not None:
            sys.modules[__name__] = ours
    finally:
        for index, entry in zip(places, entries):
            sys.path.insert(index, entry)


def _is_same(entry, folder):
    return isinstance(entry, str) and os.path.abspath(entry or os.curdir) == folder


_folder = os.path.dirname(os.path.abspath(__file__))
_install_hook(_folder)
if __name__ == "sitecustomize":
    _run_hidden(_folder)
