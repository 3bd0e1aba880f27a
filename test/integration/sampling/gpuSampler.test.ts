import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/log";
import { createGpuSampler, type GpuSampler } from "../../../src/sampling/gpuSampler";
import { NamedGpus } from "../../../src/sampling/namedGpus";
import { NvidiaGpuSampler } from "../../../src/sampling/nvidiaGpuSampler";
import { eventually, readIfThere } from "./processes";

const UUIDS = ["GPU-9f2c8d3e-1b7a-4c55-8e10-0a1b2c3d4e5f", "GPU-00000000-1b7a-4c55-8e10-0a1b2c3d4e5f"] as const;
const MIB = 1024 * 1024;

/** Replays what nvidia-smi prints; `$1` tells the query, `$GPUS`/`$APPS` are what follows in each round. */
const REPLAY = (gpus: string, apps: string): string => `#!/bin/bash
echo "$@" >> "$(dirname "$0")/calls"
echo $$ >> "$(dirname "$0")/pids"
round=0
while :; do
  round=$((round + 1))
  case "$1" in
    --query-gpu=*) ${gpus} ;;
    --query-compute-apps=*) ${apps} ;;
    *) exit 2 ;;
  esac
  sleep 0.1
done
`;

describe.runIf(process.platform !== "win32")("GPU sampler over a replayed nvidia-smi", () => {
  let folder: string;
  let warnings: string[];
  let sampler: GpuSampler | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gpu-"));
    warnings = [];
  });
  afterEach(async () => {
    sampler?.dispose();
    sampler = undefined;
    await eventually("all replays to end", () => pids().every((pid) => !isAlive(pid)));
    rmSync(folder, { recursive: true, force: true });
  });

  function install(script: string): void {
    const path = join(folder, "nvidia-smi");
    writeFileSync(path, script);
    chmodSync(path, 0o755);
  }

  /** Found on the path, as the real one is. */
  function found(): GpuSampler {
    const env = { PATH: `/nowhere:${folder}` };
    sampler = createGpuSampler({ log: silentLog, onWarning: (message) => warnings.push(message), env });
    return sampler;
  }

  /** With short times for hangs and restarts. */
  function impatient(): GpuSampler {
    const command = join(folder, "nvidia-smi");
    const onWarning = (message: string): number => warnings.push(message);
    sampler = new NvidiaGpuSampler({ command, log: silentLog, onWarning, minimumSilenceMs: 400, firstRestartMs: 20 });
    return sampler;
  }

  function pids(): readonly number[] {
    return readIfThere(join(folder, "pids")).split("\n").filter(Boolean).map(Number);
  }

  it("reads several GPUs and the memory of given processes, from two programs that stay", async () => {
    install(
      REPLAY(
        `echo "2, 0, ${UUIDS[0]}, NVIDIA H200, $((round % 100)), 1024, 143771, 120.53"; echo "2, 1, ${UUIDS[1]}, NVIDIA GeForce MX150, [N/A], 3, 2002, [Not Supported]"`,
        `echo "${UUIDS[0]}, 4711, 512"; echo "${UUIDS[0]}, 4712, 256"; echo "${UUIDS[1]}, 4711, [N/A]"; echo "${UUIDS[0]}, 99, 9999"`,
      ),
    );
    const gpu = found();
    expect(gpu.devices()).toBeUndefined();
    expect(gpu.read()).toEqual([]);
    gpu.start(0.1);
    await eventually("both GPUs", () => gpu.devices()?.length === 2);
    expect(gpu.devices()).toEqual(["NVIDIA H200", "NVIDIA GeForce MX150"]);
    expect(gpu.reason()).toBeUndefined();
    const value = (metric: string, label: string): number | undefined =>
      gpu.read().find((each) => each.metric === metric && each.labels?.["gpu"] === label)?.value;
    expect(value("gpu_memory_used_bytes", "0")).toBe(1024 * MIB);
    expect(value("gpu_memory_total_bytes", "1")).toBe(2002 * MIB);
    expect(value("gpu_power_watts", "0")).toBe(120.53);
    expect(value("gpu_power_watts", "1")).toBeUndefined();
    expect(value("gpu_utilization_percent", "1")).toBeUndefined();
    await eventually("a later round", () => (value("gpu_utilization_percent", "0") ?? 0) > 3);
    const held = await eventually("process memory", () => {
      const readings = gpu.processMemory(new Set([4711, 4712, 4713]));
      return readings.length > 0 ? readings : undefined;
    });
    expect(held).toEqual([{ metric: "gpu_process_memory_bytes", labels: { gpu: "0" }, value: 768 * MIB }]);
    expect(gpu.processMemory(new Set([1]))).toEqual([]);
    const calls = readIfThere(join(folder, "calls")).trim().split("\n");
    expect(calls).toHaveLength(2);
    for (const call of calls) expect(call).toMatch(/--format=csv,noheader,nounits -lms 100$/);
    gpu.stop();
    await eventually("both programs to end", () => pids().every((pid) => !isAlive(pid)));
    expect(gpu.read()).toEqual([]);
    expect(gpu.devices()).toHaveLength(2);
    expect(warnings).toEqual([]);
  });

  it("passes over garbage between the lines", async () => {
    install(
      REPLAY(
        `printf 'Warning: infoROM is corrupted at gpu 0000:04:00.0\\n\\n\\xff\\xfe,,,\\n'; echo "1, 0, ${UUIDS[0]}, Tesla T4, 7, 1, 15360, 26.11"`,
        `echo "No running processes found"`,
      ),
    );
    const gpu = found();
    gpu.start(0.1);
    await eventually("the GPU", () => gpu.devices()?.[0] === "Tesla T4");
    expect(gpu.read()).toHaveLength(4);
    expect(gpu.processMemory(new Set([1]))).toEqual([]);
  });

  it("says why a driver gives nothing, without a warning, and gives up", async () => {
    const message =
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that it is running.";
    install(`#!/bin/bash\necho $$ >> ${folder}/pids\necho "${message}"\nexit 9\n`);
    const gpu = impatient();
    gpu.start(0.1);
    await eventually("the reason", () => gpu.devices()?.length === 0);
    expect(gpu.reason()).toBe(`nvidia-smi gives no readings: ${message}`);
    expect(warnings).toEqual([]);
    await eventually("some more attempts", () => pids().length >= 4);
  });

  it("starts it again when it dies, and warns once", async () => {
    install(REPLAY(`echo "1, 0, ${UUIDS[0]}, Tesla T4, 7, 1, 15360, 26.11"; [ $round -ge 2 ] && exit 15`, ":"));
    const gpu = impatient();
    gpu.start(0.1);
    await eventually("three lives", () => readIfThere(join(folder, "calls")).match(/query-gpu/g)?.length === 3);
    await eventually("readings again", () => gpu.read().length === 4 && gpu.reason() === undefined);
    expect(warnings).toEqual(["nvidia-smi gives no readings: it exited with 15."]);
  });

  it("reports a hang once, gives nothing meanwhile, and ends what hangs", async () => {
    install(REPLAY(`[ $round = 1 ] && echo "1, 0, ${UUIDS[0]}, Tesla T4, 7, 1, 15360, 26.11"; exec sleep 600`, ":"));
    const gpu = impatient();
    gpu.start(0.1);
    await eventually("a reading", () => gpu.read().length === 4);
    await eventually("two lives", () => readIfThere(join(folder, "calls")).match(/query-gpu/g)?.length === 2);
    expect(warnings).toEqual(["nvidia-smi hangs: it printed nothing for 1.00\u00a0s."]);
  });

  it("starts nothing where there is no nvidia-smi, and says so", () => {
    const gpu = createGpuSampler({
      log: silentLog,
      onWarning: (message) => warnings.push(message),
      env: { PATH: folder },
      platform: "linux",
    });
    gpu.start(0.1);
    expect(gpu.devices()).toEqual([]);
    expect(gpu.reason()).toBe("No GPU is recorded: nvidia-smi, which gives its readings, was not found.");
    expect(gpu.read()).toEqual([]);
    expect(warnings).toEqual([]);
    gpu.dispose();
  });

  it("names other makers' GPUs where the system tells them", async () => {
    const gpu = new NamedGpus("darwin", silentLog, async () => ["Apple M3"]);
    expect(gpu.devices()).toBeUndefined();
    gpu.start();
    await eventually("the name", () => gpu.devices()?.[0] === "Apple M3");
    expect(gpu.reason()).toBe("GPU use is recorded for NVIDIA GPUs only; macOS gives no readings of Apple M3.");
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
