// What `optimizer-monitor run` adds to a program that does nothing: with an engine that is there, and with one that it starts.
// The yardstick is the start of Node alone. Prints one line of JSON.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./_source.mjs";

const ROUNDS = 9;
const dist = fileURLToPath(new URL("../dist", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bench-run-"));
const env = { ...process.env, OPTIMIZER_MONITOR_RUNTIME_DIR: join(folder, "runtime") };

/** How long a program takes, in milliseconds. */
function took(...args) {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")}\n${stderr}`);
  return performance.now() - began;
}

const recorded = () => took(join(dist, "cli.js"), "run", "--", process.execPath, "-e", "");

/** Serves the folder until it is told to stop, so that every `run` finds an engine. */
async function withEngine(work) {
  const stdio = ["ignore", "pipe", "inherit"];
  const server = spawn(process.execPath, [join(dist, "cli.js"), "serve"], { cwd: folder, env, stdio });
  const ended = once(server, "close");
  try {
    // What it prints first is where its engine is.
    await once(server.stdout, "data");
    return work();
  } finally {
    server.kill("SIGINT");
    await ended;
  }
}

const rounds = (measure) => Array.from({ length: ROUNDS }, measure);
try {
  const alone = median(rounds(() => took("-e", "")));
  const starting = median(rounds(recorded)) - alone;
  const attached = median(await withEngine(() => rounds(recorded))) - alone;
  const row = (what, ours) => ({ what, ours, yardstick: alone, ratio: ours / alone, reach: "", pass: true });
  const rows = [
    row("added by `run` where an engine is there (ms); yardstick: Node's start", attached),
    row("added by `run` that starts the engine (ms); yardstick: Node's start", starting),
  ];
  process.stdout.write(`${JSON.stringify({ bench: "commandLine", rows })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
