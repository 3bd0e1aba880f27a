// Reads how many tests passed and failed, and which failed, from what each kind of runner leaves behind.
/**
 * @typedef {{title: string, error: string}} Failure
 * @typedef {{passed: number, failed: number, skipped: number, failures: Failure[]}} Counts
 * @typedef {{code: number | string | null, output: string, timedOut: boolean, suite: {report?: string, read(finished: Finished): Counts}}} Finished
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { at, root } from "../setup/paths.mjs";

/** Where a runner writes its machine-readable report. */
export const resultsFile = (name) => at("test-results", `${name}.json`);

/**
 * A check without tests of its own is one thing that passed or failed.
 * @param {Finished} finished
 * @returns {Counts}
 */
export function readCheck({ code }) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, failures: [] };
}

/**
 * vitest's JSON report; a file that could not be loaded holds no tests and still failed.
 * @param {Finished} finished
 * @returns {Counts}
 */
export function readVitest({ suite }) {
  const report = JSON.parse(readFileSync(suite.report, "utf8"));
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  );
  const failedTests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => ({ title: `${place(name)}: ${fullName}`, error: failureMessages[0] })),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...failedTests, ...unloadable.map(({ name, message }) => ({ title: place(name), error: message }))],
  };
}

/** A test file as one names it: from the project's root, with slashes. */
const place = (file) => relative(root, file).replaceAll("\\", "/");

/**
 * The file that the in-editor run leaves.
 * @param {Finished} finished
 * @returns {Counts}
 */
export function readHostResults({ suite }) {
  const { passed, failed, skipped, failures } = JSON.parse(readFileSync(suite.report, "utf8"));
  return { passed, failed, skipped, failures };
}

/**
 * The last lines of Python's unittest: `Ran 12 tests in 1.2s`, then `OK (skipped=1)` or `FAILED (failures=1, errors=2)`.
 * @param {Finished} finished
 * @returns {Counts}
 */
export function readUnittest({ output }) {
  const ran = Number(/^Ran (\d+) tests? in /m.exec(output)?.[1] ?? 0);
  const outcome = /^(OK|FAILED)(?: \((.*)\))?\s*$/m.exec(output);
  const counted = (word) => Number(new RegExp(`\\b${word}=(\\d+)`).exec(outcome?.[2] ?? "")?.[1] ?? 0);
  const failed = counted("failures") + counted("errors") + counted("unexpected successes");
  const skipped = counted("skipped");
  const failures = [...output.matchAll(/^(?:FAIL|ERROR|UNEXPECTED SUCCESS): (.+)$/gm)].map(([, title]) => ({
    title,
    error: unittestError(output, title),
  }));
  return { passed: Math.max(0, ran - failed - skipped), failed, skipped, failures };
}

/** The line of a traceback that says what was wrong: the first below it that is not indented. */
function unittestError(output, title) {
  const [, below = ""] = output.split(`: ${title}\n`);
  const [, traceback = ""] = below.split("Traceback (most recent call last):\n");
  return /^\S.*$/m.exec(traceback)?.[0] ?? "";
}

/**
 * A suite's count, where nothing can look better than it is: no test at all, an error at the end or no report is a failure.
 * @param {Finished} finished
 * @returns {Counts}
 */
export function countSuite(finished) {
  const counts = readSafely(finished);
  const suspicious = finished.code !== 0 || finished.timedOut || counts.passed + counts.failed === 0;
  const failed = suspicious && counts.failed === 0 ? 1 : counts.failed;
  const unnamed = failed - counts.failures.length;
  return unnamed > 0
    ? { ...counts, failed, failures: [...counts.failures, describeRun(finished)] }
    : { ...counts, failed };
}

/** What failed without a test that did: the run itself. */
function describeRun({ code, timedOut }) {
  return { title: "(the run)", error: timedOut ? "It did not end in time" : `It ended with code ${code}` };
}

function readSafely(finished) {
  try {
    return finished.suite.read(finished);
  } catch (error) {
    const failure = { title: "(its report)", error: error.message };
    return { passed: 0, failed: 1, skipped: 0, failures: [failure] };
  }
}

/**
 * What failed, a line each, to stand where one looks first, and where a log that was cut still has it: at the end.
 * @param {{name: string, failures: Failure[]}[]} rows
 * @returns {string} with a line end, or nothing
 */
export function listFailures(rows) {
  const lines = rows.flatMap(({ name, failures }) =>
    failures.map(({ title, error }) => `FAILED ${name}: ${title}: ${oneLine(error)}`),
  );
  return lines.map((line) => `${line}\n`).join("");
}

/** Long enough for what was expected and what came, and for what a browser's tools waited for. */
const longestError = 600;

/** An error's message in one line, without the stack below it. */
function oneLine(error) {
  // The colours that a runner gives a message, whatever it is told.
  const lines = stripVTControlCharacters(String(error))
    .split("\n")
    .map((line) => line.trim());
  const stack = lines.findIndex((line) => line.startsWith("at "));
  const message = lines.slice(0, stack === -1 ? lines.length : stack).filter((line) => line !== "");
  return message.join(" ").slice(0, longestError);
}
