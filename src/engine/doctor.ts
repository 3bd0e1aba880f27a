import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { PRIVATE_FOLDER } from "../base/privateFiles";
import { join } from "node:path";
import type { ApiStatus } from "../protocol/api";
import type { DoctorFact, EngineFacts } from "../protocol/rpc";
import type { GpuSampler } from "../sampling/gpuSampler";

const PROBE_MS = 5000;

/** Looks at what works here: engine, sockets, history, Python and its client, GPU, process details. */
export async function examine(facts: EngineFacts, gpu: GpuSampler, api: ApiStatus): Promise<readonly DoctorFact[]> {
  return [
    { name: "engine", state: "ok", detail: `version ${facts.version}, protocol ${facts.rpcVersion}, pid ${facts.pid}` },
    { name: "node", state: "ok", detail: `${process.version} on ${process.platform} ${process.arch}` },
    { name: "ingest socket", state: "ok", detail: facts.endpoint },
    apiFact(api),
    await historyFact(facts.historyFolder),
    ...(await pythonFacts()),
    await gpuFact(gpu),
    await processFact(),
  ];
}

function apiFact({ url, problem }: ApiStatus): DoctorFact {
  if (problem !== undefined) return { name: "api", state: "warning", detail: problem };
  if (url !== undefined) return { name: "api", state: "ok", detail: `${url}, with a bearer token` };
  return { name: "api", state: "absent", detail: "off; optimizerMonitor.api.enabled or serve --port turns it on" };
}

async function historyFact(folder: string): Promise<DoctorFact> {
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    await access(folder, constants.R_OK | constants.W_OK);
    return { name: "history", state: "ok", detail: `${folder} can be written` };
  } catch (error) {
    return { name: "history", state: "failed", detail: `${folder} cannot be written: ${String(error)}` };
  }
}

async function pythonFacts(): Promise<readonly DoctorFact[]> {
  const command = process.platform === "win32" ? "python" : "python3";
  const version = await probe(command, ["--version"]);
  if (version === undefined) {
    return [
      {
        name: "python",
        state: "absent",
        detail: `no ${command} on the path; programs in other languages work without it`,
      },
    ];
  }
  const client = await probe(command, ["-c", "import optimizer_monitor as om; print(om.__version__)"]);
  return [
    { name: "python", state: "ok", detail: version },
    client === undefined
      ? {
          name: "python client",
          state: "failed",
          detail: `${command} cannot import optimizer_monitor from ${pythonPath()}`,
        }
      : { name: "python client", state: "ok", detail: `optimizer_monitor ${client}` },
  ];
}

async function gpuFact(gpu: GpuSampler): Promise<DoctorFact> {
  const found = await probe("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"]);
  if (found !== undefined && found !== "") return { name: "gpu", state: "ok", detail: found.split("\n").join(", ") };
  return { name: "gpu", state: "absent", detail: gpu.reason() ?? "none found on this machine" };
}

async function processFact(): Promise<DoctorFact> {
  if (process.platform !== "linux") {
    return {
      name: "process details",
      state: "warning",
      detail: "read through systeminformation, at a slower rate than on Linux",
    };
  }
  try {
    await access("/proc/self/io", constants.R_OK);
    return { name: "process details", state: "ok", detail: "/proc is readable" };
  } catch {
    return { name: "process details", state: "warning", detail: "/proc is not readable: no figures of processes" };
  }
}

/** Where the build puts the Python client, beside the bundles. */
function pythonPath(): string {
  return join(__dirname, "clients", "python");
}

function probe(command: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env, PYTHONPATH: pythonPath() };
    execFile(command, [...args], { timeout: PROBE_MS, env }, (error, stdout, stderr) => {
      resolve(error === null ? (stdout.trim() === "" ? stderr.trim() : stdout.trim()) : undefined);
    });
  });
}
