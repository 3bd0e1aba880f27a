// Runs a benchmark of the Python client against a sink: a real process that takes and acknowledges everything.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const python = process.env.PYTHON ?? "python3";
const path = [join(here, "../clients/python"), process.env.PYTHONPATH].filter(Boolean).join(delimiter);

/** Runs bench/<script> with the client on its path and an endpoint to report to; its stdout is ours. */
export async function runPython(script, ...args) {
  const folder = mkdtempSync(join(tmpdir(), "om-bench-"));
  const socket = join(folder, "ingest.sock");
  const sink = spawn(python, [join(here, "pythonSink.py"), socket], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(sink.stdout, "data");
    const env = { ...process.env, PYTHONPATH: path, OPTIMIZER_MONITOR_ENDPOINT: `unix:${socket}` };
    const program = spawn(python, [join(here, script), ...args], { env, stdio: ["ignore", "inherit", "inherit"] });
    const [code] = await once(program, "close");
    process.exitCode = code ?? 1;
  } finally {
    sink.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
