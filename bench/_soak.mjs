// Sessions in a row at a steady rate, for long: is every event recorded once, does the engine keep up, does its memory stay?
// Each session has the same length, so that what the engine holds after one must be what it held after the one before; a
// single long session would grow by its rows, which is what bench/growth measures.
import { BenchEngine, until } from "./_engine.mjs";
import { fitLine } from "./_fit.mjs";

/** Lines of the wire that the yardstick parses at once. */
const LINE = JSON.stringify({
  type: "batch",
  sequence: 1,
  events: Array.from({ length: 100 }, (_, iteration) => ({
    type: "iteration",
    time: 1795470000.123 + iteration,
    run: "r",
    iteration,
    best: 100 / (1 + iteration),
    mean: Math.sin(iteration),
    std: Math.cos(iteration),
    evaluations: iteration * 50,
  })),
});

/** How many events a second one thread of this machine can parse at this moment, whatever else the machine does. */
export function parseRate() {
  const began = performance.now();
  let events = 0;
  while (performance.now() - began < 200) events += JSON.parse(LINE).events.length;
  return events / ((performance.now() - began) / 1000);
}

/** What a panel looks at while it is open on a session. */
async function watch(control, sessionId) {
  const { tables } = await control.request("getSession", { sessionId });
  const table = tables.find(({ name }) => name.startsWith("run:"))?.name ?? "";
  const query = { key: "c", table, x: "iteration", y: ["best", "mean", "std"], mode: "extremes", points: 800 };
  await control.request("openView", { viewId: sessionId, sessionId, queries: [query] });
}

/** The id of the one session that runs, once it does. */
function running(control) {
  return until("a running session", async () => {
    const { sessions } = await control.request("listSessions", { limit: 1 });
    return sessions[0]?.status === "running" && sessions[0].runCount > 0 ? sessions[0].id : undefined;
  });
}

/** How many events of a saved session are missing and how many are there twice, by its counts and its column of iterations. */
async function audit(control, sessionId, sent) {
  const detail = await control.request("getSession", { sessionId });
  const rows = (prefix) => detail.tables.find(({ name }) => name.startsWith(prefix))?.rowCount ?? 0;
  const table = detail.tables.find(({ name }) => name.startsWith("run:"))?.name ?? "";
  const ask = async (mode) => {
    const query = { key: "q", table, x: "iteration", y: ["iteration"], mode, points: 1 };
    const [{ columns }] = await control.request("querySeries", { sessionId, queries: [query] });
    return columns[0]?.y.map(Number) ?? [];
  };
  const components = detail.components.reduce((sum, { count }) => sum + count, 0);
  const kept = rows("run:") + rows("metric:") + components;
  const extremes = await ask("extremes");
  const [mean] = await ask("mean");
  const last = sent.iterations - 1;
  // Numbers from 0 to the last, as many as were sent, with their mean: one that is missing and one that is twice would move it.
  const isWhole = extremes[0] === 0 && extremes.at(-1) === last && Math.abs(mean - last / 2) < 1e-6 * sent.iterations;
  return {
    lost: Math.max(0, sent.sent - kept),
    doubled: Math.max(0, kept - sent.sent),
    isWhole: isWhole && rows("run:") === sent.iterations,
  };
}

/** One session: reports for some seconds, ends, is saved, is counted, and what the engine holds then. */
async function soakSession(engine, control, number, { sessionSeconds, rate, viewed }) {
  const events = Math.round(sessionSeconds * rate);
  const sender = engine.sender({
    id: `soak-${number}`,
    rate,
    events: Math.max(500, events - (events % 500)),
    mixed: true,
    reconnectSeconds: sessionSeconds / 3,
  });
  const id = await running(control);
  if (viewed) await watch(control, id);
  let peakMb = 0;
  const watching = setInterval(() => (peakMb = Math.max(peakMb, engine.residentMb() ?? 0)), 100);
  const sent = await sender.done.finally(() => clearInterval(watching));
  await engine.settled(number, 120_000);
  if (viewed) await control.request("closeView", { viewId: id });
  const { lost, doubled, isWhole } = await audit(control, id, sent);
  const held = await engine.ask({ collect: true });
  return {
    events: sent.sent,
    seconds: sent.seconds,
    connections: sent.connections,
    lost,
    doubled,
    isWhole,
    peakMb,
    residentMb: held.rss / 1e6,
    heldMb: (held.heapUsed + held.external) / 1e6,
    longestStopMs: held.longestStopMs,
    parseRate: parseRate(),
  };
}

/**
 * Sessions in a row until the time is over. The first ones warm up: code is compiled and buffers find their size; slopes
 * are of those after them, in MB a minute.
 */
export async function soak({ seconds, sessionSeconds, rate, warmUp, onSession = () => undefined }) {
  const engine = await BenchEngine.start({ collectable: true });
  const sessions = [];
  try {
    const control = await engine.control();
    const began = performance.now();
    while ((performance.now() - began) / 1000 + sessionSeconds <= seconds || sessions.length < warmUp + 3) {
      const session = await soakSession(engine, control, sessions.length + 1, { sessionSeconds, rate, viewed: true });
      sessions.push({ minute: (performance.now() - began) / 60_000, ...session });
      onSession(sessions.at(-1));
    }
    control.dispose();
  } finally {
    await engine.stop();
  }
  return { sessions, ...summarize(sessions, warmUp) };
}

function summarize(sessions, warmUp) {
  const warm = sessions.slice(warmUp);
  const slope = (key) => fitLine(warm.map((session) => [session.minute, session[key]]));
  const sum = (key) => sessions.reduce((total, session) => total + session[key], 0);
  const third = Math.max(1, Math.floor(warm.length / 3));
  const grown = (key) => least(warm.slice(-third), key) - least(warm.slice(0, third), key);
  return {
    events: sum("events"),
    lost: sum("lost"),
    doubled: sum("doubled"),
    damaged: sessions.filter(({ isWhole }) => !isWhole).length,
    connections: sum("connections"),
    rate: sum("events") / sum("seconds"),
    leastParseRate: least(sessions, "parseRate"),
    peakMb: Math.max(...sessions.map(({ peakMb }) => peakMb)),
    heldSlope: slope("heldMb"),
    residentSlope: slope("residentMb"),
    heldGrowthMb: grown("heldMb"),
    heldPerSessionMb: grown("heldMb") / (warm.length - third),
    residentGrowthMb: grown("residentMb"),
    longestStopMs: Math.max(...sessions.map(({ longestStopMs }) => longestStopMs)),
  };
}

function least(sessions, key) {
  return Math.min(...sessions.map((session) => session[key]));
}
