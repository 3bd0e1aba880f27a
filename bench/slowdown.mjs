// How much slower a genetic algorithm of about 20 ms a generation gets when it is monitored: the median of paired runs.
// Prints one line of JSON.
import { runPython } from "./_python.mjs";

await runPython("pythonSlowdown.py");
