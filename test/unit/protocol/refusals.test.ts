// What a client's author reads when a message is refused: the event, the field, what it must be, and what it was.
import { describe, expect, it } from "vitest";
import { parseClientLine, parseEvent } from "../../../src/protocol/parseWire";

const iteration = { type: "iteration", run: "r", iteration: 1 };
const start = { type: "run_start", run: "r", algorithm: "GA" };
const end = { type: "run_end", run: "r", status: "completed" };
const component = { type: "component", name: "Evaluation", count: 1, total: 1 };
const ones = (length: number): readonly number[] => Array.from({ length }, () => 1);

describe("an event that is refused", () => {
  it.each<readonly [string, object]>([
    ['iteration: "run" must be a text that is not empty, got ""', { ...iteration, run: "" }],
    ['iteration: "run" must be a text that is not empty, got nothing', { type: "iteration", iteration: 1 }],
    ['iteration: "iteration" must be a number, got "x"', { ...iteration, iteration: "x" }],
    ['iteration: "iteration" must be a finite number, got "NaN"', { ...iteration, iteration: "NaN" }],
    ['iteration: "time" must be a number, got "x"', { ...iteration, time: "x" }],
    ['iteration: "best" must be a number, got an object', { ...iteration, best: {} }],
    ['iteration: "metrics" must be an object of numbers, got a list', { ...iteration, metrics: [] }],
    ['iteration metrics: "a" must be a number, got "x"', { ...iteration, metrics: { a: "x" } }],
    [
      'iteration: "quantiles" must be a list of 3 to 101 numbers that nowhere fall, got 7',
      { ...iteration, quantiles: 7 },
    ],
    ['run_start: "algorithm" must be a text that is not empty, got null', { ...start, algorithm: null }],
    ['run_start: "budget" must be zero or more, got -1', { ...start, budget: -1 }],
    ['run_start: "dimension" must be zero or more, got -3', { ...start, dimension: -3 }],
    ['run_start: "direction" must be one of minimize, maximize, got "up"', { ...start, direction: "up" }],
    [
      'run_start: "direction" must be minimize or maximize, or a list of them, got a list',
      { ...start, direction: ["minimize", "up"] },
    ],
    ['run_end: "status" must be one of completed, failed, stopped, got "done"', { ...end, status: "done" }],
    ['run_end: "converged" must be true or false, got "yes"', { ...end, converged: "yes" }],
    ['front: "points" must be a list of points, got nothing', { type: "front", run: "r" }],
    ['front: "points" must be a list of lists of numbers', { type: "front", run: "r", points: [[1], 2] }],
    ['front: "points" must be a list of lists of numbers', { type: "front", run: "r", points: [["x"]] }],
    ['component: "total" must be zero or more, got -1', { ...component, total: -1 }],
    ['component buckets: "le" must be a list of numbers, got nothing', { ...component, buckets: { counts: [] } }],
    [
      'component buckets: "le" must be a list of numbers, got a list',
      { ...component, buckets: { le: ["x"], counts: [1, 2] } },
    ],
    [
      'component buckets: "le" must be a list of at most 100 bounds, got a list',
      { ...component, buckets: { le: ones(101), counts: [] } },
    ],
    [
      'component buckets: "le" must be a list of at most 100 bounds, got a list',
      { ...component, buckets: { le: ones(100), counts: ones(102) } },
    ],
    ['component source: "file" must be a text, got true', { ...component, source: { file: true } }],
    ['data: "bytes" must be a number, got "many"', { type: "data", bytes: "many" }],
    ['metric: "value" must be a number, got nothing', { type: "metric", name: "m" }],
    ['note: "text" must be a text, got 7', { type: "note", text: 7 }],
    [
      'note: "level" must be one of debug, info, warning, error, got "loud"',
      { type: "note", text: "a", level: "loud" },
    ],
    ['dropped: "count" must be zero or more, got nothing', { type: "dropped" }],
    ['dropped: "time" must be a number, got "x"', { type: "dropped", count: 1, time: "x" }],
    ['note: "text" must be a text, got an object', { type: "note", text: {} }],
    [`data: "bytes" must be a number, got "${"x".repeat(39)}…`, { type: "data", bytes: "x".repeat(60) }],
    ['unknown message type: "unheard"', { type: "unheard" }],
    ["unknown message type: nothing", {}],
    ["unknown message type: 7", { type: 7 }],
    ["an event must be a JSON object", [] as never],
  ])("%s", (reason, event) => {
    expect(parseEvent(event as never)).toEqual({ ok: false, reason });
  });

  it.each<readonly [string, string]>([
    ['not a line of JSON: "best = 3"', "best = 3"],
    ["a message must be a JSON object", "[1]"],
    ['batch: "sequence" must be a whole number from 1, got 0', '{"type":"batch","sequence":0,"events":[]}'],
    ['batch: "events" must be a list, got nothing', '{"type":"batch","sequence":1}'],
    ['hello: "pid" must be a number, got "x"', '{"type":"hello","protocol":1,"pid":"x"}'],
    ['hello: "libraries" must be a list, got 7', '{"type":"hello","protocol":1,"libraries":7}'],
    ['report: "format" must be one of html, markdown, text, json, got "docx"', '{"type":"report","format":"docx"}'],
    ['report: "format" must be one of html, markdown, text, json, got nothing', '{"type":"report"}'],
    ['note: "text" must be a text, got nothing', '{"type":"note"}'],
  ])("%s: as a line", (reason, line) => {
    expect(parseClientLine(line)).toEqual({ ok: false, reason });
  });

  it("costs its batch nothing but itself", () => {
    const line = { type: "batch", sequence: 3, events: [7, { type: "note" }, { type: "note", text: "kept" }] };
    expect(parseClientLine(JSON.stringify(line))).toMatchObject({
      ok: true,
      value: {
        sequence: 3,
        events: [{ type: "note", text: "kept" }],
        refused: ["an event must be a JSON object", 'note: "text" must be a text, got nothing'],
      },
    });
  });
});

