// Reads how many tests passed and failed from what each kind of runner leaves behind.
/**
 * @typedef {{passed: number, failed: number, skipped: number}} Counts
 * @typedef {{code: number | string | null, output: string, timedOut: boolean, suite: {report?: string, read(finished: Finished): Counts}}} Finished
 */
import { readFileSync } from "node:fs";
import { at } from "../setup/paths.mjs";

/** Where a runner writes its machine-readable report. */
export const resultsFile = (name) => at("test-results", `${name}.json`);

/**
 * A check without tests of its own is one thing that passed or failed.
 * @param {Finished} finished
 * @returns {Counts}
 */
export function readCheck({ code }) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
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
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * The file that the in-editor run leaves.
 * @param {Finished} finished
 * @returns {Counts}
 */
export function readHostResults({ suite }) {
  const { passed, failed, skipped } = JSON.parse(readFileSync(suite.report, "utf8"));
  return { passed, failed, skipped };
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
  return { passed: Math.max(0, ran - failed - skipped), failed, skipped };
}

/**
 * A suite's count, where nothing can look better than it is: no test at all, an error at the end or no report is a failure.
 * @param {Finished} finished
 * @returns {Counts}
 */
export function countSuite(finished) {
  const counts = readSafely(finished);
  const suspicious = finished.code !== 0 || finished.timedOut || counts.passed + counts.failed === 0;
  return suspicious && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function readSafely(finished) {
  try {
    return finished.suite.read(finished);
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
