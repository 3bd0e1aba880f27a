// What the automatic instrumentation costs an unmodified Optuna program: trials with the adapter on and off in turns, in
// one process. Prints one line of JSON; needs Debian's python3-optuna.
process.env.PYTHON ??= "/usr/bin/python3";
const { runPython } = await import("./_python.mjs");
await runPython("autoOptuna.py");