describe("what is at the limit", () => {
  it("is taken: 100 bounds with 101 counts, and a budget of zero", () => {
    const buckets = { le: ones(100), counts: ones(101) };
    expect(parseEvent({ ...component, buckets })).toMatchObject({ ok: true, value: { buckets } });
    expect(parseEvent({ ...start, budget: 0 })).toMatchObject({ ok: true, value: { budget: 0 } });
  });

  it("is cut: a front of more than 10,000 points", () => {
    const points = Array.from({ length: 10_010 }, (_, index) => [index, -index]);
    const parsed = parseEvent({ type: "front", run: "r", points });
    expect(parsed).toMatchObject({ ok: true, value: { points: points.slice(0, 10_000) } });
  });

  it("means none: a budget without an end", () => {
    expect(parseEvent({ ...start, budget: "Infinity" })).toEqual({ ok: true, value: start });
  });
});

describe("a greeting", () => {
  it("says who reports, as far as it is told", () => {
    const told = {
      ...{ type: "hello", protocol: 1, client: "python 1.0", id: "c1", pid: 12, ppid: 3, session: "s", token: "t" },
      ...{ argv: "search.py --fast", runtime: "CPython 3.11", libraries: ["deap 1.4", 7, "numpy 1.24"], time: 5 },
    };
    const libraries = ["deap 1.4", "numpy 1.24"];
    expect(parseClientLine(JSON.stringify(told))).toEqual({ ok: true, value: { ...told, libraries } });
  });

  it("has a name made up for what does not give one", () => {
    const parsed = parseClientLine('{"type":"hello","protocol":1,"pid":12,"host":"node7"}');
    expect(parsed).toMatchObject({ ok: true, value: { client: "unknown client", id: "node7-12" } });
    const ids = ['"pid":12', '"host":"node7"'].map((told) => parseClientLine(`{"type":"hello","protocol":1,${told}}`));
    expect(ids).toMatchObject([{ value: { id: "local-12" } }, { value: { id: "" } }]);
  });
});
