// Computes for as many milliseconds as the first argument says, without ever giving the event loop a chance.
import * as om from "optimizer-monitor-client";

const until = Date.now() + Number(process.argv[2]);
const run = om.run("GA", { problem: "blocked" });
let i = 0;
while (Date.now() < until) {
  i++;
  om.component("Evaluate", () => {
    const end = performance.now() + 1;
    while (performance.now() < end);
  });
  run.iteration(i, { best: 1 / i });
}
process.stdout.write(String(i));
run.end({ evaluations: i });
process.exit(0);
