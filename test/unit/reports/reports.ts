import { SAMPLE_TABLES } from "../../../src/model/metrics";
import { SessionState } from "../../../src/model/sessionState";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import type { MachineFacts } from "../../../src/protocol/session";
import type { RunStartEvent } from "../../../src/protocol/wire";

/** Texts as a program could have them that wants to be taken for markup, in every format. */
export const HOSTILE = `</title><script>alert("1")</script> | <img src=http://evil.test/x onerror='x'> \`**bold**\` [a](b) \u202e &amp; \u0007`;

export const MACHINE: MachineFacts = {
  host: "workstation",
  platform: "linux x64",
  cpuModel: "Test CPU",
  coreCount: 4,
  memoryBytes: 16e9,
  gpus: [],
};
export const START = 1_700_000_000;

/** A session that a test fills itself. */
export class ReportedSession {
  readonly state: SessionState;

  constructor(label = "optimize", machine: MachineFacts = MACHINE, id = "s1") {
    const launch = { id, label, kind: "task", startTime: START, pid: 41, tags: [label] } as const;
    this.state = new SessionState({ ...launch, command: `python ${label}`, cwd: `/home/${label}` }, machine);
  }

  /** A run whose best values are given; its iterations count from one. */
  run(id: string, best: readonly number[], more: Partial<RunStartEvent> = {}, end: object = {}): this {
    const start = { type: "run_start", run: id, algorithm: "GA", problem: "tour", direction: "minimize", ...more };
    this.state.apply(start as RunStartEvent, "c", START);
    best.forEach((value, index) => {
      const values = { best: value, evaluations: 10 * (index + 1) };
      this.state.apply(
        { type: "iteration", run: id, iteration: index + 1, values: NamedNumbers.of(values) },
        "c",
        START + index + 1,
      );
    });
    const ended = { type: "run_end", run: id, status: "completed", best: best.at(-1), ...end };
    this.state.apply(ended as never, "c", START + best.length);
    return this;
  }

  component(name: string, total: number, more: object = {}): this {
    this.state.apply({ type: "component", name, count: 1, total, ...more } as never, "c", START + 1);
    return this;
  }

  note(text: string): this {
    this.state.apply({ type: "note", level: "warning", text }, "c", START + 1);
    return this;
  }

  samples(count: number): this {
    for (let index = 0; index < count; index++) {
      const time = START + index;
      this.state.addSamples(SAMPLE_TABLES.system, time, { system_cpu_percent: 50 + index });
      this.state.addSamples(SAMPLE_TABLES.process, time, { process_cpu_percent: 100, process_memory_rss_bytes: 1e8 });
    }
    return this;
  }

  finish(seconds = 60): SessionState {
    this.state.finish({ status: "completed", time: START + seconds, exitCode: 0 });
    return this.state;
  }
}

/** The pictures of a page: the SVG elements of its figures. */
export function picturesOf(html: string): string[] {
  return [...html.matchAll(/<figure class="chart[^>]*>[\s\S]*?(<svg[\s\S]*?<\/svg>)\s*<\/figure>/g)].map(
    ([, svg]) => svg ?? "",
  );
}

/** The tags of a page that could load or run something. Texts cannot hold tags: their signs are written as entities. */
export function outsideOf(html: string): string[] {
  const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
  const active =
    /^<(?:script|link|iframe|object|embed|img|image|base|a|use)\b|\s(?:src|srcset|href|xlink:href|on\w+)=/i;
  return tags.filter((tag) => active.test(tag.replace(/="[^"]*"/g, "=")) || /url\((?!#)/.test(tag));
}
