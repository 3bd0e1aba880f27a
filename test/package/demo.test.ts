// `npm run demo` from start to Ctrl-C, as a visitor meets it.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findMarked, stopMarked, suiteMark } from "../../scripts/editor/processes.mjs";
import { at, root } from "../../scripts/setup/paths.mjs";
import { resultsFolder } from "../ui/harness/editor";

interface Demo {
  readonly output: () => string;
  readonly exited: Promise<number | null>;
  readonly interrupt: () => void;
  /** The processes that this demo started and that still run. */
  readonly left: () => number[];
}

function startDemo(...args: string[]): Demo {
  const mark = randomUUID();
  // Also after an assertion that failed half-way.
  onTestFinished(async () => void (await stopMarked(suiteMark, mark)));
  const child = spawn(process.execPath, [at("scripts", "demo.mjs"), ...args], {
    cwd: root,
    env: { ...process.env, [suiteMark]: mark },
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    output: () => output,
    exited,
    interrupt: () => child.kill("SIGINT"),
    left: () => findMarked(suiteMark, mark),
  };
}

describe("npm run demo", () => {
  it("shows a running optimizer to a visitor, and leaves nothing behind", async () => {
    const picture = join(resultsFolder, "demo.png");
    rmSync(picture, { force: true });
    const demo = startDemo("--screenshot", picture);
    expect(await demo.exited, demo.output()).toBe(0);
    expect(demo.output()).toMatch(/http:\/\/127\.0\.0\.1:\d+\/\?tkn=[0-9a-f]{32}&folder=/);
    expect(demo.output()).toMatch(/Seen in the status bar: \S/);
    expect(existsSync(picture)).toBe(true);
    await expect.poll(demo.left, { timeout: 5000 }).toEqual([]);
  });

  it("keeps strangers out and ends with Ctrl-C", async () => {
    const demo = startDemo("--browser");
    await expect.poll(demo.output, { timeout: 60_000 }).toContain("Ctrl-C ends everything");
    const address = /http:\S+/.exec(demo.output())?.[0] ?? "";
    const withToken = await fetch(address, { redirect: "manual" });
    expect(withToken.status).toBe(302);
    expect(withToken.headers.get("set-cookie")).toContain("vscode-tkn=");
    const without = await fetch(new URL("/", address));
    expect(without.status).toBe(403);
    demo.interrupt();
    expect(await demo.exited, demo.output()).toBe(0);
    await expect.poll(demo.left, { timeout: 5000 }).toEqual([]);
  });
});
