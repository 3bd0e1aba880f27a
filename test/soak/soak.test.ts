import { beforeAll, describe, expect, it } from "vitest";
import { parseRate, soak } from "../../bench/_soak.mjs";

/** OPTIMIZER_MONITOR_SOAK_SECONDS turns it up; the form of half an hour is `npm run soak`. */
const SECONDS = Number(process.env["OPTIMIZER_MONITOR_SOAK_SECONDS"] ?? 105);
const SESSION_SECONDS = 5;
const FULL_RATE = 20_000;
/** A machine that is busy with other things gets what it can: a tenth of what one thread of it parses at this moment. */
const SHARE_OF_PARSING = 0.1;
/** The first sessions compile code, load SQLite's and find the size of buffers. */
const WARM_UP = 4;
/** What may scatter between readings: the garbage collector's and the allocator's own, not every session's rows (2 MB each). */
const HELD_MB = 10;
const RESIDENT_MB = 25;
/** A session that is kept by mistake holds about 2 MB. */
const HELD_MB_PER_SESSION = 1.2;
/** A live session, the one before it on its way to the disk, and two that the panel has looked at. */
const PEAK_MB = 220;

describe("an engine that records for long", () => {
  let result: Awaited<ReturnType<typeof soak>>;
  let rate = FULL_RATE;

  beforeAll(async () => {
    rate = Math.min(FULL_RATE, Math.round(parseRate() * SHARE_OF_PARSING));
    result = await soak({ seconds: SECONDS, sessionSeconds: SESSION_SECONDS, rate, warmUp: WARM_UP });
  }, 280_000);

  it("records every event once, though every connection breaks off twice", () => {
    expect(result.connections).toBeGreaterThan(2 * result.sessions.length);
    expect(result.events).toBeGreaterThan(0.9 * rate * SESSION_SECONDS * result.sessions.length);
    expect({ lost: result.lost, doubled: result.doubled, damaged: result.damaged }).toEqual({
      lost: 0,
      doubled: 0,
      damaged: 0,
    });
  });

  it("keeps up", () => {
    const possible = Math.min(rate, SHARE_OF_PARSING * result.leastParseRate);
    expect(result.rate).toBeGreaterThan(0.5 * possible);
  });

  it("holds no more after the last session than after the first ones", () => {
    expect(result.sessions.length).toBeGreaterThan(WARM_UP + 2);
    expect(result.heldGrowthMb).toBeLessThan(HELD_MB);
    expect(result.heldPerSessionMb).toBeLessThan(HELD_MB_PER_SESSION);
    expect(result.residentGrowthMb).toBeLessThan(RESIDENT_MB);
    expect(result.peakMb).toBeLessThan(PEAK_MB);
  });
});
