/** Where a component was first used. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

/** Upper bounds of the duration histogram in seconds: 1 µs to 1000 s, two a decade; one more bucket holds what is longer. */
const BOUNDS: readonly number[] = Array.from({ length: 19 }, (_, index) =>
  Number((10 ** (index / 2 - 6)).toPrecision(6)),
);
const BOUNDS_TEXT = BOUNDS.join(",");

/** One component under one parent: the increment of its timing since it was last sent. */
export class Timer {
  private count = 0;
  private total = 0;
  private min = Infinity;
  private max = 0;
  private buckets = new Array<number>(BOUNDS.length + 1).fill(0);

  constructor(
    readonly name: string,
    readonly parent: string | undefined,
    /** The components under any component of this name. */
    readonly children: Map<string, Timer>,
    private readonly source: Source | undefined,
  ) {}

  add(seconds: number): void {
    const duration = seconds > 0 ? seconds : 0;
    this.count++;
    this.total += duration;
    if (duration < this.min) this.min = duration;
    if (duration > this.max) this.max = duration;
    const index = bucketOf(duration);
    this.buckets[index] = (this.buckets[index] ?? 0) + 1;
  }

  /** The increment as an event, and a fresh start; `undefined` when there is none. */
  take(time: number): string | undefined {
    if (this.count === 0) return undefined;
    const parent = this.parent === undefined ? "" : `,"parent":${JSON.stringify(this.parent)}`;
    const source = this.source === undefined ? "" : `,"source":${JSON.stringify(this.source)}`;
    const text =
      `{"type":"component","name":${JSON.stringify(this.name)}${parent},"count":${this.count},"total":${this.total}` +
      `,"min":${this.min},"max":${this.max},"buckets":{"le":[${BOUNDS_TEXT}],"counts":[${this.buckets.join(",")}]}` +
      `${source},"time":${time / 1000}}`;
    this.count = 0;
    this.total = 0;
    this.min = Infinity;
    this.max = 0;
    this.buckets.fill(0);
    return text;
  }
}

/** The first bucket whose bound is not below the duration. */
function bucketOf(seconds: number): number {
  if (seconds <= 1e-6) return 0;
  const guess = Math.min(Math.max(Math.ceil(2 * (Math.log10(seconds) + 6)), 0), BOUNDS.length);
  // The bounds are rounded, so next to one of them the logarithm may be off by a bucket.
  if (guess > 0 && seconds <= (BOUNDS[guess - 1] ?? 0)) return guess - 1;
  return guess < BOUNDS.length && seconds > (BOUNDS[guess] ?? 0) ? guess + 1 : guess;
}

const MAX_TIMERS = 2000;
const OTHERS = "(other components)";

/** All components of this client. Names made up without end are collected under one, so that memory stays bounded. */
export class Timers {
  private readonly byParent = new Map<string, Map<string, Timer>>();
  private readonly roots = new Map<string, Timer>();
  private readonly all: Timer[] = [];

  /** Whether anything was timed since the last `take`. */
  isDirty = false;

  find(name: string, parent: Timer | undefined): Timer {
    const siblings = parent === undefined ? this.roots : parent.children;
    return siblings.get(name) ?? this.create(name, parent?.name, siblings);
  }

  findUnder(name: string, parent: string | undefined): Timer {
    const siblings = parent === undefined ? this.roots : this.childrenOf(parent);
    return siblings.get(name) ?? this.create(name, parent, siblings);
  }

  take(time: number): string[] {
    this.isDirty = false;
    return this.all.map((timer) => timer.take(time)).filter((text) => text !== undefined);
  }

  private create(wanted: string, parent: string | undefined, siblings: Map<string, Timer>): Timer {
    const isFull = this.all.length >= MAX_TIMERS;
    const name = isFull ? OTHERS : wanted;
    const known = isFull ? siblings.get(name) : undefined;
    if (known !== undefined) return known;
    const timer = new Timer(name, parent, this.childrenOf(name), isFull ? undefined : callerSource());
    siblings.set(name, timer);
    this.all.push(timer);
    return timer;
  }

  private childrenOf(name: string): Map<string, Timer> {
    const known = this.byParent.get(name);
    if (known !== undefined) return known;
    const children = new Map<string, Timer>();
    this.byParent.set(name, children);
    return children;
  }
}

const OWN_FILE = fileOf(new Error().stack?.split("\n")[1]);

/** The program's line that led here: the first one outside this package. Looked up once for each component, as it is slow. */
function callerSource(): Source | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 12;
  const lines = new Error().stack?.split("\n").slice(1) ?? [];
  Error.stackTraceLimit = limit;
  const line = lines.find((candidate) => isProgram(fileOf(candidate)));
  const number = Number(/:(\d+):\d+\)?$/.exec(line ?? "")?.[1]);
  const file = fileOf(line);
  return file === undefined || !Number.isFinite(number) ? undefined : { file, line: number };
}

function isProgram(file: string | undefined): boolean {
  return file !== undefined && !file.startsWith("node:") && folderOf(file) !== folderOf(OWN_FILE ?? "");
}

function folderOf(file: string): string {
  return file.slice(0, file.search(/[^/\\]*$/));
}

/** The file of a line of a stack trace, as a path. */
function fileOf(line: string | undefined): string | undefined {
  const file = /(?:\(|at (?:async )?)([^()]+):\d+:\d+\)?$/.exec(line ?? "")?.[1];
  if (file === undefined || !file.startsWith("file://")) return file;
  return decodeURIComponent(new URL(file).pathname).replace(/^\/(?=[A-Za-z]:)/, "");
}
