import { expect, it } from "vitest";
import { RecentLog } from "../../../src/vscode/recentLog";

it("passes everything on under its level, and keeps the newest five hundred lines of all levels", () => {
  const passed: string[] = [];
  const on = (level: string) => (message: string) => void passed.push(`${level} ${message}`);
  const log = new RecentLog({ debug: on("debug"), info: on("info"), warn: on("warn"), error: on("error") });
  for (const level of ["debug", "info", "warn", "error"] as const) log[level]("word");
  expect(passed).toEqual(["debug word", "info word", "warn word", "error word"]);
  expect(log.lines.map((line) => line.replace(/^\S+Z /, ""))).toEqual(passed);
  for (let index = 0; index < 500; index++) log.info(String(index));
  expect(log.lines).toHaveLength(500);
  expect(log.lines[0]).toMatch(/ info 0$/);
});
