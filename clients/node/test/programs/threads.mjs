import { isMainThread, threadId, Worker } from "node:worker_threads";
import * as om from "optimizer-monitor-client";

om.run(isMainThread ? "main" : "worker", {}, (run) => {
  for (let i = 1; i <= 50; i++) run.iteration(i, { best: threadId });
});
if (isMainThread) for (let i = 0; i < 3; i++) new Worker(new URL(import.meta.url));
