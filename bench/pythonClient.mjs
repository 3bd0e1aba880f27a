// What the Python client costs its caller, next to logging, json, a metrics library and a bare deque, in one run.
// Prints one line of JSON; ratios of one run are comparable, microseconds are not.
import { runPython } from "./_python.mjs";

await runPython("pythonClient.py");
