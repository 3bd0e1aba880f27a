import { errorText, type Log } from "../base/log";
import type { Reading } from "./sampler";

/** Reads the names of the display adapters. */
export type ReadAdapters = () => Promise<readonly string[]>;

/** A machine without nvidia-smi: at most the names of its GPUs, which macOS and Windows tell. */
export class NamedGpus {
  private names: readonly string[] | undefined;
  private isAsked = false;

  constructor(
    private readonly platform: NodeJS.Platform,
    private readonly log: Log,
    private readonly readAdapters: ReadAdapters = adaptersOfSystemInformation,
  ) {
    if (platform !== "darwin" && platform !== "win32") this.names = [];
  }

  /** Asks for the names, once: the platform starts a program for it. */
  start(): void {
    if (this.names !== undefined || this.isAsked) return;
    this.isAsked = true;
    this.readAdapters().then(
      (names) => (this.names = names),
      (error: unknown) => {
        this.names = [];
        this.log.warn(`the GPUs' names are not known: ${errorText(error)}`);
      },
    );
  }

  stop(): void {
    // Nothing runs.
  }

  dispose(): void {
    // Nothing is held.
  }

  devices(): readonly string[] | undefined {
    return this.names;
  }

  reason(): string | undefined {
    if (this.names === undefined) return undefined;
    if (this.names.length === 0) return "No GPU is recorded: nvidia-smi, which gives its readings, was not found.";
    const platform = this.platform === "darwin" ? "macOS" : "this system";
    return `GPU use is recorded for NVIDIA GPUs only; ${platform} gives no readings of ${this.names.join(", ")}.`;
  }

  read(): readonly Reading[] {
    return [];
  }

  processMemory(): readonly Reading[] {
    return [];
  }
}

async function adaptersOfSystemInformation(): Promise<readonly string[]> {
  const { graphics } = await import("systeminformation");
  const { controllers } = await graphics();
  return controllers.map(({ model, vendor }) => (model === "" ? vendor : model)).filter((name) => name !== "");
}
