import { readFile } from "node:fs";
import { promisify } from "node:util";
import { environmentValue } from "./processStat";
import type { ProcProcess } from "./procProcess";

/** The launch id that a program was started with. */
interface KnownEnvironment {
  readonly start: number;
  readonly program: string;
  readonly launchId: string | undefined;
}

/** Knows the launch ids in the environments of processes; each program's is read once. */
export class LaunchEnvironments {
  private readonly known = new Map<number, KnownEnvironment>();

  /** The process's OPTIMIZER_MONITOR_SESSION; undefined where it has none, or may not be read. */
  async launchIdOf(found: ProcProcess): Promise<string | undefined> {
    // A process that executes another program gets another environment, in another place.
    const program = `${found.environmentStart} ${found.name}`;
    const known = this.known.get(found.pid);
    if (known?.start === found.start && known.program === program) return known.launchId;
    const launchId = await readLaunchId(found.pid);
    this.known.set(found.pid, { start: found.start, program, launchId });
    return launchId;
  }

  /** Forgets the processes that are no more. */
  keep(pids: ReadonlySet<number>): void {
    for (const pid of this.known.keys()) if (!pids.has(pid)) this.known.delete(pid);
  }
}

/** Through the thread pool, because this file can wait for the process's memory to be free. */
const readInBackground = promisify(readFile);

async function readLaunchId(pid: number): Promise<string | undefined> {
  try {
    return environmentValue(await readInBackground(`/proc/${pid}/environ`, "latin1"), "OPTIMIZER_MONITOR_SESSION");
  } catch {
    // Another user's process, or one that has ended since.
    return undefined;
  }
}
