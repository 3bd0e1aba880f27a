import type { Direction } from "../protocol/session";
import { boundedSum } from "./boundedSum";
import { RunState } from "./run";

/** More runs than this in one session are left out. */
export const MAX_RUNS = 10_000;

/** The runs of a session, by the ids that its clients use. */
export class RunRegistry {
  private readonly runs = new Map<string, RunState>();
  /** What a client means by a name that another run had before, by client and name. */
  private readonly aliases = new Map<string, Map<string, string>>();

  list(): readonly RunState[] {
    return [...this.runs.values()];
  }

  /** The run that a client means, made if it is new; undefined where there are too many. */
  find(name: string, client: string, time: number): RunState | undefined {
    const id = this.nameOf(name, client);
    const known = this.runs.get(id);
    if (known !== undefined) return known;
    if (this.runs.size >= MAX_RUNS) return undefined;
    const run = new RunState(id, time);
    this.runs.set(id, run);
    return run;
  }

  /** The run that a client means, if there is one. */
  get(name: string, client: string): RunState | undefined {
    return this.runs.get(this.nameOf(name, client));
  }

  /** How many runs there are, and whether one of them has not ended. */
  activity(): { readonly begun: number; readonly isOpen: boolean } {
    for (const run of this.runs.values()) if (!run.hasEnded) return { begun: this.runs.size, isOpen: true };
    return { begun: this.runs.size, isOpen: false };
  }

  nameOf(run: string, client: string): string {
    return this.aliases.get(client)?.get(run) ?? run;
  }

  /**
   * A run that begins under an id which has begun already is another run: programs that make their own ids (a script run
   * twice, two workers) may use one twice. From here on this client means the second one.
   */
  separateSecond(run: string, client: string): void {
    if (this.runs.get(this.nameOf(run, client))?.hasStarted !== true) return;
    let number = 2;
    while (this.runs.has(`${run}#${number}`)) number++;
    const aliases = this.aliases.get(client) ?? new Map<string, string>();
    this.aliases.set(client, aliases.set(run, `${run}#${number}`));
  }

  /** Evaluations over all runs; undefined where none reports any. */
  evaluations(): number | undefined {
    let sum: number | undefined;
    for (const run of this.runs.values()) {
      if (run.evaluations !== undefined) sum = boundedSum(sum ?? 0, run.evaluations);
    }
    return sum;
  }

  /** The best over all runs, where they have one direction in common. */
  best(): { readonly best?: number; readonly direction?: Direction } {
    const runs = this.list();
    const directions = new Set(runs.map((run) => run.direction));
    const [direction] = directions;
    if (directions.size !== 1 || direction === undefined) return {};
    const values = runs.flatMap((run) => (run.best === undefined || Number.isNaN(run.best) ? [] : [run.best]));
    if (values.length === 0) return { direction };
    const better = direction === "maximize" ? Math.max : Math.min;
    return { direction, best: values.reduce((a, b) => better(a, b)) };
  }
}
