import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** One GPU at one time, as nvidia-smi tells it. */
export interface GpuLine {
  /** How many GPUs the machine has. */
  readonly count?: number;
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly utilizationPercent?: number;
  readonly memoryUsedBytes?: number;
  readonly memoryTotalBytes?: number;
  readonly powerWatts?: number;
}

/** The memory that one process holds on one GPU. */
export interface GpuProcessLine {
  readonly uuid: string;
  readonly pid: number;
  readonly memoryBytes?: number;
}

const FORMAT = "--format=csv,noheader,nounits";

/** The arguments that make nvidia-smi print a line for each GPU at every interval. */
export function gpuQuery(intervalMs: number): readonly string[] {
  const fields = "count,index,uuid,name,utilization.gpu,memory.used,memory.total,power.draw";
  return [`--query-gpu=${fields}`, FORMAT, "-lms", String(Math.round(intervalMs))];
}

/** The arguments that make nvidia-smi print a line for each process on a GPU at every interval. */
export function gpuProcessQuery(intervalMs: number): readonly string[] {
  return ["--query-compute-apps=gpu_uuid,pid,used_memory", FORMAT, "-lms", String(Math.round(intervalMs))];
}

const MEBIBYTE = 1024 * 1024;

/** Parses a line of `gpuQuery`; undefined for anything else, as nvidia-smi prints its errors on the same stream. */
export function parseGpuLine(line: string): GpuLine | undefined {
  const [count = "", index = "", uuid = "", ...rest] = splitFields(line);
  if (!/^\d{1,4}$/.test(index) || !isUuid(uuid) || rest.length < 5) return undefined;
  // A name that holds commas is what stands between the fixed fields.
  const name = rest.slice(0, -4).join(", ");
  const [utilization, memoryUsed, memoryTotal, power] = rest.slice(-4).map(parseFigure);
  return {
    ...(/^\d{1,4}$/.test(count) ? { count: Number(count) } : {}),
    index: Number(index),
    uuid,
    name,
    ...(utilization === undefined ? {} : { utilizationPercent: utilization }),
    ...(memoryUsed === undefined ? {} : { memoryUsedBytes: memoryUsed * MEBIBYTE }),
    ...(memoryTotal === undefined ? {} : { memoryTotalBytes: memoryTotal * MEBIBYTE }),
    ...(power === undefined ? {} : { powerWatts: power }),
  };
}

/** Parses a line of `gpuProcessQuery`; undefined for anything else. */
export function parseGpuProcessLine(line: string): GpuProcessLine | undefined {
  const [uuid = "", pid = "", memory = "", ...rest] = splitFields(line);
  if (!isUuid(uuid) || !/^\d{1,10}$/.test(pid) || rest.length > 0) return undefined;
  const mebibytes = parseFigure(memory);
  return { uuid, pid: Number(pid), ...(mebibytes === undefined ? {} : { memoryBytes: mebibytes * MEBIBYTE }) };
}

function splitFields(line: string): readonly string[] {
  return line.split(",").map((field) => field.trim());
}

function isUuid(text: string): boolean {
  return /^(GPU|MIG)-[\w/-]+$/.test(text);
}

/** A figure with or without its unit; `[N/A]`, `[Not Supported]`, `[Unknown Error]` and the like are none. */
function parseFigure(field: string): number | undefined {
  const digits = /^(\d+(?:\.\d+)?)(?: (?:%|MiB|W))?$/.exec(field)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Where nvidia-smi is installed, or undefined. */
export function findNvidiaSmi(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const name = platform === "win32" ? "nvidia-smi.exe" : "nvidia-smi";
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter((folder) => folder !== "");
  // On WSL the driver's folder is not on the path of every login.
  const known = platform === "linux" ? ["/usr/lib/wsl/lib"] : [];
  return [...folders, ...known].map((folder) => join(folder, name)).find(isExecutableFile);
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
