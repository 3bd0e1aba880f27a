// What the number of connected clients costs: greeting them, the same number of events through ever more connections, and
// what is held of them.
import { fork } from "node:child_process";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { BenchEngine } from "../_engine.mjs";
import { growthRow, heldMb, isQuick, print, processorMs } from "./_growth.mjs";

const SIZES = isQuick ? [1, 10, 100] : [1, 10, 100, 1000];
const EVENTS = 60_000;
const BATCH = 20;
const self = fileURLToPath(import.meta.url);

/** One of many clients in the reporting process: greets, and sends a batch whenever the one before is acknowledged. */
function openClient(plan, number) {
  return new Promise((resolve, reject) => {
    const socket = connect(plan.socket);
    let sequence = 0;
    let rest = "";
    let onAcknowledged = () => undefined;
    const send = () => {
      const events = Array.from({ length: BATCH }, (_, index) => ({
        type: "iteration",
        run: `run ${number}`,
        iteration: sequence * BATCH + index,
        best: 1 / (1 + sequence),
        time: Date.now() / 1000,
      }));
      socket.write(`${JSON.stringify({ type: "batch", sequence: ++sequence, events })}\n`);
      return new Promise((done) => (onAcknowledged = done));
    };
    socket.on("data", (bytes) => {
      const lines = (rest + bytes.toString()).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        if (line.startsWith('{"type":"welcome"')) resolve({ send, socket });
        else onAcknowledged();
      }
    });
    socket.once("error", reject);
    const hello = { type: "hello", protocol: 1, client: "bench", id: `client-${number}`, pid: process.pid };
    socket.write(`${JSON.stringify({ ...hello, session: plan.session })}\n`);
  });
}

async function report(plan) {
  const clients = await Promise.all(Array.from({ length: plan.clients }, (_, number) => openClient(plan, number)));
  process.send("greeted");
  await new Promise((resolve) => process.once("message", resolve));
  const rounds = Math.ceil(EVENTS / BATCH / clients.length);
  await Promise.all(
    clients.map(async ({ send }) => {
      for (let round = 0; round < rounds; round++) await send();
    }),
  );
  process.send("reported");
  await new Promise((resolve) => process.once("message", resolve));
  for (const { socket } of clients) socket.end();
  process.disconnect();
}

const heard = (child, word) =>
  new Promise((resolve, reject) => {
    child.on("message", (message) => message === word && resolve());
    child.once("exit", (code) => code !== 0 && reject(new Error(`the clients ended with ${code}`)));
  });

async function measure(size) {
  const engine = await BenchEngine.start({ collectable: true });
  try {
    const control = await engine.control();
    const launch = { launchId: "clients", kind: "task", label: "bench", definite: true };
    await control.request("startLaunch", launch);
    await engine.sender({ id: "warm-up", session: "clients", events: 5000, columns: 1 }).done;
    const before = await heldMb(engine);
    let child;
    const greeting = await processorMs(engine, async () => {
      child = fork(self, ["--report", JSON.stringify({ socket: engine.ingest, session: "clients", clients: size })]);
      await heard(child, "greeted");
    });
    const memory = (await heldMb(engine)) - before;
    const ingest = await processorMs(engine, async () => {
      child.send("report");
      await heard(child, "reported");
    });
    child.send("leave");
    control.dispose();
    return { greeting, memory, ingest };
  } finally {
    await engine.stop();
  }
}

async function main() {
  const measured = [];
  for (const size of SIZES) measured.push([size, await measure(size)]);
  const row = (what, key, expected, unit, floor) =>
    growthRow({
      what,
      unit,
      against: "clients",
      expected,
      floor,
      points: measured.map(([size, costs]) => [size, costs[key]]),
    });
  print("clients", [
    row("greeting them all", "greeting", 1, "ms", 2),
    row("what the engine holds of their connections", "memory", 1, "MB", 0.2),
    row(`taking ${EVENTS.toLocaleString("en")} events in, ${BATCH} a batch`, "ingest", 0, "ms"),
  ]);
}

if (process.argv[2] === "--report") await report(JSON.parse(process.argv[3]));
else await main();
