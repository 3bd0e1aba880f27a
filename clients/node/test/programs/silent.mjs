// Uses every verb and prints what they gave back.
import * as om from "optimizer-monitor-client";

const run = om.run("GA", { parameters: { a: 1 } });
run.iteration(1, { best: 1 });
run.front([[1, 2]]);
run.metric("m", 1);
run.end();
const stop = om.startComponent("c");
stop();
om.data(1);
om.metric("m", 1);
om.note("n");
const results = [
  om.enabled(),
  om.run("SA", {}, () => 1),
  await om.run("SA", {}, async () => 2),
  om.component("c", () => 3),
  await om.component("c", async () => 4),
];
if (process.argv[2] !== "noFlush") results.push(await om.flush(50));
process.stdout.write(JSON.stringify(results));
