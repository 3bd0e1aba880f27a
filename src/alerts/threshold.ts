import { nameInSentence } from "../base/visibleText";
import { formatByteRate, formatBytes, formatDuration, formatPercent, formatRate, formatValue } from "../base/format";
import { parseColumnKey, SAMPLE_METRICS } from "../model/metrics";
import type { AlertRule } from "../protocol/alerts";
import type { Evidence, Level } from "./episode";
import type { Observation, ObservationType } from "./observation";

/** A value that a threshold is compared with, and what it belongs to: a run, or a column that has labels. */
interface Measured {
  readonly subject?: string;
  readonly value: number;
}

/** Finds a threshold's metric in what is observed. */
export interface Selector {
  readonly listens: readonly ObservationType[];
  readonly unit: string;
  find(observation: Observation): readonly Measured[];
}

const NONE: readonly Measured[] = [];

const SAMPLED = new Map(
  Object.entries(SAMPLE_METRICS).flatMap(([table, metrics]) =>
    metrics.map(({ metric, unit }): [string, { table: string; unit: string }] => [metric, { table, unit }]),
  ),
);

/** What a rule's metric means: a sampled metric, `component:NAME`, `metric:NAME`, `run:FIELD`, or any metric of this name. */
export function selectorOf(metric: string): Selector {
  const [, prefix, name = metric] = /^(component|metric|run):(.+)$/s.exec(metric) ?? [];
  if (prefix === "component") return componentSelector(name);
  if (prefix !== undefined) return reportedSelector(name, prefix === "run" ? ["iteration"] : ["metric"]);
  const known = SAMPLED.get(parseColumnKey(metric).metric);
  return known === undefined ? reportedSelector(name, ["iteration", "metric"]) : sampledSelector(metric, known);
}

/** The mean duration of a call in what was reported last. */
function componentSelector(name: string): Selector {
  return {
    listens: ["component"],
    unit: "s",
    find: (seen) =>
      seen.type === "component" && seen.name === name && seen.count > 0 ? [{ value: seen.total / seen.count }] : NONE,
  };
}

function reportedSelector(name: string, listens: readonly ObservationType[]): Selector {
  const isObjective = name === "objective";
  return {
    listens,
    unit: "",
    find(seen) {
      if (seen.type === "metric") return seen.name === name ? [measured(seen.value, seen.run)] : NONE;
      if (seen.type !== "iteration") return NONE;
      const { values, run } = seen;
      const value = values.get(name) ?? (isObjective ? (values.get("best") ?? values.get("current")) : undefined);
      return value === undefined ? NONE : [measured(value, run.id)];
    },
  };
}

/** Without labels, a metric that has some means each of its columns. */
function sampledSelector(metric: string, { table, unit }: { table: string; unit: string }): Selector {
  const start = `${metric}{`;
  return {
    listens: ["samples"],
    unit,
    find(seen) {
      if (seen.type !== "samples" || seen.table !== table) return NONE;
      const value = seen.values[metric];
      if (value !== undefined) return [measured(value, metric.includes("{") ? metric : undefined)];
      return Object.entries(seen.values)
        .filter(([key]) => key.startsWith(start))
        .map(([key, labelled]) => measured(labelled, key));
    },
  };
}

function measured(value: number, subject: string | undefined): Measured {
  return subject === undefined ? { value } : { subject, value };
}

/** Whether a value is beyond a rule's threshold; between that and the clearing value it stays as it was. */
export function levelOf(rule: AlertRule, value: number): Level {
  if (Number.isNaN(value)) return "hold";
  const { above, below, clear } = rule;
  if (above !== undefined) return value > above ? "on" : value <= (clear ?? above) ? "off" : "hold";
  if (below === undefined) return "hold";
  return value < below ? "on" : value >= (clear ?? below) ? "off" : "hold";
}

/** The words for a threshold that is passed. */
export function thresholdEvidence(rule: AlertRule, unit: string, value: number): Evidence {
  const side = rule.above === undefined ? "below" : "above";
  const limit = formatMeasured(rule.above ?? rule.below ?? NaN, unit);
  const lasted = rule.forSeconds > 0 ? ` for ${formatDuration(rule.forSeconds)}` : "";
  return {
    message: `${nameInSentence(rule.metric ?? "")} is ${formatMeasured(value, unit)}, ${side} ${limit}${lasted}.`,
    value,
  };
}

const FORMATS: Readonly<Record<string, (value: number) => string>> = {
  B: formatBytes,
  "B/s": formatByteRate,
  "%": formatPercent,
  "1/s": formatRate,
  s: formatDuration,
};

function formatMeasured(value: number, unit: string): string {
  return FORMATS[unit]?.(value) ?? `${formatValue(value)}${unit === "" ? "" : `\u00a0${unit}`}`;
}
