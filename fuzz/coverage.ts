import { Session, type Profiler } from "node:inspector";

/** Where a bundle's text comes from one of our own modules, in UTF-16 units. */
interface Region {
  readonly from: number;
  readonly to: number;
}

/**
 * Which characters of our modules in a bundle have run so far, by V8's own block coverage of this process. Taking it costs
 * milliseconds, so that many inputs are run before it is asked.
 */
export class Coverage {
  private readonly session = new Session();
  private readonly regions: readonly Region[];
  /** 1 for each character of the bundle that has run. */
  private covered: Uint8Array;
  /** What ran since the last question. */
  private readonly now: Uint8Array;

  constructor(
    private readonly file: string,
    source: string,
  ) {
    this.regions = ownRegions(source);
    this.covered = new Uint8Array(source.length);
    this.now = new Uint8Array(source.length);
    this.session.connect();
    this.post("Profiler.enable");
    this.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** How many characters our modules have. */
  get size(): number {
    return this.regions.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  /** How many of them have run. */
  get count(): number {
    let count = 0;
    for (const { from, to } of this.regions) for (let at = from; at < to; at++) count += this.covered[at] ?? 0;
    return count;
  }

  /** Forgets what has run. */
  clear(): void {
    this.take();
    this.covered = new Uint8Array(this.covered.length);
  }

  /** Whether something ran since the last question that had never run before; it counts as run from now on if `keep`. */
  hasNew(keep: boolean): boolean {
    const result = this.take();
    const script = result.find(({ url }) => url.endsWith(this.file));
    if (script === undefined) return false;
    this.now.fill(0);
    // Functions come outer ones first, and so do the blocks in them: what is inside paints over what is around it.
    for (const { ranges } of script.functions) {
      for (const { startOffset, endOffset, count } of ranges) this.now.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    }
    return this.merge(keep);
  }

  end(): void {
    this.post("Profiler.stopPreciseCoverage");
    this.session.disconnect();
  }

  private merge(keep: boolean): boolean {
    let found = false;
    for (const { from, to } of this.regions) {
      for (let at = from; at < to; at++) {
        if (this.now[at] !== 1 || this.covered[at] === 1) continue;
        found = true;
        if (!keep) return true;
        this.covered[at] = 1;
      }
    }
    return found;
  }

  private take(): readonly Profiler.ScriptCoverage[] {
    let taken: readonly Profiler.ScriptCoverage[] = [];
    // The session of this very thread answers before `post` returns.
    this.session.post("Profiler.takePreciseCoverage", (error, result) => {
      if (error === null) taken = result.result;
    });
    return taken;
  }

  private post(method: string, params: object = {}): void {
    this.session.post(method, params);
  }
}

/** esbuild writes before each module where it comes from. */
const MODULE = /^\/\/ (\S+\.[cm]?[jt]s)$/gm;

function ownRegions(source: string): readonly Region[] {
  const marks = [...source.matchAll(MODULE)].map(({ 1: path = "", index }) => ({ path, index }));
  return marks.flatMap(({ path, index }, place) =>
    path.startsWith("src/") ? [{ from: index, to: marks[place + 1]?.index ?? source.length }] : [],
  );
}

/** The texts that our modules compare with: words that inputs need to get anywhere. */
export function wordsOf(source: string): readonly string[] {
  const words = new Set<string>();
  for (const { from, to } of ownRegions(source)) {
    for (const { 1: word = "" } of source.slice(from, to).matchAll(/"([^"\\\n]{1,40})"/g)) words.add(word);
  }
  return [...words];
}
