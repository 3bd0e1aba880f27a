import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { engineAddresses } from "../../../src/base/addresses";
import { suiteMark } from "../../../scripts/editor/processes.mjs";
import { DIST, PYTHON } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";

const PROGRAM = `import optimizer_monitor as om\nwith om.run("GA") as run:\n    for i in range(20): run.iteration(i, best=i)\nprint("hi")`;
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** Whether this user may make a world in which /tmp is another. */
const canUnshare = process.platform === "linux" && isRoot && spawnSync("unshare", ["-m", "true"]).status === 0;

let base: string;
beforeEach(() => {
  base = mkdtempSync(join("/var/tmp", "om-odd-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command with nothing in its environment but what is given, a path to programs, and by what an engine that still holds
 * a session is found when the tests are over.
 */
function execute(command: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = "/"): Promise<Outcome> {
  const [program = "", ...args] = command;
  const fixed = { PATH: "/usr/bin:/bin", PYTHONDONTWRITEBYTECODE: "1", [suiteMark]: process.env[suiteMark] };
  const child = spawn(program, args, { cwd, env: { ...fixed, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

const cli = (...args: string[]): string[] => [process.execPath, join(DIST, "cli.js"), ...args];
const recording = (workspace: string): string[] =>
  cli("run", "--workspace", workspace, "--label", "odd", "--", PYTHON, "-c", PROGRAM);

/** A folder in which everything of an engine can be put, by its name. */
function made(...names: readonly string[]): string {
  const folder = join(base, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** An empty file, by its name. */
function file(name: string): string {
  const path = join(base, name);
  writeFileSync(path, "");
  return path;
}

function tell(fault: string, promise: string, tried: number): void {
  recordFault({ fault, promise, tried });
}

describe.runIf(process.platform === "linux")("a workspace in an odd place", () => {
  it("is recorded under any path, and is the same by a link", async () => {
    const workspace = made("with space", "Größe 工作 🎯", "deep".repeat(20), "deeper".repeat(20));
    expect(Buffer.byteLength(workspace)).toBeGreaterThan(200);
    symlinkSync(workspace, join(base, "link"));
    const places = [
      { TMPDIR: made("t") },
      // Too long for a socket: the engine goes to /tmp.
      { TMPDIR: made("long".repeat(30)) },
      { XDG_RUNTIME_DIR: join(base, "nowhere"), TMPDIR: made("u") },
      { XDG_RUNTIME_DIR: file("file"), TMPDIR: made("v") },
    ];
    for (const env of places) {
      expect(await execute(recording(join(base, "link")), env)).toMatchObject({
        code: 0,
        stdout: "hi\n",
        stderr: expect.stringMatching(/GA +20 iterations/),
      });
    }
    // The place that all engines of this user share: others are at work there.
    rmSync(engineAddresses(workspace, { TMPDIR: "/tmp", HOME: base }).folder, { recursive: true, force: true });
    const { stdout } = await execute(cli("history", "list", "--workspace", workspace, "--json"), places[0]);
    expect(JSON.parse(stdout)).toHaveLength(places.length);
    tell(
      "workspace on a path of over 200 bytes with spaces, non-ASCII and a link; temporary folder too long for sockets, or no runtime folder",
      "everything is recorded, in one history",
      places.length,
    );
  });

  it.runIf(canUnshare)("is recorded where /tmp cannot be written (needs root and unshare)", async () => {
    const workspace = made("workspace");
    const readOnly =
      'mount --bind /tmp /tmp && mount -o remount,ro,bind /tmp && ! touch /tmp/x 2>/dev/null && exec "$@"';
    const inside = (...command: string[]): Promise<Outcome> =>
      execute(["unshare", "-m", "sh", "-c", readOnly, "sh", ...command], { HOME: made("home") });
    expect(await inside(...recording(workspace))).toMatchObject({
      code: 0,
      stdout: "hi\n",
      stderr: expect.stringMatching(/GA +20 iterations/),
    });
    const shown = await inside(...cli("history", "show", "latest", "--workspace", workspace));
    expect(shown.stdout).toMatch(/20 iterations/);
    const report = await inside(...cli("report", "latest", "--workspace", workspace));
    expect(report).toMatchObject({ code: 1, stderr: expect.stringMatching(/No temporary folder.*TMPDIR.*--output/) });
    expect(report.stderr).not.toMatch(/\n\s+at /);
    tell(
      "/tmp cannot be written, no XDG_RUNTIME_DIR",
      "the engine finds another private place; what needs a temporary file says so",
      1,
    );
  });

  it("says what is wrong with a runtime folder, and runs the program all the same", async () => {
    const workspace = made("workspace");
    const name = `optimizer-monitor-${process.getuid?.() ?? 0}`;
    const spoil: readonly (readonly [string, (folder: string) => void])[] = [
      ["open", (folder) => (mkdirSync(folder), chmodSync(folder, 0o777))],
      ["group", (folder) => (mkdirSync(folder), chmodSync(folder, 0o750))],
      ["link", (folder) => symlinkSync(made("elsewhere"), folder)],
      ...(isRoot
        ? [
            [
              "foreign",
              (folder: string) => (mkdirSync(folder, { mode: 0o700 }), chownSync(folder, NOBODY, NOBODY)),
            ] as const,
          ]
        : []),
    ];
    for (const [kind, make] of spoil) {
      const runtime = made(kind);
      make(join(runtime, name));
      const env = { OPTIMIZER_MONITOR_RUNTIME_DIR: runtime };
      const outcome = await execute(recording(workspace), env);
      expect(outcome, kind).toMatchObject({ code: 0, stdout: "hi\n" });
      expect(outcome.stderr, kind).toContain(`${join(runtime, name)} must be a folder that only you can enter`);
      expect(outcome.stderr, kind).toMatch(/running without a recording.*OPTIMIZER_MONITOR_RUNTIME_DIR/);
    }
    const outcome = await execute(recording(workspace), { OPTIMIZER_MONITOR_RUNTIME_DIR: file("file") });
    expect(outcome).toMatchObject({ code: 0, stdout: "hi\n" });
    expect(outcome.stderr).toMatch(/running without a recording: .*cannot be made: .*OPTIMIZER_MONITOR_RUNTIME_DIR/);
    tell(
      "runtime folder is open to others, a link, someone else's or cannot be made",
      "nothing listens there; a message says what to do; the program runs",
      spoil.length + 1,
    );
  });

  it.runIf(isRoot)("says that it may not be written, as another user finds it (needs root)", async () => {
    chmodSync(base, 0o755);
    // The bundles may be where another user cannot read them.
    const dist = join(base, "dist");
    cpSync(DIST, dist, { recursive: true });
    const runtime = made("runtime");
    chownSync(runtime, NOBODY, NOBODY);
    const asNobody = (...args: string[]): Promise<Outcome> =>
      execute(
        [
          "setpriv",
          `--reuid=${NOBODY}`,
          `--regid=${NOBODY}`,
          "--clear-groups",
          process.execPath,
          join(dist, "cli.js"),
          ...args,
        ],
        {
          OPTIMIZER_MONITOR_RUNTIME_DIR: runtime,
        },
      );
    const barred = made("mode 0");
    chmodSync(barred, 0o000);
    const ran = await asNobody("run", "--workspace", barred, "--", "echo", "hi");
    expect(ran).toMatchObject({ code: 0, stdout: "hi\n" });
    expect(ran.stderr).toMatch(/running without a recording: .*permission denied.*optimizerMonitor\.history\.folder/);
    expect(ran.stderr).toContain(barred);
    const listed = await asNobody("history", "list", "--workspace", barred);
    expect(listed).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/permission denied.*optimizerMonitor\.history\.folder/),
    });
    expect(listed.stderr).not.toMatch(/\n\s+at /);
    const closed = made("catalog of mode 0");
    mkdirSync(join(closed, ".optimizer-monitor"));
    writeFileSync(join(closed, ".optimizer-monitor", "history.db"), "somebody else's", { mode: 0 });
    for (const path of [closed, join(closed, ".optimizer-monitor")]) chownSync(path, NOBODY, NOBODY);
    const kept = await asNobody("run", "--workspace", closed, "--", PYTHON, "-c", PROGRAM);
    expect(kept.stderr).toMatch(/history\.db cannot be read: .*permission denied.* New sessions are recorded/);
    expect(kept.stderr).toMatch(/GA +20 iterations/);
    expect(readdirSync(join(closed, ".optimizer-monitor", "sessions"))).toHaveLength(1);
    for (const mode of [0o500, 0o555]) {
      const readable = made(`mode ${mode}`);
      chmodSync(readable, mode);
      const recorded = await asNobody("run", "--workspace", readable, "--", "echo", "hi");
      expect(recorded).toMatchObject({ code: 0, stdout: "hi\n" });
    }
    const own = made("own");
    chownSync(own, NOBODY, NOBODY);
    const { code, stderr } = await asNobody("run", "--workspace", own, "--", PYTHON, "-c", PROGRAM);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/GA +20 iterations/) });
    tell(
      "no permission on the workspace (modes 000, 500, 555; a catalog of mode 000; a system user without a home)",
      "the program runs; a message names the folder and the way out",
      4,
    );
  });
});
