import type { Direction, SessionStatus } from "../protocol/session";

/** What rules need to know of a run; a `RunState` has it. */
export interface RunFacts {
  readonly id: string;
  readonly algorithm: string;
  readonly direction: Direction | undefined;
  readonly best: number | undefined;
  readonly evaluations: number | undefined;
  readonly budget: number | undefined;
  readonly target: number | undefined;
}

/** How many runs there have been, and whether one of them has not ended. */
export interface RunActivity {
  readonly begun: number;
  readonly isOpen: boolean;
}

/** The numbers of an iteration. */
interface NumbersByName {
  get(name: string): number | undefined;
}

/** One thing that rules look at. Times are those of the journal, so that a replay sees the same. */
export type Observation =
  | {
      readonly type: "iteration";
      readonly time: number;
      readonly run: RunFacts;
      readonly values: NumbersByName;
    }
  | {
      readonly type: "runEnd";
      readonly time: number;
      readonly run: RunFacts;
      readonly status: string;
      readonly message?: string;
    }
  | {
      readonly type: "samples";
      readonly time: number;
      readonly table: string;
      readonly values: Readonly<Record<string, number>>;
      /** Asked only by who needs it. */
      readonly activity: () => RunActivity;
    }
  | {
      readonly type: "metric";
      readonly time: number;
      readonly name: string;
      readonly run?: string;
      readonly value: number;
    }
  | {
      readonly type: "component";
      readonly time: number;
      readonly name: string;
      readonly count: number;
      readonly total: number;
    }
  /** A client said something, whatever it was. */
  | { readonly type: "report"; readonly time: number }
  /** Time goes by. */
  | { readonly type: "tick"; readonly time: number; readonly activity: () => RunActivity }
  | {
      readonly type: "end";
      readonly time: number;
      readonly status: SessionStatus;
      readonly reason?: string;
      readonly label: string;
    };

export type ObservationType = Observation["type"];
export type Of<T extends ObservationType> = Extract<Observation, { readonly type: T }>;
