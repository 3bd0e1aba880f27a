// What a sample of a process tree costs against the number of its processes, in processor time of the sampler.
import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { loadSource } from "../_source.mjs";
import { growthRow, isQuick, print } from "./_growth.mjs";

const SIZES = isQuick ? [1, 10, 100] : [1, 10, 50, 100, 500];
const SAMPLES = 12;
const PAUSE_MS = 300;
const samplers = await loadSource("src/sampling/processTreeSampler", "src/sampling/processTable");
const log = { debug() {}, info() {}, warn() {}, error() {} };

async function startTree(size) {
  const script = `for n in $(seq ${size - 1}); do sleep 600 & done; echo ready; exec sleep 600`;
  const root = spawn("bash", ["-c", script], { stdio: ["ignore", "pipe", "inherit"], detached: true });
  await new Promise((resolve) => root.stdout.once("data", resolve));
  return root;
}

/** Mean processor milliseconds a sample. */
async function measure(size) {
  const root = await startTree(size);
  try {
    const sampler = new samplers.ProcessTreeSampler(samplers.createProcessTable({ log }));
    const sessions = new Map([["bench", { pids: [root.pid], launchId: "bench" }]]);
    for (let turn = 0; turn < 3; turn++) await sampler.sample(sessions);
    if (sampler.members("bench").length !== size)
      throw new Error(`${sampler.members("bench").length} of ${size} found`);
    let microseconds = 0;
    for (let turn = 0; turn < SAMPLES; turn++) {
      await delay(PAUSE_MS);
      const before = process.cpuUsage();
      await sampler.sample(sessions);
      const { user, system } = process.cpuUsage(before);
      microseconds += user + system;
    }
    return microseconds / SAMPLES / 1000;
  } finally {
    process.kill(-root.pid, "SIGKILL");
  }
}

const points = [];
await measure(10);
for (const size of SIZES) points.push([size, await measure(size)]);
print("processes", [
  growthRow({ what: "one sample of the tree", unit: "ms", against: "processes in the tree", expected: 1, points }),
]);
