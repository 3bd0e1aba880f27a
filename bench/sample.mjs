// What one sample of the machine and of a tree of eight processes costs, next to what systeminformation takes for the
// like, in processor time of this process (the programs that systeminformation starts come on top of its figure).
// Prints one line of JSON; ratios of one run are comparable, milliseconds are not.
import { spawn } from "node:child_process";
import { createHook } from "node:async_hooks";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const TREE = 8;
/** At the rate of a session, so that the whole scans between the walks weigh what they weigh there. */
const INTERVAL_MS = 1000;
const SAMPLES = 16;
const WARM_UP = 4;
const YARDSTICK_SAMPLES = 12;

const here = fileURLToPath(new URL(".", import.meta.url));

/** The samplers as the engine has them, bundled as the engine is. */
async function loadSamplers(folder) {
  const outfile = join(folder, "samplers.cjs");
  const names = ["systemSampler", "processTreeSampler", "processTable"];
  await build({
    stdin: {
      contents: names.map((name) => `export * from "../src/sampling/${name}";`).join("\n"),
      resolveDir: here,
      loader: "ts",
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["systeminformation"],
    logLevel: "error",
  });
  return createRequire(import.meta.url)(outfile);
}

async function startTree() {
  const script = `for n in $(seq ${TREE - 1}); do sleep 600 & done; echo ready; wait`;
  const root = spawn("bash", ["-c", script], { stdio: ["ignore", "pipe", "inherit"], detached: true });
  await new Promise((resolve) => root.stdout.once("data", resolve));
  return root;
}

/** Mean processor milliseconds and programs started, a call. */
async function cost(call, count, pauseMs) {
  let started = 0;
  const hook = createHook({ init: (_id, type) => void (type === "PROCESSWRAP" && started++) }).enable();
  let microseconds = 0;
  for (let i = 0; i < count; i++) {
    await delay(pauseMs);
    const before = process.cpuUsage();
    await call();
    const used = process.cpuUsage(before);
    microseconds += used.user + used.system;
  }
  hook.disable();
  return { milliseconds: microseconds / count / 1000, programs: started / count };
}

const round = (value) => Math.round(value * 1000) / 1000;

function row(what, ours, yardstick, reach) {
  const ratio = ours / yardstick;
  return { what, ours: round(ours), yardstick: round(yardstick), ratio: round(ratio), reach, pass: ratio <= reach };
}

async function measure(samplers, rootPid) {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const system = samplers.createSystemSampler({ log });
  const tree = new samplers.ProcessTreeSampler(samplers.createProcessTable({ log }));
  const sessions = new Map([["bench", { pids: [rootPid], launchId: "bench" }]]);
  const ours = async () => {
    await system.sample();
    await tree.sample(sessions);
    if (tree.members("bench").length !== TREE) throw new Error(`${tree.members("bench").length} processes found`);
  };
  await cost(ours, WARM_UP, 250);
  const own = await cost(ours, SAMPLES, INTERVAL_MS);

  const { default: information } = await import("systeminformation");
  const theirs = async () => {
    await information.currentLoad();
    await information.mem();
    await information.processLoad("sleep");
  };
  await cost(theirs, 2, 250);
  const other = await cost(theirs, YARDSTICK_SAMPLES, 600);
  const what = `system and a tree of ${TREE} processes at 1 Hz`;
  return [
    row(
      `${what}, against systeminformation's currentLoad, mem and processLoad, processor ms a sample`,
      own.milliseconds,
      other.milliseconds,
      0.2,
    ),
    row(`${what}, against 0.3 % of a core, processor ms a sample`, own.milliseconds, 3, 1),
    row(`${what}, against systeminformation, programs started a sample`, own.programs, other.programs, 0),
  ];
}

const folder = mkdtempSync(join(here, "..", "node_modules", ".bench-sample-"));
const root = await startTree();
try {
  const rows = await measure(await loadSamplers(folder), root.pid);
  process.stdout.write(`${JSON.stringify({ bench: "sample", rows })}\n`);
} finally {
  process.kill(-root.pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
