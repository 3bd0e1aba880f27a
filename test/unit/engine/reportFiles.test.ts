import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimReportFile, reportFolderOf, safeName } from "../../../src/engine/reportFiles";

let root: string;
let workspace: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "om-reports-"));
  workspace = join(root, "workspace");
  mkdirSync(workspace);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("the folder of reports", () => {
  it("is made in the workspace, or where an absolute path says", async () => {
    expect(await reportFolderOf("a/b", workspace)).toBe(join(workspace, "a", "b"));
    expect(await reportFolderOf("a/../c", workspace)).toBe(join(workspace, "c"));
    expect(await reportFolderOf(".", workspace)).toBe(workspace);
    expect(await reportFolderOf("..data", workspace)).toBe(join(workspace, "..data"));
    expect(await reportFolderOf(join(root, "elsewhere"), workspace)).toBe(join(root, "elsewhere"));
  });

  it("does not leave the workspace by dots or by a link, and nothing is made there", async () => {
    mkdirSync(join(root, "outside"));
    symlinkSync(join(root, "outside"), join(workspace, "link"));
    for (const folder of ["..", "../outside/x", "a/../../x", "link", "link/deep"]) {
      await expect(reportFolderOf(folder, workspace)).rejects.toThrow("leads out of the workspace folder");
    }
    expect(readdirSync(join(root, "outside"))).toEqual([]);
  });
});

describe("the file of a report", () => {
  const startTime = new Date(2026, 10, 25, 9, 5, 7).getTime() / 1000;

  it("is named by the session's label and start, and never one that is there", async () => {
    const session = { label: "Tour: 50 cities (GA)", startTime };
    const names = [];
    for (let time = 0; time < 3; time++) names.push(basename(await claimReportFile(workspace, session, "html")));
    expect(names).toEqual([
      "Tour-50-cities-GA-20261125-090507.html",
      "Tour-50-cities-GA-20261125-090507-2.html",
      "Tour-50-cities-GA-20261125-090507-3.html",
    ]);
  });

  it("has a name that every system takes, whatever the label", async () => {
    expect(
      ["CON", "模拟退火", "a.b", "../..", "  ", "é".repeat(300)].map((label) => safeName(label).slice(0, 8)),
    ).toEqual(["CON", "模拟退火", "a-b", "session", "session", "é".repeat(8)]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (label) => {
        const path = await claimReportFile(workspace, { label, startTime }, "text");
        const name = basename(path);
        expect(join(workspace, name)).toBe(path);
        expect(Buffer.byteLength(name)).toBeLessThan(230);
        expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Zs}]|^-|\.\./u);
      }),
      { numRuns: 60 },
    );
  });
});
