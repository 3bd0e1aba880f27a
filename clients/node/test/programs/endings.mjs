// A small optimizer that ends in the way its first argument says; the second is the number of iterations.
import * as om from "optimizer-monitor-client";

const [ending, count = "200"] = process.argv.slice(2);

/** Never gives the event loop a chance. */
function optimize(run) {
  for (let i = 1; i <= Number(count); i++) run.iteration(i, { best: 1 / i, mean: 2 / i, evaluations: 10 * i });
}

const endings = {
  naturally: (run) => run.end({ status: "completed", best: 1 / Number(count) }),
  exit: (run) => {
    run.end();
    process.exit(3);
  },
  exitLater: (run) => setTimeout(() => endings.exit(run), 150),
  throws: () => {
    throw new RangeError("population is empty");
  },
  rejects: () => {
    void Promise.reject(new TypeError("no such objective"));
  },
  handled: (run) => {
    process.on("uncaughtException", () => setTimeout(() => run.end({ best: 7 }), 20));
    throw new Error("handled by the program");
  },
  waits: () => {
    process.stdout.write("ready\n");
    setInterval(() => undefined, 1000);
  },
  handlesSignal: () => {
    process.on("SIGTERM", () => process.exit(5));
    endings.waits();
  },
  keepsRecording: (run) => {
    let i = Number(count);
    setInterval(() => run.iteration(++i, { best: 1 / i }), 5);
    process.stdout.write("ready\n");
    process.stdin.on("data", () => {
      run.end({ evaluations: i });
      process.exit(0);
    });
  },
  restoresLoop: async (run) => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    run.end();
  },
};

const run = om.run("GA", { problem: "endings", budget: Number(count) });
optimize(run);
await endings[ending](run);
