import type { Socket } from "node:net";
import { join } from "node:path";
import type { Alert } from "../../../src/protocol/alerts";
import type { LaunchAnnouncement } from "../../../src/protocol/rpc";
import { DIST, until, type Controller, type Workbench } from "./workbench";

/** An announcement of a launch with what a test does not care about filled in. */
export function launch(launchId: string, more: Partial<LaunchAnnouncement> = {}): LaunchAnnouncement {
  return { launchId, kind: "task", label: launchId, ...more };
}

/** An iteration of the wire whose best is its number. */
export const iteration = (run: string, index: number): unknown => ({
  type: "iteration",
  run,
  iteration: index,
  best: index,
});

/** A batch of the wire. */
export const batch = (sequence: number, ...events: readonly unknown[]): unknown => ({
  type: "batch",
  sequence,
  events,
});

/** A client of the wire that a test writes itself: lines out, the engine's answers in. */
export class RawClient {
  readonly answers: Record<string, unknown>[] = [];
  isClosed = false;
  private rest = "";

  constructor(readonly socket: Socket) {
    socket.on("data", (bytes: Buffer) => this.read(bytes.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => (this.isClosed = true));
  }

  send(...messages: readonly unknown[]): void {
    this.socket.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
  }

  greet(more: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
    this.send({ type: "hello", protocol: 1, client: "raw", ...more });
    return this.answer("welcome");
  }

  /** The first answer of a type, waited for. */
  answer(type: string, seconds = 10): Promise<Record<string, unknown>> {
    return until(`an answer "${type}"`, () => this.answers.find((answer) => answer["type"] === type), seconds);
  }

  acknowledged(sequence: number, seconds = 10): Promise<boolean> {
    return until(
      `the acknowledgement of ${sequence}`,
      () =>
        this.answers.some((answer) => answer["type"] === "ack" && answer["sequence"] === sequence) ? true : undefined,
      seconds,
    );
  }

  private read(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.answers.push(JSON.parse(line) as Record<string, unknown>);
  }
}

/** A client that has said hello. */
export async function client(bench: Workbench, more: Readonly<Record<string, unknown>> = {}): Promise<RawClient> {
  const raw = new RawClient(await bench.ingest());
  await raw.greet(more);
  return raw;
}

/** What the command line exports of a session. */
export interface Exported {
  readonly session: Readonly<Record<string, unknown>>;
  readonly runs: readonly {
    readonly algorithm: string;
    readonly evaluations?: number;
    readonly best?: unknown;
    readonly iterations: readonly { readonly iteration: number; readonly best?: unknown; readonly time?: number }[];
  }[];
  readonly components: readonly { readonly name: string; readonly count: number }[];
  readonly notes: readonly { readonly text: string }[];
  readonly alerts: readonly Alert[];
  readonly series: readonly { readonly metric: string; readonly values: readonly unknown[] }[];
  readonly dropped: number;
}

/** The export of one session, as the command line gives it. */
export async function exported(bench: Workbench, id = "latest"): Promise<Exported> {
  const outcome = await bench.cli("export", id, "--format", "json");
  if (outcome.code !== 0) throw new Error(outcome.stderr);
  return JSON.parse(outcome.stdout) as Exported;
}

/** Whole numbers from 0 to `count` - 1. */
export function upTo(count: number): readonly number[] {
  return [...Array(count).keys()];
}

/** Ends the engine as a crash does and waits until it is gone. */
export async function killEngine(bench: Workbench): Promise<void> {
  const pid = bench.enginePid();
  if (pid === undefined) throw new Error("there is no engine to kill");
  process.kill(pid, "SIGKILL");
  await until("the engine's end", () => (bench.enginePid() === undefined ? true : undefined));
}

/** The sessions in the list once they are so many and all have ended. */
export function ended(
  controller: Controller,
  count: number,
  seconds = 20,
): Promise<Awaited<ReturnType<Controller["sessions"]>>> {
  return until(
    `${count} ended sessions`,
    async () => {
      const sessions = await controller.sessions();
      return sessions.length === count && sessions.every(({ endTime }) => endTime !== undefined) ? sessions : undefined;
    },
    seconds,
  );
}

/** The program that a bundle of ours is. */
export const CLI = join(DIST, "cli.js");
