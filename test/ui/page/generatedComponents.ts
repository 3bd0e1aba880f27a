import { columnKey, SAMPLE_TABLES } from "../../../src/model/metrics";
import type { SessionState } from "../../../src/model/sessionState";

/** The timed sections of a tour. */
export function addComponents(state: SessionState, start: number): void {
  const at = (line: number): { file: string; line: number } => ({ file: "/home/ada/tour/tour.py", line });
  const add = (name: string, count: number, total: number, line: number, parent?: string): void =>
    state.apply(
      {
        type: "component",
        name,
        count,
        total,
        min: (total / count) * 0.6,
        max: (total / count) * 1.9,
        source: at(line),
        ...(parent === undefined ? {} : { parent }),
      },
      "c1",
      start + 60,
    );
  add("Optimize", 3, 176.4, 30);
  add("Evaluation", 128_400, 147.7, 48, "Optimize");
  add("Crossover", 64_200, 20.8, 71, "Optimize");
  add("Selection", 662, 5.9, 63, "Optimize");
  add("Data Loading", 1, 11.2, 12);
  add("Write results", 3, 0.014, 90);
  const read = { type: "data", direction: "read", bytes: 1.24e9, records: 10_628, component: "Data Loading" } as const;
  state.apply(read, "c1", start + 12);
  state.apply({ type: "data", direction: "write", bytes: 48_200, component: "Write results" }, "c1", start + 170);
}

/** What each component took over time: loading first, then evaluation with crossover now and then. */
export function addTimeline(state: SessionState, start: number, seconds: number): void {
  const column = (component: string): string => columnKey("component_seconds", { component });
  for (let second = 0; second < seconds; second++) {
    const isLoading = second < 12;
    state.addSamples(SAMPLE_TABLES.components, start + second, {
      [column("Data Loading")]: isLoading ? 0.95 : 0,
      [column("Evaluation")]: isLoading ? 0 : 0.8 + 0.1 * Math.sin(second / 6),
      [column("Crossover")]: isLoading ? 0 : second % 7 === 0 ? 0.4 : 0.08,
    });
  }
}
