import { AlertWatch } from "../../../src/alerts/alertWatch";
import type { RunFacts } from "../../../src/alerts/observation";
import { readAlertRules } from "../../../src/protocol/alertRules";
import type { Alert, AlertRule } from "../../../src/protocol/alerts";
import { SAMPLE_TABLES } from "../../../src/model/metrics";

/** The rules of a setting that must be right. */
export function rulesOf(...entries: readonly object[]): readonly AlertRule[] {
  const { rules, problems } = readAlertRules("alerts", entries);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return rules;
}

/** One rule alone, without the built-in ones. */
export function onlyRule(
  entry: Readonly<Record<string, unknown>> & { readonly kind: string; readonly name?: string },
): readonly AlertRule[] {
  return rulesOf(entry).filter(({ name }) => name === (entry.name ?? entry.kind));
}

/** A watch and everything that it said, in short: `+name#1` for a beginning, `-name#1` for an end. */
export class Observed {
  readonly changes: Alert[] = [];
  readonly watch: AlertWatch;
  time = 1000;
  run: { -readonly [K in keyof RunFacts]: RunFacts[K] } = {
    id: "r1",
    algorithm: "GA",
    direction: "minimize",
    best: undefined,
    evaluations: undefined,
    budget: undefined,
    target: undefined,
  };
  activity = { begun: 1, isOpen: true };

  constructor(rules: readonly AlertRule[], isSnoozed?: (rule: string, time: number) => boolean) {
    this.watch = new AlertWatch(rules, {
      onChange: (alert) => this.changes.push(alert),
      ...(isSnoozed === undefined ? {} : { isSnoozed }),
    });
  }

  get story(): readonly string[] {
    return this.changes.map(({ id, endTime }) => `${endTime === undefined ? "+" : "-"}${id}`);
  }

  get messages(): readonly string[] {
    return this.changes
      .filter(({ endTime }) => endTime === undefined)
      .map(({ message }) => message.replace(/\u00a0/g, " "));
  }

  iteration(values: Readonly<Record<string, number>>, seconds = 1): this {
    this.time += seconds;
    if (values["best"] !== undefined) this.run.best = values["best"];
    if (values["evaluations"] !== undefined) this.run.evaluations = values["evaluations"];
    this.watch.observe({ type: "iteration", time: this.time, run: this.run, values: new Map(Object.entries(values)) });
    return this;
  }

  samples(table: keyof typeof SAMPLE_TABLES, values: Readonly<Record<string, number>>, seconds = 1): this {
    this.time += seconds;
    const activity = (): Observed["activity"] => this.activity;
    this.watch.observe({ type: "samples", time: this.time, table: SAMPLE_TABLES[table], values, activity });
    return this;
  }

  metric(name: string, value: number, seconds = 1): this {
    this.time += seconds;
    this.watch.observe({ type: "metric", time: this.time, name, value });
    return this;
  }

  component(name: string, count: number, total: number, seconds = 1): this {
    this.time += seconds;
    this.watch.observe({ type: "component", time: this.time, name, count, total });
    return this;
  }

  report(seconds = 1): this {
    this.time += seconds;
    this.watch.observe({ type: "report", time: this.time });
    return this;
  }

  tick(seconds = 1): this {
    this.time += seconds;
    this.watch.observe({ type: "tick", time: this.time, activity: () => this.activity });
    return this;
  }

  runEnd(status = "completed", message?: string): this {
    this.watch.observe({
      type: "runEnd",
      time: this.time,
      run: this.run,
      status,
      ...(message === undefined ? {} : { message }),
    });
    return this;
  }

  finish(status: "completed" | "failed" | "stopped" = "completed", reason?: string): this {
    const why = reason === undefined ? {} : { reason };
    this.watch.finish({ type: "end", time: this.time, status, label: "tour", ...why });
    return this;
  }
}
