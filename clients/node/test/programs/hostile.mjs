// Calls everything with what no one should give it; nothing may throw.
import * as om from "optimizer-monitor-client";

const cycle = { name: "cycle" };
cycle.self = cycle;
const throwing = Object.defineProperty({}, "best", {
  enumerable: true,
  get() {
    throw new Error("getter");
  },
});
const values = [
  undefined,
  null,
  NaN,
  "text",
  Symbol("s"),
  () => 1,
  10n,
  cycle,
  throwing,
  [1],
  new Date(NaN),
  new Map([[1, cycle]]),
];
for (const value of values) {
  const run = om.run(value, {
    problem: value,
    parameters: value,
    direction: value,
    seed: value,
    budget: value,
    parent: value,
  });
  run.iteration(value, value);
  run.iteration(1, { best: value, metrics: value, custom: value });
  run.front(value, value);
  run.front([value], { iteration: value });
  run.metric(value, value, value);
  run.end({ status: value, solution: value, message: value, best: value });
  om.component(value, () => 1);
  om.startComponent(value, { parent: value })();
  om.data(value, { component: value, records: value, direction: value });
  om.metric(value, value, { unit: value, run: value });
  om.note(value, { level: value });
}
om.run("large", { parameters: { text: "x".repeat(2_000_000) } }).end({ solution: "é".repeat(1_000_000) });
om.note("survived");
