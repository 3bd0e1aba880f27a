import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestEngine } from "../../../test/contract/testEngine";
import { ensureBuilt } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "om-package-"));
const installed = join(folder, "node_modules/optimizer-monitor-client");
const packageRoot = join(import.meta.dirname, "..");

beforeAll(() => {
  ensureBuilt();
  // What `npm pack` would ship.
  mkdirSync(installed, { recursive: true });
  cpSync(join(packageRoot, "dist"), join(installed, "dist"), { recursive: true });
  cpSync(join(packageRoot, "package.json"), join(installed, "package.json"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAM = `
import * as om from "optimizer-monitor-client";
const run: om.Run = om.run("GA", { direction: ["minimize", "maximize"], seed: 1n });
run.iteration(1, { best: NaN, metrics: { a: 1 } });
run.front([new Float64Array([1, 2]), [3, 4]]);
const length: number = om.component("a", () => 1);
const later: Promise<string> = om.component("b", async () => "x");
const stop: om.StopComponent = om.startComponent("c");
stop();
{ using timed = om.startComponent("d"); void timed; }
export const result = [length, later];
`;

const WRONG = `
import * as om from "optimizer-monitor-client";
om.run("GA", { direction: "sideways" });
om.run("GA").iteration("one");
om.run("GA").iteration(1, { bst: 1 });
`;

function typecheck(name: string, source: string): string {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  writeFileSync(join(folder, name), source);
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--lib",
    "es2022,esnext.disposable",
  ];
  const outcome = spawnSync(process.execPath, [tsc, ...options, join(folder, name)], { cwd: folder });
  return String(outcome.stdout);
}

describe("the package", () => {
  it("has types for import and for require, without any other package", () => {
    expect(typecheck("program.mts", PROGRAM)).toBe("");
    expect(typecheck("program.cts", PROGRAM)).toBe("");
  });

  it("has types that find mistakes", () => {
    const lines = typecheck("wrong.mts", WRONG).match(/wrong\.mts\(\d+/g);
    expect(lines).toEqual(["wrong.mts(3", "wrong.mts(4", "wrong.mts(5"]);
  });

  it("is found by require through NODE_PATH, without an installation", async () => {
    const engine = await TestEngine.start();
    const env = { PATH: process.env["PATH"], NODE_PATH: join(folder, "node_modules"), ...engine.environment };
    const code = "require('optimizer-monitor-client').note('found'); process.exit(4)";
    const child = spawn(process.execPath, ["-e", code], { cwd: tmpdir(), env, stdio: "ignore" });
    const exitCode = await new Promise((resolve) => child.on("close", resolve));
    expect(exitCode).toBe(4);
    await engine.until(() => engine.of("note").length > 0);
    await engine.stop();
  });
});
