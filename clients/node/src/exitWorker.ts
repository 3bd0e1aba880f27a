import { Worker } from "node:worker_threads";
import type { Endpoint } from "./endpoint.js";

// Runs in a thread of its own, so it needs nothing of this package.
const PROGRAM = `
const { workerData } = require("node:worker_threads");
const { connect } = require("node:net");
const { endpoint, text, last, done } = workerData;
const socket = endpoint.kind === "pipe" ? connect(endpoint.path) : connect(endpoint.port, endpoint.host);
const finish = (result) => { Atomics.store(done, 0, result); Atomics.notify(done, 0); };
let rest = "";
socket.setEncoding("utf8");
socket.on("error", () => finish(2));
socket.on("close", () => finish(2));
socket.on("connect", () => socket.write(text));
socket.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    try {
      const message = JSON.parse(line);
      if ((message.sequence ?? message.acknowledged ?? 0) >= last) finish(1);
    } catch {}
  }
});
`;

/**
 * Sends lines while this thread is about to end and its event loop will not turn again: a second thread does it, this
 * one waits for the acknowledgement of batch `last`. True when that came in time.
 */
export function sendFromWorker(endpoint: Endpoint, text: string, last: number, timeoutMs: number): boolean {
  const done = new Int32Array(new SharedArrayBuffer(4));
  // Neither the program's preloaded modules nor its profiler have anything to do with this thread.
  const options = { eval: true, env: {}, execArgv: [], workerData: { endpoint, text, last, done } };
  const worker = new Worker(PROGRAM, options);
  worker.unref();
  Atomics.wait(done, 0, 0, timeoutMs);
  return Atomics.load(done, 0) === 1;
}
