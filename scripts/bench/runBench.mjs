// Runs the scripts of bench/, one after the other, and reads the rows that they print.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { at, root } from "../setup/paths.mjs";
import { cleanEnvironment } from "../setup/command.mjs";

/** A bench that takes longer hangs. */
const limitMs = 600_000;

/** The soak has a command of its own: it takes half an hour. */
const apart = new Set(["soak"]);

/** Names of the benches, `growth/…` last; those that hold one of the words, or all. */
export function findBenches(words) {
  const inFolder = (folder) =>
    readdirSync(at("bench", folder))
      .filter((file) => file.endsWith(".mjs") && !file.startsWith("_"))
      .map((file) => `${folder === "" ? "" : `${folder}/`}${file.replace(/\.mjs$/, "")}`)
      .sort();
  const all = [...inFolder(""), ...inFolder("growth")].filter((name) => !apart.has(name));
  return all.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
}

/** Runs one and resolves with its rows; one that fails or prints no rows gives a row that says so. */
export function runBench(name, { isQuick }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [at("bench", `${name}.mjs`)], {
      cwd: root,
      env: cleanEnvironment(isQuick ? { BENCH_QUICK: "1", BENCH_SECONDS: "2", BENCH_ITERATIONS: "100000" } : {}),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      const rows = parseRows(output);
      const isBroken = rows.length === 0 || code !== 0;
      resolve(isBroken ? [...rows, { bench: name, what: `ended with ${signal ?? code}`, pass: false }] : rows);
    });
  });
}

function parseRows(output) {
  return output.split("\n").flatMap((line) => {
    try {
      const { bench, rows } = JSON.parse(line);
      return Array.isArray(rows) ? rows.map((row) => ({ bench, ...row })) : [];
    } catch {
      return [];
    }
  });
}
