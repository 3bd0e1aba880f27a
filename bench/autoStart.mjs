// What the import hook of the automatic instrumentation adds to the start of Python: interpreters that do nothing, started
// with and without it in turns. Prints one line of JSON.
import { execFileSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const LIMIT_MS = 10;
const PAIRS = 40;
const clients = fileURLToPath(new URL("../clients/python", import.meta.url));
// The interpreter itself: a shim in front of it may take longer than it does.
const python = execFileSync(process.env.PYTHON ?? "python3", ["-c", "import sys; print(sys.executable)"], {
  encoding: "utf8",
}).trim();
const endpoint = { OPTIMIZER_MONITOR_ENDPOINT: "unix:/nobody/listens" };

function startMs(path) {
  const began = performance.now();
  const env = { ...process.env, ...endpoint, PYTHONPATH: path, OPTIMIZER_MONITOR_AUTO: "1" };
  execFileSync(python, ["-c", "pass"], { env });
  return performance.now() - began;
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

const hooked = [];
const bare = [];
for (let pair = 0; pair <= PAIRS; pair++) {
  const times = [startMs(clients), startMs(join(clients, "auto-instrument") + delimiter + clients)];
  // The first pair compiles what the others find compiled.
  if (pair === 0) continue;
  bare.push(times[0]);
  hooked.push(times[1]);
}
const added = median(hooked.map((time, index) => time - bare[index]));
const [ours, yardstick] = [median(hooked), median(bare)];
const rows = [
  {
    what: "start of Python with the import hook (ms)",
    ours,
    yardstick,
    ratio: ours / yardstick,
    reach: "",
    pass: true,
  },
  { what: "added by the hook (ms)", ours: added, reach: `≤ ${LIMIT_MS} ms`, pass: added <= LIMIT_MS },
];
process.stdout.write(`${JSON.stringify({ bench: "autoStart", rows })}\n`);
