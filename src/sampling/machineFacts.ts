import { arch, cpus, hostname, release, type as osType } from "node:os";
import { errorText, type Log } from "../base/log";
import type { MachineFacts } from "../protocol/session";
import { usableMemoryBytes } from "./memoryLimit";

let cpuModel: Promise<string | undefined> | undefined;

/** Facts about this machine, without its GPUs, which the GPU sampler learns. The CPU's name is looked up once. */
export async function readMachineFacts(options: { readonly log: Log }): Promise<MachineFacts> {
  cpuModel ??= readCpuModel(options.log);
  const model = await cpuModel;
  return {
    host: hostname(),
    platform: `${osType()} ${release()} ${arch()}`,
    ...(model === undefined ? {} : { cpuModel: model }),
    coreCount: cpus().length,
    memoryBytes: usableMemoryBytes(),
  };
}

/** The runtime mostly knows it; asking the platform starts programs and loads what an engine needs for nothing else. */
async function readCpuModel(log: Log): Promise<string | undefined> {
  const known = tidyCpuModel(cpus()[0]?.model ?? "");
  return known ?? tidyCpuModel((await readCpuBrand(log)) ?? "");
}

/** `Xeon` for `Xeon(R) CPU @ 2.20GHz`; undefined where the name says nothing. */
function tidyCpuModel(model: string): string | undefined {
  const name = model
    .replace(/\((R|TM|C)\)/gi, "")
    .replace(/\bCPU\b/, "")
    .replace(/@.*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  return name === "" || name === "unknown" ? undefined : name;
}

async function readCpuBrand(log: Log): Promise<string | undefined> {
  try {
    const { cpu } = await import("systeminformation");
    const { manufacturer, brand } = await cpu();
    return brand === "" ? undefined : `${manufacturer} ${brand}`.trim();
  } catch (error) {
    log.warn(`the CPU's name is not known: ${errorText(error)}`);
    return undefined;
  }
}
