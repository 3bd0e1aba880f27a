// What the C++ client costs its caller, next to fprintf of the same line and to two looks at the clock.
// Prints one line of JSON; ratios of one run are comparable, nanoseconds are not.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const here = import.meta.dirname;

/** The engine's side of the wire in a process of its own: takes everything, acknowledges every batch. */
function serve(path) {
  const server = createServer((socket) => {
    let rest = "";
    socket.setEncoding("utf8");
    socket.on("error", () => process.exit(0));
    socket.on("close", () => process.exit(0));
    socket.on("data", (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const sequence = /"sequence":(\d+)/.exec(line.slice(0, 60))?.[1];
        socket.write(
          sequence === undefined
            ? '{"type":"welcome","protocol":1,"session":"bench","acknowledged":0}\n'
            : `{"type":"ack","sequence":${sequence}}\n`,
        );
      }
    });
  });
  server.listen(path, () => process.stdout.write("ready\n"));
}

function row(what, ours, yardstick, reach) {
  const ratio = Math.round((ours / yardstick) * 1000) / 1000;
  return { what, ours, yardstick, ratio, reach, pass: ratio <= reach };
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), "om-bench-"));
  const program = join(folder, "cppClient");
  const path = join(folder, "ingest.sock");
  const client = join(here, "..", "clients", "cpp");
  try {
    const source = join(here, "cppClient.cpp");
    execFileSync("g++", ["-std=c++17", "-O2", "-pthread", "-I", client, "-o", program, source]);
    const engine = spawn(process.execPath, [import.meta.filename, "serve", path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => engine.stdout.once("data", resolve));
    const measure = (endpoint) => {
      const env = { PATH: process.env.PATH, ...endpoint };
      return JSON.parse(execFileSync(program, [join(folder, "log")], { env, encoding: "utf8" }));
    };
    const on = measure({ OPTIMIZER_MONITOR_ENDPOINT: `unix:${path}` });
    const off = measure({});
    if (!on.enabled || off.enabled) throw new Error("the program did not report where it should");
    const rows = [
      row("an iteration, beside fprintf into a buffer (ns)", on.iteration, on.buffered, 0.2),
      row("an iteration, beside fprintf line by line (ns)", on.iteration, on.lines, 0.15),
      row("a component, beside two looks at the clock (ns)", on.component, on.clock, 3),
      row("an iteration without an engine, beside fprintf into a buffer (ns)", off.iteration, off.buffered, 0.02),
      row("a component without an engine, beside two looks at the clock (ns)", off.component, off.clock, 0.1),
    ];
    console.log(JSON.stringify({ bench: "cppClient", rows }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === "serve") serve(process.argv[3]);
else await main();
