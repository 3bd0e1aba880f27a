import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { isMainThread, threadId } from "node:worker_threads";
import { RecordBuffer } from "./buffer.js";
import { Components, disposable } from "./components.js";
import { parseEndpoint, type Endpoint } from "./endpoint.js";
import { formatNote, formatRunStart, type Recorded } from "./format.js";
import { followProcess, type Departing } from "./lifecycle.js";
import { askFigures, writeReportFile, type Subject } from "./asking.js";
import type { SessionFigures } from "./figures.js";
import { Ledger } from "./ledger.js";
import { failure, ReportingRun, runBody, SilentRun, type RunSink } from "./run.js";
import { Sender } from "./sender.js";
import { Timers } from "./timers.js";
import type { Client, Run, RunOptions, StopComponent } from "./types.js";
import { VERSION } from "./version.js";

/** Events kept while the engine cannot take them; a Pareto front counts as several. */
const CAPACITY = 50_000;
/** How long the answers to questions may take. */
const SUMMARY_MS = 2000;
const REPORT_MS = 30_000;

/** Where to report to; by default the environment says it. */
export interface ClientOptions {
  /** `unix:/path` or `tcp://host:port`. */
  readonly endpoint?: string | undefined;
  readonly token?: string | undefined;
  readonly session?: string | undefined;
  /** How many events are kept while the engine cannot take them. */
  readonly capacity?: number | undefined;
}

/** A client that reports to the given engine, or does nothing at all when there is none. */
export function createClient(options: ClientOptions = fromEnvironment()): Client {
  const endpoint = parseEndpoint(options.endpoint);
  return endpoint === undefined ? silentClient() : new ReportingClient(endpoint, options);
}

function fromEnvironment(): ClientOptions {
  const { env } = process;
  return {
    endpoint: env["OPTIMIZER_MONITOR_ENDPOINT"],
    token: env["OPTIMIZER_MONITOR_TOKEN"],
    session: env["OPTIMIZER_MONITOR_SESSION"],
  };
}

const now = Date.now;

class ReportingClient implements Client, RunSink, Departing {
  private readonly id = randomUUID().replaceAll("-", "");
  private readonly buffer: RecordBuffer;
  private readonly timers = new Timers();
  private readonly components = new Components(this.timers, () => this.sender.touch(now()));
  readonly sender: Sender;
  private readonly openRuns = new Set<Run>();
  private runCount = 0;
  private readonly ledger = new Ledger();
  private readonly subject: Subject;

  constructor(
    endpoint: Endpoint,
    private readonly options: ClientOptions,
  ) {
    this.buffer = new RecordBuffer(options.capacity ?? CAPACITY);
    const { buffer, timers } = this;
    this.sender = new Sender({ endpoint, buffer, timers, hello: () => this.hello() });
    const asker = { endpoint, id: this.id, token: options.token, flush: (ms: number) => this.flush(ms) };
    this.subject = { asker, runs: () => this.ledger.figures() };
    followProcess(this);
  }

  run(algorithm: string, options?: RunOptions): Run;
  run<T>(algorithm: string, options: RunOptions, body: (run: Run) => T): T;
  run<T>(algorithm: string, options: RunOptions = {}, body?: (run: Run) => T): Run | T {
    const id = `${this.id.slice(0, 12)}-${++this.runCount}`;
    const run = new ReportingRun(id, this, this.ledger.enter(id, algorithm, options));
    this.quietly(() => {
      this.openRuns.add(run);
      this.recordText(formatRunStart(run.id, algorithm, options, now()));
    });
    return body === undefined ? run : runBody(run, body);
  }

  component<T>(name: string, body: () => T): T {
    return this.components.run(name, body);
  }

  startComponent(name: string, options?: { readonly parent?: string | undefined }): StopComponent {
    return this.components.start(name, options?.parent);
  }

  data(bytes: number, options?: Parameters<Client["data"]>[1]): void {
    this.quietly(() => this.record({ kind: "data", time: now(), weight: 1, bytes, options: { ...options } }));
  }

  metric(name: string, value: number, options?: Parameters<Client["metric"]>[2]): void {
    this.quietly(() => this.record({ kind: "metric", time: now(), weight: 1, name, value, options: { ...options } }));
  }

  note(text: string, options?: Parameters<Client["note"]>[1]): void {
    this.quietly(() => {
      const line = formatNote(text, options ?? {}, now());
      this.record({ kind: "text", time: now(), weight: 1 + line.length / 1000, text: line, droppable: true });
    });
  }

  flush(timeoutMs = 2000): Promise<boolean> {
    return this.sender.flush(timeoutMs, () => false);
  }

  summary(timeoutMs = SUMMARY_MS): Promise<SessionFigures> {
    return askFigures(this.subject, timeoutMs);
  }

  writeReport(path: string, timeoutMs = REPORT_MS): Promise<boolean> {
    return writeReportFile(this.subject, path, timeoutMs);
  }

  enabled(): boolean {
    return true;
  }

  record(recorded: Recorded): void {
    this.buffer.push(recorded);
    this.sender.touch(recorded.time);
  }

  runEnded(run: Run): void {
    this.openRuns.delete(run);
  }

  failOpenRuns(error: unknown): void {
    for (const run of [...this.openRuns]) run.end(failure(error));
  }

  sayBye(): void {
    this.recordText(JSON.stringify({ type: "bye", time: now() / 1000 }));
  }

  private recordText(text: string): void {
    this.record({ kind: "text", time: now(), weight: 1 + text.length / 1000, text, droppable: false });
  }

  private hello(): string {
    const hello = {
      type: "hello",
      protocol: 1,
      client: `node ${VERSION}`,
      id: this.id,
      pid: process.pid,
      ppid: process.ppid,
      thread: isMainThread ? undefined : threadId,
      argv: process.argv.join(" ").slice(0, 300),
      host: hostname(),
      runtime: `node ${process.versions.node}`,
      session: this.options.session ?? null,
      token: this.options.token ?? null,
      time: now() / 1000,
    };
    return `${JSON.stringify(hello)}\n`;
  }

  /** Reporting never disturbs the program, whatever it was given. */
  private quietly(action: () => void): void {
    try {
      action();
    } catch {
      // What could not even be recorded counts as dropped.
      this.buffer.countDropped();
    }
  }
}

function silentClient(): Client {
  const nothing = (): void => undefined;
  const ledger = new Ledger();
  const subject = { asker: undefined, runs: () => ledger.figures() };
  function run(algorithm: string, options?: RunOptions): Run;
  function run<T>(algorithm: string, options: RunOptions, body: (run: Run) => T): T;
  function run<T>(algorithm: string, options?: RunOptions, body?: (run: Run) => T): Run | T {
    const run = new SilentRun(ledger.enter("", algorithm, options));
    return body === undefined ? run : runBody<T>(run, body);
  }
  return {
    run,
    component: (_name, body) => body(),
    startComponent: () => disposable(() => undefined),
    data: nothing,
    metric: nothing,
    note: nothing,
    flush: async () => true,
    summary: (timeoutMs = SUMMARY_MS) => askFigures(subject, timeoutMs),
    writeReport: (path, timeoutMs = REPORT_MS) => writeReportFile(subject, path, timeoutMs),
    enabled: () => false,
  };
}
