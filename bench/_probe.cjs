// Loaded into a measured engine before its own code: answers, over the channel of its parent, what only it can know.
const { monitorEventLoopDelay } = require("node:perf_hooks");

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

/** What the process holds, what it has used of the processor, and the longest stop of its event loop since the last question. */
function answer() {
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const longestStopMs = delay.max / 1e6;
  delay.reset();
  return { heapUsed, external, arrayBuffers, rss, processorMs: (user + system) / 1000, longestStopMs };
}

process.on("message", ({ question, collect }) => {
  if (collect && typeof globalThis.gc === "function") globalThis.gc();
  process.send({ question, ...answer() });
});
// Who measures must not keep alive what is measured.
process.channel?.unref();
