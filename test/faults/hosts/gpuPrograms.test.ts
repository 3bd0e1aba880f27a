import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/log";
import { NvidiaGpuSampler } from "../../../src/sampling/nvidiaGpuSampler";
import { until } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";

const READING = "1, 0, GPU-9f2c8d3e-1b7a-4c55-8e10-0a1b2c3d4e5f, Tesla T4, 7, 1, 15360, 26.11";
/** Of each of the two programs that run side by side: the first start and five fruitless ones. */
const MOST_STARTS = 12;

/** What the program does instead of its work, and whether it had worked before. */
const WAYS: readonly (readonly [string, string, "never" | "worked" | "hangs"])[] = [
  ["prints garbage without end", "while :; do head -c 300 /dev/urandom; echo; sleep 0.02; done", "never"],
  ["prints garbage after readings", `echo "${READING}"; while :; do echo '%%garbage%%'; sleep 0.02; done`, "worked"],
  ["prints megabytes without a line", "while :; do head -c 1000000 /dev/zero | tr '\\0' x; sleep 0.05; done", "hangs"],
  ["exits at once", "exit 3", "never"],
  ["spits to stderr and exits", "head -c 2000000 /dev/urandom >&2; echo broken >&2; exit 1", "never"],
  ["disappears midway", `echo "${READING}"; sleep 0.2; rm -f "$0"; exit 0`, "worked"],
];

let folder: string;
let warnings: string[];
let sampler: NvidiaGpuSampler;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "om-gpu-"));
  warnings = [];
});
afterEach(() => {
  sampler.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function starts(): readonly number[] {
  try {
    return readFileSync(join(folder, "pids"), "utf8").split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Whether there is such a process: a zombie is one, too. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.runIf(process.platform === "linux")("an nvidia-smi that", () => {
  it.each(WAYS)("%s is told of once at most, restarted seldom and leaves no process", async (way, does, before) => {
    const command = join(folder, "nvidia-smi");
    writeFileSync(command, `#!/bin/bash\necho $$ >> "${folder}/pids"\n${does}\n`);
    chmodSync(command, 0o755);
    const onWarning = (message: string): number => warnings.push(message);
    sampler = new NvidiaGpuSampler({ command, log: silentLog, onWarning, minimumSilenceMs: 300, firstRestartMs: 20 });
    sampler.start(0.03);
    await until("a reason", () => sampler.reason());
    await until("the end or a second try", () => (starts().length >= 3 || before === "worked" ? true : undefined));
    expect(sampler.reason()).toMatch(/^nvidia-smi (?:gives no readings|hangs): .+\.$/s);
    expect(sampler.reason()?.length).toBeLessThan(300);
    expect(warnings.length).toBe(before === "never" ? 0 : 1);
    expect(starts().length).toBeLessThanOrEqual(MOST_STARTS);
    sampler.dispose();
    await until("no process left", () => (starts().some(isThere) ? undefined : true));
    recordFault({
      fault: `nvidia-smi ${way}`,
      promise: "told once at most, restarted with growing pauses, no process or zombie left",
      tried: starts().length,
    });
  });
});
