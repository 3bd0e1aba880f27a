// A program that reports to an engine for a benchmark: batches of events, at a pace or as fast as they are acknowledged.
// Started by _engine.mjs with a plan as JSON; tells its parent what it has sent and what was acknowledged. What was not
// acknowledged when a connection ended is sent again over the next one, as every client of ours does.
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
  /** Iterations with a component every 20 events and a metric every 20. */
  mixed: false,
  /** Batches that may be on their way. */
  window: 40,
  /** Every so many seconds the connection breaks off and another is made. */
  reconnectSeconds: 0,
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

let iterations = 0;

function eventOf(number) {
  const time = Date.now() / 1000;
  if (plan.metrics > 0)
    return { type: "metric", name: `metric ${number % plan.metrics}`, value: Math.sin(number), time };
  if (plan.mixed && number % 20 === 5) return { type: "component", name: "Evaluate", count: 1, total: 0.001, time };
  if (plan.mixed && number % 20 === 15) return { type: "metric", name: "archive", value: number, time };
  return iterationOf(iterations++);
}

let sequence = 0;
let sent = 0;
let acknowledged = 0;
let began = 0;
let isFinishing = false;
let isDone = false;
let socket;
let isWelcome = false;
let connections = 0;
/** Lines that were not acknowledged yet, by their sequence. */
const waiting = new Map();

function write(events) {
  const line = `${JSON.stringify({ type: "batch", sequence: ++sequence, events })}\n`;
  waiting.set(sequence, line);
  socket.write(line);
}

/** Sends what is due, as far as the engine has kept up. */
function sendDue() {
  const isPaced = plan.rate !== Infinity;
  const due = isPaced ? ((performance.now() - began) / 1000) * plan.rate : Infinity;
  while (isWelcome && !isFinishing && sent < plan.events && sent + plan.batch <= due && waiting.size < plan.window) {
    const count = Math.min(plan.batch, plan.events - sent);
    write(Array.from({ length: count }, (_, index) => eventOf(sent + index)));
    sent += count;
  }
  if (sent >= plan.events) isFinishing = true;
}

function tell(more = {}) {
  const seconds = (performance.now() - began) / 1000;
  const reached = Math.min(sent, acknowledged * plan.batch);
  process.send({ sent, iterations, acknowledged: reached, seconds, connections, ...more });
}

function finishIfDone() {
  if (isDone || !isFinishing || waiting.size > 0) return;
  isDone = true;
  tell({ done: true });
  for (const timer of timers) clearInterval(timer);
  socket.end(`${JSON.stringify({ type: "batch", sequence: sequence + 1, events: [{ type: "bye" }] })}\n`);
  process.disconnect();
}

function acknowledge(upTo) {
  acknowledged = Math.max(acknowledged, upTo);
  for (const number of waiting.keys()) {
    if (number > upTo) break;
    waiting.delete(number);
  }
}

function take(message) {
  if (message.type === "error") throw new Error(`the engine refuses: ${message.reason}`);
  if (message.type === "ack") return acknowledge(message.sequence);
  if (message.type !== "welcome") return;
  acknowledge(message.acknowledged);
  for (const line of waiting.values()) socket.write(line);
  isWelcome = true;
  if (began === 0) began = performance.now();
}

function open() {
  isWelcome = false;
  connections++;
  const current = connect(plan.socket);
  socket = current;
  let rest = "";
  current.on("data", (bytes) => {
    if (socket !== current) return;
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop();
    for (const line of lines) take(JSON.parse(line));
    sendDue();
    finishIfDone();
  });
  // A connection that was broken off on purpose, or after all is said, may still complain.
  current.on("error", (error) => {
    if (socket === current && !isDone) throw error;
  });
  const { id, session } = plan;
  current.write(`${JSON.stringify({ type: "hello", protocol: 1, client: "bench", id, pid: process.pid, session })}\n`);
}

function reopen() {
  if (isFinishing) return;
  const broken = socket;
  open();
  broken.destroy();
}

process.once("message", () => {
  isFinishing = true;
  finishIfDone();
});
open();
const timers = [setInterval(sendDue, 5), setInterval(tell, 500)];
if (plan.reconnectSeconds > 0) timers.push(setInterval(reopen, plan.reconnectSeconds * 1000));
