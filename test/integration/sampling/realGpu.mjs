// Shows what the GPU sampler reads on a machine with an NVIDIA GPU: node test/integration/sampling/realGpu.mjs [PID …]
// With pids, the GPU memory of those processes too. Fails when no reading comes within 20 s, or nvidia-smi outlives it.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const pids = new Set(process.argv.slice(2).map(Number));
const ROUNDS = 10;

async function loadSampler(folder) {
  const outfile = join(folder, "gpu.cjs");
  const entryPoints = [join(root, "src/sampling/gpuSampler.ts")];
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "cjs", external: ["systeminformation"] });
  return createRequire(import.meta.url)(outfile);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function watch(sampler) {
  sampler.start(0.5);
  const deadline = Date.now() + 20_000;
  while (sampler.read().length === 0 && Date.now() < deadline) await delay(50);
  console.log("devices", sampler.devices(), "reason", sampler.reason());
  for (let round = 0; round < ROUNDS && sampler.read().length > 0; round++) {
    const readings = [...sampler.read(), ...sampler.processMemory(pids)];
    console.log(readings.map(({ metric, labels, value }) => `${metric}{${labels.gpu}}=${value}`).join("  "));
    await delay(500);
  }
  const hasReadings = sampler.read().length > 0;
  const started = sampler.pids ?? [];
  sampler.dispose();
  const end = Date.now() + 5000;
  while (started.some(isAlive) && Date.now() < end) await delay(20);
  console.log(`nvidia-smi processes: ${started.length}, left: ${started.filter(isAlive).length}`);
  return hasReadings && !started.some(isAlive);
}

const folder = mkdtempSync(join(root, "node_modules", ".real-gpu-"));
try {
  const { createGpuSampler } = await loadSampler(folder);
  const log = { debug: console.log, info: console.log, warn: console.log, error: console.log };
  const isFine = await watch(createGpuSampler({ log, onWarning: (message) => console.log("warning:", message) }));
  process.exitCode = isFine ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
