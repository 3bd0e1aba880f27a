import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DistributionPoint, NumberPoint, PointMetric } from "../../../../src/ingest/otlp/parseMetrics";
import type { Span } from "../../../../src/ingest/otlp/parseTraces";
import { MAX_SERIES } from "../../../../src/ingest/otlp/seriesBook";
import { Translation } from "../../../../src/ingest/otlp/translation";
import { parseEvent } from "../../../../src/protocol/parseWire";

const START = 1_700_000_000;

function metric(name: string, more: Partial<PointMetric> = {}): PointMetric {
  return { name, unit: "", isCumulative: true, isMonotonic: false, ...more };
}

function number(name: string, value: number, more: Partial<NumberPoint> = {}): NumberPoint {
  const common = { attributes: {}, startTime: START, time: START + 1, isSum: false } as const;
  return { kind: "number", metric: metric(name), ...common, value, ...more };
}

function durations(count: number, sum: number, more: Partial<DistributionPoint> = {}): DistributionPoint {
  const common = { attributes: {}, startTime: START, time: START + 1 } as const;
  return { kind: "distribution", metric: metric("step", { unit: "s" }), ...common, count, sum, ...more };
}

function span(name: string, id: string, parentId: string, more: Partial<Span> = {}): Span {
  const common = { attributes: {}, isFailed: false, message: "" } as const;
  return { id, parentId, name, endTime: START, durationSeconds: 1, ...common, ...more };
}

describe("totals", () => {
  it("become increments that add up to them, however they are split, and begin anew after a restart", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1 }), fc.array(fc.nat(50), { minLength: 1 }), (first, second) => {
        const translation = new Translation("x");
        let counted = 0;
        for (const [startTime, parts] of [
          [START, first],
          [START + 60, second],
        ] as const) {
          let total = 0;
          for (const part of parts) {
            total += part;
            const { events } = translation.metrics([durations(total, total / 2, { startTime })]);
            counted += events.reduce((sum, event) => sum + Number(event["count"]), 0);
          }
        }
        expect(counted).toBe([...first, ...second].reduce((sum, part) => sum + part, 0));
      }),
    );
  });

  it("are taken as they are where the exporter sends increments", () => {
    const translation = new Translation("x");
    const delta = metric("rejected", { isCumulative: false, isMonotonic: true });
    const values = [2, 3].map((value) =>
      translation.metrics([number("rejected", value, { metric: delta, isSum: true })]),
    );
    expect(values.map(({ events }) => events[0]?.["value"])).toEqual([2, 5]);
    const step = metric("step", { unit: "ms", isCumulative: false });
    const told = [1, 2].map((count) => translation.metrics([durations(count, 10, { metric: step })]).events[0]);
    expect(told).toMatchObject([
      { type: "component", count: 1, total: 0.01 },
      { type: "component", count: 2, total: 0.01 },
    ]);
  });

  it("of bytes are data that went through", () => {
    const translation = new Translation("x");
    const data = metric("optimizer.data", { unit: "KiBy", isMonotonic: true });
    const attributes = { "optimizer.data.direction": "write", "optimizer.component": "save" };
    const told = [4, 6].flatMap(
      (value) => translation.metrics([number("", value, { metric: data, isSum: true, attributes })]).events,
    );
    expect(told).toMatchObject([
      { type: "data", bytes: 4096, direction: "write", component: "save" },
      { type: "data", bytes: 2048 },
    ]);
  });

  it("of more series than can be kept are refused", () => {
    const points = Array.from({ length: MAX_SERIES + 5 }, (_, index) => number(`m${index}`, 1, { isSum: true }));
    const { events, rejected } = new Translation("x").metrics(points);
    expect([events.length, rejected]).toEqual([MAX_SERIES, 5]);
  });
});

describe("runs", () => {
  it("start once, and tell an iteration that is exported again only where it changed", () => {
    const translation = new Translation("solver");
    const tell = (iteration: number, best: number): readonly unknown[] =>
      translation
        .metrics([number("optimizer.iteration", iteration), number("optimizer.objective.best", best)])
        .events.map(({ type, iteration: step, best: value }) => [type, step, value]);
    expect(tell(0, 9)).toEqual([
      ["run_start", undefined, undefined],
      ["iteration", 0, 9],
    ]);
    expect(tell(0, 9)).toEqual([]);
    expect(tell(3, 7)).toEqual([["iteration", 3, 7]]);
    expect(tell(3, 6)).toEqual([["iteration", 3, 6]]);
    expect(tell(2, 8)).toEqual([]);
  });

  it("count what changes where nothing says which iteration it is", () => {
    const translation = new Translation("solver");
    const told = [5, 5, 4].flatMap((best) => translation.metrics([number("optimizer.objective.best", best)]).events);
    expect(told.map(({ type, iteration, algorithm }) => [type, iteration ?? algorithm])).toEqual([
      ["run_start", "solver"],
      ["iteration", 1],
      ["iteration", 2],
    ]);
  });
});

describe("spans", () => {
  it("whose parent comes later go under the one that spans of their name last had", () => {
    const translation = new Translation("x");
    translation.spans([span("evaluate", "b", "a"), span("generation", "a", "")]);
    const { events } = translation.spans([span("evaluate", "d", "c"), span("load", "e", "c")]);
    expect(events.map(({ name, parent }) => [name, parent])).toEqual([
      ["evaluate", "generation"],
      ["load", undefined],
    ]);
  });

  it("of one name and parent are one event", () => {
    const spans = [1, 2, 3].map((durationSeconds) =>
      span("evaluate", String(durationSeconds), "", { durationSeconds }),
    );
    expect(new Translation("x").spans(spans).events).toEqual([
      { type: "component", name: "evaluate", count: 3, total: 6, min: 1, max: 3, time: START },
    ]);
  });
});

describe("events", () => {
  it("are such as the wire takes, whatever the numbers are", () => {
    const value = fc.oneof(fc.double(), fc.integer());
    fc.assert(
      fc.property(
        value,
        fc.string(),
        fc.dictionary(fc.string(), fc.oneof(fc.string(), value)),
        (one, unit, attributes) => {
          const translation = new Translation("x");
          const named = metric("m", { unit });
          const { events } = translation.metrics([
            number("m", one, { metric: named, attributes }),
            number("optimizer.objective.best", one, { attributes }),
          ]);
          for (const event of events) expect(parseEvent(JSON.parse(JSON.stringify(event)))).toMatchObject({ ok: true });
        },
      ),
    );
  });
});
