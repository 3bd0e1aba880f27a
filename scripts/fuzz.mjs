// `npm run fuzz -- TARGET… --seconds 600`: feeds parts that read what cannot be trusted with inputs that are made so that they
// reach ever more of the code (docs/fuzzing.md). Without a name, every target has its turn.
//   --seconds N   for each target (60)
//   --seed N      another course of inputs
//   --replay FILE runs one input again, such as one of fuzz/crashes
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import esbuild from "esbuild";
import { at, root } from "./setup/paths.mjs";

/** Where the bundle finds `node_modules/` two folders above it. */
const bundle = at("out", "fuzz", "worker.cjs");
const crashes = at("fuzz", "crashes");
/** An input that keeps the processor busy for so long is one that never ends, in microseconds. */
const hangMicros = 20_000_000;
const largestInput = 1 << 20;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    replay: { type: "string" },
  },
});

async function build(entry, outfile) {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    // The module that is bundled finds files by where it is.
    logLevel: "error",
    charset: "utf8",
  });
}

function keep(target, { input, problem }) {
  mkdirSync(crashes, { recursive: true });
  const name = `${target}-${createHash("sha256").update(input).digest("hex").slice(0, 12)}`;
  const file = join(crashes, name);
  writeFileSync(file, input);
  writeFileSync(
    `${file}.txt`,
    `${problem}\n\nTo see it again: npm run fuzz -- ${target} --replay fuzz/crashes/${name}\n`,
  );
  process.stdout.write(`  FOUND ${problem.split("\n").slice(0, 2).join(" ")}\n        kept as fuzz/crashes/${name}\n`);
}

/** Runs a target for a while on a thread of its own; one that hangs is ended and its input is kept. */
function runTarget(target, seconds, seed) {
  const shared = new SharedArrayBuffer(8 + largestInput);
  const header = new Int32Array(shared, 0, 2);
  const findings = [];
  const find = (finding) => {
    findings.push(finding.problem);
    keep(target, finding);
  };
  return new Promise((resolve) => {
    let last = { executions: 0, kept: 0, count: 0, size: 1 };
    const worker = new Worker(bundle, {
      workerData: { target, seconds, seed, shared, corpusFolder: at("fuzz", "corpus", target) },
    });
    let watched = { execution: -1, micros: 0 };
    const timer = setInterval(() => {
      const { user, system } = process.cpuUsage();
      const execution = Atomics.load(header, 0);
      if (execution !== watched.execution) watched = { execution, micros: user + system };
      else if (user + system - watched.micros > hangMicros) {
        clearInterval(timer);
        find({ input: currentInput(shared, header), problem: "hang: the input never ends" });
        void worker.terminate();
      }
    }, 1000);
    worker.on("message", (message) => {
      if (message.type === "finding") find(message);
      if (message.type === "failed") process.stdout.write(`  FAILED ${message.problem}\n`);
      if (message.type === "progress" || message.type === "done") last = message;
      if (message.type === "progress") process.stdout.write(`  ${lineOf(message)}\n`);
    });
    worker.on("error", (error) => {
      find({ input: currentInput(shared, header), problem: `the thread ended: ${error.stack ?? error.message}` });
    });
    worker.on("exit", () => {
      clearInterval(timer);
      resolve({ ...last, findings });
    });
  });
}

function currentInput(shared, header) {
  return Buffer.from(shared.slice(8, 8 + Math.min(header[1], largestInput)));
}

function lineOf({ executions, kept, count, size }) {
  return `${executions} executions, ${kept} inputs kept, ${((100 * count) / size).toFixed(1)} % of its code run`;
}

async function replay(target, file) {
  const entry = at("out", "fuzz", "targets.cjs");
  await build("fuzz/targets.ts", entry);
  const { TARGETS } = await import(entry).then((module) => module.default ?? module);
  const found = TARGETS.find(({ name }) => name === target);
  if (found === undefined) throw new Error(`There is no target ${target}.`);
  const began = performance.now();
  try {
    await found.run(readFileSync(file));
  } finally {
    found.end?.();
    process.stdout.write(`${Math.round(performance.now() - began)} ms\n`);
  }
}

await build("fuzz/worker.ts", bundle);
if (options.replay !== undefined) await replay(positionals[0], options.replay);
else {
  const names = positionals.length > 0 ? positionals : ["wire", "rpc", "history", "journal", "solverLogs", "importers"];
  let found = 0;
  for (const name of names) {
    process.stdout.write(`${name}, ${options.seconds} s\n`);
    const result = await runTarget(name, Number(options.seconds), Number(options.seed));
    found += result.findings.length;
    process.stdout.write(`${name}: ${lineOf(result)}, ${result.findings.length} findings\n\n`);
  }
  process.exitCode = found === 0 ? 0 : 1;
}
