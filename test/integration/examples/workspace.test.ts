import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, type ParseError } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { EXAMPLES } from "./program";

interface Task {
  readonly label: string;
  readonly type: string;
  readonly command: string;
  readonly windows?: { readonly command: string };
  readonly args: readonly string[];
}

interface Launch {
  readonly name: string;
  readonly type: string;
  readonly program: string;
  readonly args?: readonly string[];
  readonly runtimeArgs?: readonly string[];
}

function readSettingsFile<T>(name: string): T {
  const errors: ParseError[] = [];
  const content: unknown = parse(readFileSync(join(EXAMPLES, ".vscode", name), "utf8"), errors);
  expect(errors).toEqual([]);
  return content as T;
}

describe("the tasks", () => {
  const { tasks } = readSettingsFile<{ tasks: Task[] }>("tasks.json");

  it("have names of their own, the demonstration's among them", () => {
    const labels = tasks.map((task) => task.label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels).toContain("demo: portfolio");
  });

  it("come in every type that a launch can have", () => {
    expect(new Set(tasks.map((task) => task.type))).toEqual(new Set(["shell", "process", "optimizer"]));
  });

  it.each(tasks)("$label: starts a program that exists, on Windows too", ({ type, command, windows, args }) => {
    const program = args.find((argument) => /\.(py|ts)$/.test(argument));
    expect(existsSync(join(EXAMPLES, program ?? "none"))).toBe(true);
    // A task of a contributed type has no place for another platform's command.
    if (command === "python3" && type !== "optimizer") expect(windows).toEqual({ command: "python" });
  });

  it("each have a fast twin, but for the demonstration", () => {
    const labels = tasks.map((task) => task.label);
    const slow = labels.filter((label) => !label.includes("fast") && !label.startsWith("demo"));
    for (const label of slow) {
      const twin = label.endsWith(")") ? label.replace(/\)$/, ", fast)") : `${label} (fast)`;
      expect(labels).toContain(twin);
    }
  });
});

describe("the debug configurations", () => {
  const { configurations } = readSettingsFile<{ configurations: Launch[] }>("launch.json");

  it.each(configurations)("$name: starts a program that exists", ({ name, type, program, args, runtimeArgs }) => {
    expect(existsSync(program.replace("${workspaceFolder}", EXAMPLES))).toBe(true);
    expect(type).toBe(program.endsWith(".py") ? "debugpy" : "node");
    expect(runtimeArgs).toEqual(type === "node" ? ["--import", "tsx"] : undefined);
    expect(args?.includes("--fast") ?? false).toBe(name.includes("fast"));
  });
});
