import { describe, expect, it } from "vitest";
import { endingOf } from "../../../src/engine/endings";
import type { Launch, LaunchEnd } from "../../../src/engine/launchBook";
import type { Recording } from "../../../src/engine/recording";
import type { RecordingClients } from "../../../src/engine/recordingClients";
import type { LaunchKind } from "../../../src/protocol/session";

const NOW = 1000;

/** The part of a recording that the decision looks at. */
function recording(
  more: Partial<Record<keyof RecordingClients, unknown>> & {
    quiet?: number;
    stopRequested?: boolean;
    kind?: LaunchKind;
  } = {},
): Recording {
  const { quiet = 100, stopRequested = false, kind = "external", ...rest } = more;
  const clients = { connectedCount: 0, firstVanished: false, allLeftCleanly: false, ...rest };
  const state = { startTime: 500, kind };
  return { clients, stopRequested, lastActivity: 600, state, quietSeconds: () => quiet } as unknown as Recording;
}

function launched(end?: Omit<LaunchEnd, "time">, more: Partial<Launch> = {}): Launch {
  const announcement = { launchId: "l", kind: "task", label: "l", pid: 1 } as const;
  return {
    announcement,
    time: 500,
    rule: "now",
    ...(end === undefined ? {} : { end: { time: 990, ...end } }),
    ...more,
  };
}

describe("a session whose launcher tells its end", () => {
  it.each([
    [{ exitCode: 0 }, { status: "completed", exitCode: 0 }],
    [{}, { status: "completed" }],
    [{ exitCode: 3 }, { status: "failed", exitCode: 3, reason: "Exit code 3." }],
    [{ exitCode: 130 }, { status: "failed", reason: "Exit code 130: interrupted (Ctrl-C)." }],
    [{ exitCode: 137 }, { status: "failed", reason: "Exit code 137: killed (SIGKILL), possibly out of memory." }],
    [{ exitCode: 139 }, { status: "failed", reason: "Exit code 139: crashed (segmentation fault)." }],
    [{ exitCode: 143 }, { status: "failed", reason: "Exit code 143: terminated (SIGTERM)." }],
    [{ signal: "SIGKILL" }, { status: "failed", signal: "SIGKILL", reason: "Ended by SIGKILL." }],
    [
      { signal: "SIGINT", stopped: true },
      { status: "stopped", signal: "SIGINT" },
    ],
  ])("ends as it says: %j", (told, expected) => {
    const end = endingOf(recording(), launched(told), { now: NOW });
    expect(end).toMatchObject({ time: 990, ...expected });
    if (expected.status !== "failed") expect(end).not.toHaveProperty("reason");
  });

  it("is stopped where the user asked for it, whatever the exit code", () => {
    expect(endingOf(recording(), launched({ exitCode: 130 }, { stopRequested: true }), { now: NOW })).toMatchObject({
      status: "stopped",
      exitCode: 130,
    });
  });

  it("ends with the programs that it left running, of which the exit code says nothing", () => {
    const [code, later] = [launched({ exitCode: 0 }), { now: NOW + 60 }];
    const left = { status: "completed", exitCode: 0, time: NOW + 50 };
    expect(endingOf(recording({ quiet: 10 }), code, later)).toEqual(left);
    const lost = { status: "failed", reason: "The program ended without a goodbye; it was probably killed." };
    expect(endingOf(recording({ quiet: 10, firstVanished: true }), code, later)).toEqual({ ...lost, time: NOW + 50 });
    const failed = { status: "failed", exitCode: 3, time: NOW + 50, reason: "Exit code 3." };
    expect(endingOf(recording({ quiet: 10, firstVanished: true }), launched({ exitCode: 3 }), later)).toEqual(failed);
    // What is read from the sockets a moment after the end that was told is its own.
    const own = { status: "completed", exitCode: 0, time: 990 };
    expect(endingOf(recording({ quiet: 7, firstVanished: true }), code, { now: NOW })).toEqual(own);
  });

  it("ends as it says where the engine was away, which cannot know who left meanwhile", () => {
    const [code, own] = [launched({ exitCode: 0 }), { status: "completed", exitCode: 0, time: 990 }];
    const taken = { now: NOW + 60, resumedAt: NOW + 50 };
    expect(endingOf(recording({ quiet: 10, firstVanished: true }), code, taken)).toEqual(own);
    const left = { ...own, time: NOW + 55 };
    expect(endingOf(recording({ quiet: 5, firstVanished: true }), code, taken)).toEqual(left);
  });

  it("waits for clients that are handing in their last events", () => {
    expect(endingOf(recording({ connectedCount: 1 }), launched({ exitCode: 0 }), { now: NOW })).toBeUndefined();
    expect(endingOf(recording({ quiet: 0.1 }), launched({ exitCode: 0 }), { now: NOW })).toBeUndefined();
    expect(endingOf(recording(), launched({ exitCode: 0 }), { now: 990.1 })).toBeUndefined();
    expect(endingOf(recording({ quiet: 0.4 }), launched({ exitCode: 0 }), { now: NOW })).toBeDefined();
  });
});

