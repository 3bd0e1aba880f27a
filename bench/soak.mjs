// `npm run soak`: sessions in a row at 20,000 events a second for 30 minutes, watched by a panel, each with its connection
// broken off twice. Fails where an event is lost or doubled, where the engine falls behind, or where its memory grows.
//   --minutes N   for so long       --rate N   events a second       --session N   seconds of a session
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { soak } from "./_soak.mjs";
import { root } from "./_source.mjs";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    rate: { type: "string", default: "20000" },
    session: { type: "string", default: "30" },
  },
});
const [minutes, rate, sessionSeconds] = [options.minutes, options.rate, options.session].map(Number);

/** What may be left of a slope where nothing grows: the catalog takes some KB a session, and readings scatter. */
const REACH_MB_PER_MINUTE = 0.1;
const REACH_RATE = 0.98;

const interval = ({ slope, halfWidth }) => `${slope.toFixed(3)} ± ${halfWidth.toFixed(3)}`;

function rowsOf(result) {
  const row = (what, ours, reach, pass, more = {}) => ({ what, ours, reach, pass, limit: "soak", ...more });
  // A slope is too much where it is surely above what is allowed, not where the readings scatter.
  const isFlat = ({ slope, halfWidth }) => slope - halfWidth <= REACH_MB_PER_MINUTE;
  const sessions = result.sessions.length;
  return [
    row(`events lost of ${result.events} in ${sessions} sessions`, result.lost, "0", result.lost === 0),
    row("events doubled, with the connection broken off twice a session", result.doubled, "0", result.doubled === 0),
    row("sessions whose numbers have a gap", result.damaged, "0", result.damaged === 0),
    row(
      "events a second, all acknowledged",
      Math.round(result.rate),
      `≥ ${REACH_RATE} of ${rate}`,
      result.rate >= REACH_RATE * rate,
      {
        yardstick: rate,
        ratio: result.rate / rate,
      },
    ),
    row(
      "what the engine holds after collecting, MB a minute (95 %)",
      interval(result.heldSlope),
      `≤ ${REACH_MB_PER_MINUTE}`,
      isFlat(result.heldSlope),
    ),
    row(
      "resident memory, MB a minute (95 %)",
      interval(result.residentSlope),
      `≤ ${REACH_MB_PER_MINUTE}`,
      isFlat(result.residentSlope),
    ),
    row("greatest resident memory, MB", Math.round(result.peakMb), "", true),
    row("longest stop of the engine's event loop, ms", Math.round(result.longestStopMs), "", true),
  ];
}

const result = await soak({
  seconds: minutes * 60,
  sessionSeconds,
  rate,
  warmUp: 3,
  onSession: ({ minute, events, residentMb, heldMb, lost, doubled }) =>
    process.stderr.write(
      `${minute.toFixed(1)} min: ${events} events, ${residentMb.toFixed(1)} MB resident, ${heldMb.toFixed(1)} MB held, ` +
        `${lost} lost, ${doubled} doubled\n`,
    ),
});
const rows = rowsOf(result);
mkdirSync(join(root, "test-results"), { recursive: true });
const report = { minutes, rate, sessionSeconds, rows, sessions: result.sessions };
writeFileSync(join(root, "test-results", "bench-soak.json"), `${JSON.stringify(report, undefined, 2)}\n`);
process.stdout.write(`${JSON.stringify({ bench: "soak", rows })}\n`);
process.exitCode = rows.every(({ pass }) => pass) ? 0 : 1;
