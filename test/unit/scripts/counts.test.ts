// The one line at the end of `npm test` must never look better than the run was.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  countSuite,
  listFailures,
  readCheck,
  readHostResults,
  readUnittest,
  readVitest,
} from "../../../scripts/test/counts.mjs";

const folder = mkdtempSync(join(tmpdir(), "om-counts-"));
afterAll(() => rmSync(folder, { recursive: true }));

function writeReport(content: unknown): string {
  const path = join(folder, "report.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const ended = { code: 0, output: "", timedOut: false };
const unittest = (output: string, code = 0) => countSuite({ ...ended, code, output, suite: { read: readUnittest } });
const vitest = (report: unknown, code = 0) =>
  countSuite({ ...ended, code, suite: { report: writeReport(report), read: readVitest } });

describe("counting Python's unittest", () => {
  it("reads a clean run", () => {
    expect(unittest("...\nRan 12 tests in 1.204s\n\nOK\n")).toMatchObject({ passed: 12, failed: 0, skipped: 0 });
  });

  it("reads skips, failures, errors and unexpected successes", () => {
    const output = "Ran 12 tests in 1.2s\n\nFAILED (failures=2, errors=1, skipped=3, unexpected successes=1)\n";
    expect(unittest(output, 1)).toMatchObject({ passed: 5, failed: 4, skipped: 3 });
  });

  it("counts a run without tests as a failure", () => {
    expect(unittest("Ran 0 tests in 0.000s\n\nOK\n").failed).toBe(1);
    expect(unittest("").failed).toBe(1);
  });

  it("counts a crash after good tests as a failure", () => {
    expect(unittest("Ran 3 tests in 0.1s\n\nOK\n", 139)).toMatchObject({ passed: 3, failed: 1, skipped: 0 });
  });
});

describe("counting vitest", () => {
  const clean = { numPassedTests: 4, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [] };

  it("reads a clean run", () => {
    expect(vitest(clean)).toMatchObject({ passed: 4, failed: 0, skipped: 1 });
  });

  it("counts a file that could not be loaded", () => {
    const testResults = [
      { status: "failed", name: "a.test.ts", assertionResults: [] },
      { status: "failed", name: "b.test.ts", assertionResults: [{ status: "failed", failureMessages: ["no"] }] },
    ];
    expect(vitest({ ...clean, numFailedTests: 1, testResults }, 1).failed).toBe(2);
  });

  it("counts an error outside any test, and a run without any test", () => {
    expect(vitest(clean, 1).failed).toBe(1);
    expect(vitest({ ...clean, numPassedTests: 0, numPendingTests: 0 }).failed).toBe(1);
  });

  it("counts a report that is missing or broken", () => {
    expect(vitest("{").failed).toBe(1);
    expect(countSuite({ ...ended, suite: { report: join(folder, "none.json"), read: readVitest } }).failed).toBe(1);
  });
});

describe("counting the others", () => {
  it("counts a check as one thing", () => {
    expect(countSuite({ ...ended, suite: { read: readCheck } })).toMatchObject({ passed: 1, failed: 0, skipped: 0 });
    expect(countSuite({ ...ended, code: 2, suite: { read: readCheck } })).toMatchObject({
      passed: 0,
      failed: 1,
      skipped: 0,
    });
  });

  it("reads the in-editor results and takes a hang for a failure", () => {
    const report = writeReport({ passed: 7, failed: 0, skipped: 0, failures: [] });
    const suite = { report, read: readHostResults };
    expect(countSuite({ ...ended, suite })).toMatchObject({ passed: 7, failed: 0, skipped: 0 });
    expect(countSuite({ ...ended, timedOut: true, suite }).failed).toBe(1);
  });
});

describe("naming what failed", () => {
  const named = (counts: ReturnType<typeof countSuite>) => listFailures([{ name: "suite", ...counts }]);

  it("names nothing where nothing failed", () => {
    expect(named(unittest("Ran 12 tests in 1.204s\n\nOK\n"))).toBe("");
  });

  it("names a test of vitest by its file and its words, with its error in one line, without the stack", () => {
    const failure = {
      status: "failed",
      fullName: "a thing works",
      failureMessages: ["Error: \u001b[31mno\u001b[39m\nCall log:\n\n  - waiting\n at x\n at y"],
    };
    const testResults = [
      {
        status: "failed",
        name: join(process.cwd(), "test", "a.test.ts"),
        assertionResults: [failure, { status: "passed" }],
      },
      {
        status: "failed",
        name: join(process.cwd(), "test", "b.test.ts"),
        message: "Cannot find x",
        assertionResults: [],
      },
    ];
    const report = { numPassedTests: 1, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults };
    expect(named(vitest(report, 1))).toBe(
      "FAILED suite: test/a.test.ts: a thing works: Error: no Call log: - waiting\nFAILED suite: test/b.test.ts: Cannot find x\n",
    );
  });

  it("names a test of unittest, with the line below its traceback", () => {
    const output = [
      "======",
      "FAIL: test_a (tests.A.test_a)",
      "What it is for.",
      "------",
      "Traceback (most recent call last):",
      '  File "a.py", line 1, in test_a',
      "    self.assertEqual(1, 2)",
      "AssertionError: 1 != 2",
      "",
      "Ran 2 tests in 0.1s",
      "",
      "FAILED (failures=1)",
      "",
    ].join("\n");
    expect(named(unittest(output, 1))).toBe("FAILED suite: test_a (tests.A.test_a): AssertionError: 1 != 2\n");
  });

  it("names one of the in-editor run, and a run that failed without a test that did", () => {
    const failures = [{ title: "tasks one", error: "no\nat x" }];
    const suite = { report: writeReport({ passed: 1, failed: 1, skipped: 0, failures }), read: readHostResults };
    expect(named(countSuite({ ...ended, code: 1, suite }))).toBe("FAILED suite: tasks one: no\n");
    expect(named(countSuite({ ...ended, code: 2, suite: { read: readCheck } }))).toBe(
      "FAILED suite: (the run): It ended with code 2\n",
    );
    expect(named(vitest("{", 1))).toContain("FAILED suite: (its report): ");
  });
});
