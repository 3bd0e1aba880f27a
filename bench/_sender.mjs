// A program that reports to an engine for a benchmark: batches of iterations or metrics, at a pace or as fast as they are
// acknowledged. Started by _engine.mjs with a plan as JSON: {socket, id, session, runs, events, batch, rate, columns,
// metrics, window}; tells its parent what it has sent and what was acknowledged.
import { connect } from "node:net";

const plan = {
  id: `sender-${process.pid}`,
  session: null,
  /** How many events in all; without it, until told to finish. */
  events: Infinity,
  batch: 500,
  /** Events a second; without it, as fast as they are acknowledged. */
  rate: Infinity,
  /** Value columns of an iteration. */
  columns: 8,
  /** Where given, events are values of so many metrics instead of iterations of a run. */
  metrics: 0,
  /** Batches that may be on their way. */
  window: 40,
  ...JSON.parse(process.argv[2]),
};
const run = `${plan.id}-run`;

/** What an optimizer would report: staircases, counters, noise of few and of all digits. */
const COLUMNS = [
  ["best", (i) => 1000 / (1 + Math.floor(i / 100))],
  ["mean", (i) => 3.14159 + Math.sin(i) * 2.5],
  ["std", (i) => Math.abs(Math.cos(i * 1.7))],
  ["evaluations", (i) => (i + 1) * 50],
  ["min", (i) => 900 / (1 + Math.floor(i / 70))],
  ["diversity", (i) => Math.round(Math.abs(Math.sin(i * 0.37)) * 1e4) / 1e4],
  ["feasible", (i) => i % 51],
  ["step", (i) => Math.fround(Math.exp(-(i % 1000) / 300))],
];

function iterationOf(number) {
  const event = { type: "iteration", time: Date.now() / 1000, run, iteration: number };
  for (let column = 0; column < plan.columns; column++) {
    const [name, valueOf] = COLUMNS[column % COLUMNS.length];
    event[column < COLUMNS.length ? name : `${name}${column}`] = valueOf(number);
  }
  return event;
}

function eventOf(number) {
  if (plan.metrics === 0) return iterationOf(number);
  return { type: "metric", name: `metric ${number % plan.metrics}`, value: Math.sin(number), time: Date.now() / 1000 };
}

let sequence = 0;
let sent = 0;
let acknowledged = 0;
let began = 0;
let isFinishing = false;
let isDone = false;

/** Sends what is due, as far as the engine has kept up. */
function sendDue() {
  const due = Math.min(
    plan.events,
    plan.rate === Infinity ? Infinity : ((performance.now() - began) / 1000) * plan.rate,
  );
  while (!isFinishing && sent < plan.events && sent + plan.batch <= due + (plan.rate === Infinity ? plan.batch : 0)) {
    if (sequence - acknowledged >= plan.window) return;
    const count = Math.min(plan.batch, plan.events - sent);
    const events = Array.from({ length: count }, (_, index) => eventOf(sent + index));
    sent += count;
    socket.write(`${JSON.stringify({ type: "batch", sequence: ++sequence, events })}\n`);
  }
  if (sent >= plan.events) isFinishing = true;
}

function tell(more = {}) {
  process.send({
    sent,
    acknowledged: Math.min(sent, acknowledged * plan.batch),
    seconds: (performance.now() - began) / 1000,
    ...more,
  });
}

function finishIfDone() {
  if (isDone || !isFinishing || acknowledged < sequence) return;
  isDone = true;
  tell({ done: true });
  clearInterval(timer);
  clearInterval(telling);
  socket.end(`${JSON.stringify({ type: "batch", sequence: sequence + 1, events: [{ type: "bye" }] })}\n`);
  process.disconnect();
}

const socket = connect(plan.socket);
let rest = "";
let timer;
let telling;
socket.on("data", (bytes) => {
  const lines = (rest + bytes.toString()).split("\n");
  rest = lines.pop();
  for (const message of lines.map((line) => JSON.parse(line))) {
    if (message.type === "ack") acknowledged = Math.max(acknowledged, message.sequence);
    else if (message.type === "error") throw new Error(`the engine refuses: ${message.reason}`);
    else if (message.type === "welcome") {
      began = performance.now();
      timer = setInterval(sendDue, 5);
      telling = setInterval(tell, 500);
    }
  }
  if (began > 0) sendDue();
  finishIfDone();
});
process.once("message", () => {
  isFinishing = true;
  finishIfDone();
});
const { id, session } = plan;
socket.write(`${JSON.stringify({ type: "hello", protocol: 1, client: "bench", id, pid: process.pid, session })}\n`);
