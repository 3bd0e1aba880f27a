import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { clientPaths, clientVariables, prependPath } from "../../../../src/control/clientPaths";
import { changePath, definedVariables } from "../../../../src/vscode/launches/variables";

/** What the editor makes of a change when it starts a program with this value. */
function applied(change: { kind: "prepend" | "replace"; value: string }, value: string | undefined): string {
  return change.kind === "replace" ? change.value : change.value + (value ?? "");
}

describe("clientPaths", () => {
  it("lead to the clients in the package", () => {
    const paths = clientPaths("/ext/dist", { autoInstrumentPython: false });
    expect(paths.PYTHONPATH).toBe(join("/ext", "dist", "clients", "python"));
    expect(paths.NODE_PATH).toBe(join("/ext", "dist", "clients", "node"));
  });

  it("lead to the automatic instrumentation first, where it is wanted", () => {
    const python = join("/ext", "dist", "clients", "python");
    const paths = clientPaths("/ext/dist", { autoInstrumentPython: true });
    expect(paths.PYTHONPATH).toBe(join(python, "auto-instrument") + delimiter + python);
    expect(clientVariables({ autoInstrumentPython: true })).toEqual({});
    expect(clientVariables({ autoInstrumentPython: false })).toEqual({ OPTIMIZER_MONITOR_AUTO: "0" });
  });
});

describe("prependPath", () => {
  it("never leaves an empty entry of its own", () => {
    expect(prependPath("/ours", undefined)).toBe("/ours");
    expect(prependPath("/ours", "")).toBe("/ours");
    expect(prependPath("/ours", "/a")).toBe(`/ours${delimiter}/a`);
  });

  it("does not repeat itself, and keeps the user's entries as they are", () => {
    expect(prependPath("/ours", `/ours${delimiter}/a`)).toBe(`/ours${delimiter}/a`);
    expect(prependPath("/ours", `/a${delimiter}`)).toBe(`/ours${delimiter}/a${delimiter}`);
    expect(prependPath(`/first${delimiter}/ours`, `/a${delimiter}/ours`)).toBe(
      ["/first", "/ours", "/a"].join(delimiter),
    );
  });
});

describe("changePath", () => {
  it.each([
    ["nothing has a value", undefined, false, undefined, "/ours"],
    ["the value is empty", "", false, "", "/ours"],
    ["terminals have one", "/a", false, "/a", `/ours${delimiter}/a`],
    ["a task has one of its own", undefined, true, "/task", `/ours${delimiter}/task`],
  ])("is right where %s", (_case, base, isSetSomewhere, actual, expected) => {
    expect(applied(changePath("/ours", base, isSetSomewhere), actual)).toBe(expected);
  });
});

describe("definedVariables", () => {
  it("finds the env blocks anywhere in a configuration", () => {
    const tasks = [{ label: "a" }, { label: "b", linux: { options: { env: { PYTHONPATH: "lib", LEVEL: "1" } } } }];
    expect([...definedVariables([tasks, { options: { env: { SEED: "7" } } }])]).toEqual([
      "PYTHONPATH",
      "LEVEL",
      "SEED",
    ]);
    expect(definedVariables(undefined).size).toBe(0);
    expect(definedVariables([{ options: { env: { PYTHONPATH: "", SEED: null } } }]).size).toBe(0);
    expect(definedVariables({ PYTHONPATH: "x" }).size).toBe(0);
  });
});
