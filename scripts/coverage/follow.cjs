// The first thing that a followed bundle loads: writes down what of it has run, every half second and at the end, since many engines
// of the tests are killed.
const { writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");
const { join } = require("node:path");
const { threadId } = require("node:worker_threads");

const folder = process.env.OPTIMIZER_MONITOR_COVERAGE;
const INTERVAL_MS = 500;

if (folder !== undefined) follow(folder);

function follow(target) {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  let written = 0;
  const write = () =>
    session.post("Profiler.takePreciseCoverage", (_error, taken) => {
      const result = (taken?.result ?? []).filter(({ url }) => /\/dist\/\w+\.followed\.js$/.test(url));
      if (result.length === 0) return;
      const file = join(target, `${process.pid}-${threadId}-${Date.now()}-${written++}.json`);
      writeFileSync(file, JSON.stringify({ result }));
    });
  setInterval(write, INTERVAL_MS).unref();
  process.once("exit", write);
}