describe("a session of which nobody tells the end", () => {
  it("goes on while its process lives, though nothing reports", () => {
    expect(endingOf(recording(), launched(), { now: NOW })).toBeUndefined();
  });

  it("ends some time after its process, completed unless a client vanished", () => {
    const gone = launched(undefined, { goneSince: 996 });
    expect(endingOf(recording(), gone, { now: 998 })).toBeUndefined();
    expect(endingOf(recording(), gone, { now: NOW })).toEqual({
      ...{ status: "completed", time: 996 },
      reason: "Its exit code is not known: what had started it was reloaded or closed before it ended.",
    });
    expect(endingOf(recording({ firstVanished: true }), gone, { now: NOW })).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/without a goodbye/) as string,
    });
  });

  it("without a launch ends soon after a goodbye, later where a client vanished", () => {
    expect(endingOf(recording({ quiet: 0.5 }), undefined, { now: NOW })).toBeUndefined();
    expect(endingOf(recording({ quiet: 1.5 }), undefined, { now: NOW })).toEqual({ status: "completed", time: 998.5 });
    expect(endingOf(recording({ quiet: 1.5, firstVanished: true }), undefined, { now: NOW })).toBeUndefined();
    expect(endingOf(recording({ quiet: 4, firstVanished: true }), undefined, { now: NOW })?.status).toBe("failed");
    expect(endingOf(recording({ quiet: 4, stopRequested: true }), undefined, { now: NOW })?.status).toBe("stopped");
  });

  it("that was taken up again is given time, then interrupted where it last reported", () => {
    const gone = launched(undefined, { goneSince: 990 });
    expect(endingOf(recording(), gone, { now: NOW, resumedAt: 995 })).toBeUndefined();
    expect(endingOf(recording(), gone, { now: NOW, resumedAt: 990 })).toMatchObject({
      status: "interrupted",
      time: 600,
    });
    const resumed = { now: NOW, resumedAt: 990 };
    const completed = { status: "completed", time: 600 };
    expect(endingOf(recording({ allLeftCleanly: true }), undefined, resumed)).toEqual(completed);
    // What was launched may have failed after its goodbye, which nobody tells any more.
    const reason: unknown = expect.stringContaining("exit code is not known");
    expect(endingOf(recording({ allLeftCleanly: true }), gone, resumed)).toEqual({ ...completed, reason });
    const task = recording({ allLeftCleanly: true, kind: "task" });
    expect(endingOf(task, undefined, resumed)).toEqual({ ...completed, reason });
    expect(endingOf(recording(), launched({ exitCode: 0 }), { now: NOW, resumedAt: 995 })?.status).toBe("completed");
  });
});
