"""The way in: sitecustomize, the import hook, and libraries that an adapter does not fit."""

import os
import shutil
import sys
import tempfile
import unittest
from typing import Any, Dict, List

from .engine import FakeEngine
from .support import AUTO_FOLDER, PACKAGE_ROOT, run_unmodified

_SHOWS_HOOK = "import sys; print([type(f).__name__ for f in sys.meta_path if type(f).__name__ == 'AdapterFinder'])"
_INSTALLED = "['AdapterFinder']\n"


class AutoHookTest(unittest.TestCase):
    def setUp(self) -> None:
        self.engine = FakeEngine()
        self.addCleanup(self.engine.close)
        self.folder = tempfile.mkdtemp(prefix="om-auto-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, path: str, text: str) -> None:
        whole = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf8") as file:
            file.write(text)

    def path(self, *more: str) -> str:
        return os.pathsep.join((AUTO_FOLDER, PACKAGE_ROOT, *more))

    def run_code(self, code: str, *flags: str, engine: bool = True, **environment: str) -> str:
        endpoint = self.engine.endpoint if engine else None
        done = run_unmodified([*flags, "-c", code], endpoint, **environment)
        self.assertEqual((done.stderr, done.returncode), ("", 0))
        return done.stdout

    def test_it_is_installed_whatever_the_flags(self) -> None:
        more = [("-P",)] if sys.version_info >= (3, 11) else []
        for flags in ((), ("-O",), ("-s",), ("-u",), ("-X", "dev"), *more):
            self.assertEqual(self.run_code(_SHOWS_HOOK, *flags), _INSTALLED, flags)
        self.assertEqual(self.run_code(_SHOWS_HOOK, PYTHONSAFEPATH="1"), _INSTALLED)

    def test_it_reaches_virtual_environments_and_children(self) -> None:
        import venv

        venv.create(self.folder, with_pip=False, symlinks=True)
        python = os.path.join(self.folder, "bin", "python")
        done = run_unmodified(["-c", _SHOWS_HOOK], self.engine.endpoint, python)
        self.assertEqual((done.stdout, done.stderr), (_INSTALLED, ""))
        code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_SHOWS_HOOK!r}])"
        self.assertEqual(self.run_code(code), _INSTALLED)

    def test_it_stays_away(self) -> None:
        self.assertEqual(self.run_code(_SHOWS_HOOK, engine=False), "[]\n")
        self.assertEqual(self.run_code(_SHOWS_HOOK, OPTIMIZER_MONITOR_AUTO="0"), "[]\n")
        for flag in ("-I", "-E", "-S"):
            self.assertEqual(self.run_code(_SHOWS_HOOK, flag), "[]\n")

    def test_it_imports_nothing_of_the_client(self) -> None:
        code = "import sys; print(' '.join(sys.modules))"
        without, with_hook = (set(self.run_code(code, engine=engine).split()) for engine in (False, True))
        more = {name for name in with_hook - without if not name.startswith("importlib")}
        self.assertLessEqual(more, {"types", "warnings"})

    def test_a_program_may_ask_for_it(self) -> None:
        code = f"import optimizer_monitor.auto as auto; auto.install(); auto.install(); {_SHOWS_HOOK}"
        self.assertEqual(self.run_code(code), _INSTALLED)
        self.assertEqual(self.run_code(code, PYTHONPATH=PACKAGE_ROOT), _INSTALLED)
        self.assertEqual(self.run_code(code, PYTHONPATH=PACKAGE_ROOT, OPTIMIZER_MONITOR_AUTO="0"), "[]\n")

    def test_the_hidden_sitecustomize_runs_as_always(self) -> None:
        hidden = "import sys\nmine = 1\nprint(__name__, __file__ in sys.modules[__name__].__file__)"
        self.write("sitecustomize.py", hidden)
        code = "import sitecustomize, sys; print(sitecustomize.mine, sys.path[1:4])"
        for engine in (True, False):
            first, second = self.run_code(code, engine=engine, PYTHONPATH=self.path(self.folder)).splitlines()
            self.assertEqual(first, "sitecustomize True")
            self.assertEqual(second, f"1 {[AUTO_FOLDER, PACKAGE_ROOT, self.folder]!r}")

    def test_errors_of_the_hidden_sitecustomize_are_shown_as_always(self) -> None:
        self.write("sitecustomize.py", "raise ValueError('mine')")
        shown = []
        for path in (self.folder, self.path(self.folder)):
            done = run_unmodified(["-c", "print('runs')"], self.engine.endpoint, PYTHONPATH=path)
            shown.append((done.stdout, done.stderr, done.returncode))
        self.assertEqual(shown[0], shown[1])
        self.assertIn("ValueError: mine", shown[0][1])

    def test_a_missing_package_disturbs_nothing(self) -> None:
        shutil.copytree(AUTO_FOLDER, os.path.join(self.folder, "alone"), ignore=shutil.ignore_patterns("__pycache__"))
        alone = os.path.join(self.folder, "alone")
        self.assertEqual(self.run_code(_SHOWS_HOOK, PYTHONPATH=alone), "[]\n")
        # The hook is there, and the client that it finds is another one.
        self.write("optimizer_monitor/__init__.py", "")
        self.write("deap/__init__.py", "")
        self.write("deap/base.py", "ok = 1")
        path = os.pathsep.join((AUTO_FOLDER, self.folder))
        self.assertEqual(self.run_code("import deap.base; print(deap.base.ok)", PYTHONPATH=path), "1\n")

    def notes(self) -> List[Dict[str, Any]]:
        self.engine.wait_for(lambda: len(self.engine.byes) > 0, "the bye")
        return self.engine.events("note")

    def test_a_version_that_does_not_fit_gives_one_note(self) -> None:
        self.write("deap/__init__.py", "__version__ = '9.0'")
        self.write("deap/base.py", "class Fitness: pass\nclass Toolbox: pass")
        self.write("deap/algorithms.py", "def eaSimple(box, people): return box + people")
        code = (
            "import subprocess, sys, deap.algorithms, deap.base\nprint(deap.algorithms.eaSimple(1, 2))\n"
            "subprocess.run([sys.executable, '-c', 'import deap.base'])"
        )
        self.assertEqual(self.run_code(code, PYTHONPATH=self.path(self.folder)), "3\n")
        (note,) = self.notes()
        self.assertEqual(note["level"], "warning")
        self.assertIn("deap 9.0 is not monitored automatically", note["text"])
        self.assertIn("deap.algorithms.eaSimple has the parameters box, people", note["text"])

    def test_a_hook_that_fails_later_gives_one_note_and_the_original(self) -> None:
        self.write("deap/__init__.py", "")
        self.write("deap/tools/__init__.py", "")
        logbook = "class Logbook:\n def record(self, **infos): self.last = infos\n"
        self.write("deap/tools/support.py", f"{logbook}class Statistics:\n def compile(self, data): return {{}}")
        # A Logbook without a length is not what the adapter expects.
        code = (
            "from deap.tools.support import Logbook\nbook = Logbook()\nfor i in range(3): book.record(value=i)\n"
            "print(book.last, Logbook.record.__module__, hasattr(Logbook.record, '__wrapped__'))"
        )
        printed = self.run_code(code, PYTHONPATH=self.path(self.folder))
        self.assertEqual(printed, "{'value': 2} deap.tools.support False\n")
        (note,) = self.notes()
        self.assertIn("deap is not monitored automatically: TypeError", note["text"])


if __name__ == "__main__":
    unittest.main()
