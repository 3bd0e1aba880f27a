// What the automatic instrumentation costs an unmodified SciPy program: evaluations of an objective with the adapter on and
// off in turns, in one process. Prints one line of JSON; needs Debian's python3-scipy.
process.env.PYTHON ??= "/usr/bin/python3";
const { runPython } = await import("./_python.mjs");
await runPython("autoScipy.py");
