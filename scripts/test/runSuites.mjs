// Runs suites: first the build, then three at a time where the machine can take it.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { at } from "../setup/paths.mjs";
import { builtAlready } from "../setup/bundles.mjs";
import { cleanEnvironment } from "../setup/command.mjs";
import { stopMarked, suiteMark } from "../editor/processes.mjs";
import { countSuite } from "./counts.mjs";
import { suiteFolder } from "./suites.mjs";

/** A suite that takes longer than this hangs. */
const limitMs = 1_800_000;

/** The groups of processes that are running, so that an interrupted run leaves none behind. */
const running = new Set();

/** How much of what a suite printed is shown when it passed: its own closing lines. */
const closingLines = 8;

/** Where nobody waits, one at a time: what fails there is then no neighbour's load. */
const width = process.env.CI === "true" ? 1 : 3;

/**
 * How many processes may want each processor, on average, when another suite begins beside one that runs. Where more do, everything
 * waits for everything, and tests fail that are patient enough elsewhere: four suites on a slow machine had eight.
 */
const mostWanting = 5;
const lookAgainMs = 2000;

/** Waits until there is room for one more suite, or none left to begin. Where no load is told, as on Windows, there is room. */
async function untilRoom(queues) {
  while (queues.some(isWaiting) && loadavg()[0] / availableParallelism() > mostWanting) await delay(lookAgainMs);
}

/**
 * Runs them all, whatever fails, and resolves with one row each, in the order of the table. Most of them wait now and then, so
 * three run at a time on two cores, and one of those that mostly wait beside them; the long ones begin, so that none is left over
 * at the end.
 */
export async function runSuites(suites) {
  mkdirSync(at("test-results"), { recursive: true });
  const rows = new Map();
  const one = async (suite, stream) => rows.set(suite.name, await runSuite(suite, stream));
  const [first, ...rest] = suites;
  if (first?.name === "build") await one(first, false);
  const others = first?.name === "build" ? rest : suites;
  const stream = others.length === 1;
  const beside = width > 1 ? others.filter(({ waits }) => waits === true) : [];
  const together = longestFirst(others.filter((suite) => !beside.includes(suite)));
  // One lane always goes on; the others only where the machine can take it.
  const work = async (isFirst, ...queues) => {
    while (queues.some(isWaiting)) {
      if (!isFirst) await untilRoom(queues);
      const suite = take(queues);
      if (suite !== undefined) await one(suite, stream);
    }
  };
  const lanes = Array.from({ length: width }, (_, lane) => work(lane === 0, together));
  // The lane of those that wait goes on with the others when it is done, so that no processor is idle at the end.
  if (beside.length > 0) lanes.push(work(false, longestFirst(beside), together));
  await Promise.all(lanes);
  return suites.map(({ name }) => rows.get(name));
}

const longestFirst = (suites) => suites.toSorted((a, b) => (b.minutes ?? 0) - (a.minutes ?? 0));

const isWaiting = (queue) => queue.length > 0;

/** Takes the next suite out of the first of the queues that has one. */
const take = (queues) => queues.find(isWaiting)?.shift();

/** Runs one suite; its output is shown as it comes where it is the only one, else at its end: all of it when it failed. */
async function runSuite(suite, stream) {
  if (suite.report !== undefined) rmSync(suite.report, { force: true });
  process.stdout.write(stream ? `\n=== ${suite.name}\n` : "");
  const start = Date.now();
  const mark = randomUUID();
  const finished = await execute(suite, { stream, mark });
  const left = await stopMarked(suiteMark, mark);
  const seconds = (Date.now() - start) / 1000;
  const counts = countSuite({ suite, ...finished });
  if (!stream) process.stdout.write(describeEnd(suite, { ...finished, counts, seconds }));
  for (const command of left) process.stdout.write(`${suite.name} left this running; it was ended: ${command}\n`);
  if (finished.timedOut) process.stdout.write(`${suite.name} was ended after ${limitMs / 1000} s\n`);
  return { name: suite.name, seconds, ...counts };
}

function describeEnd({ name }, { output, counts, seconds }) {
  const verdict = counts.failed === 0 ? "passed" : "FAILED";
  const lines = output.trimEnd().split("\n");
  const shown = counts.failed === 0 ? lines.slice(-closingLines) : lines;
  return `\n=== ${name}: ${verdict} in ${seconds.toFixed(1)} s\n${shown.join("\n")}\n`;
}

function execute({ name, command: [program, ...args] }, { stream, mark }) {
  return new Promise((resolve) => {
    // A group of its own, so that a suite that hangs ends with everything that it started.
    const child = spawn(program, args, {
      cwd: suiteFolder,
      env: suiteEnvironment({ name, mark }),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    running.add(child);
    let output = "";
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup(child);
    }, limitMs);
    const collect = (chunk) => {
      output += chunk;
      if (stream) process.stdout.write(chunk);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const finish = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, output, timedOut });
    };
    child.once("error", (error) => {
      output += `${error.message}\n`;
      finish(-1);
    });
    child.once("close", (code, signal) => finish(signal ?? code));
  });
}

function suiteEnvironment({ name, mark }) {
  // Scripts under test that build as their first step find the others' bundles in use, and new.
  const built = name === "build" ? {} : { [builtAlready]: "true" };
  return cleanEnvironment({ [suiteMark]: mark, ...built, FORCE_COLOR: "0", PYTHONDONTWRITEBYTECODE: "1" });
}

function endGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** Ends whatever is still running. */
export function endAll() {
  for (const child of running) endGroup(child);
}
