import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";

const examples = join(import.meta.dirname, "../../examples/protocol");

/** The bash example. */
export const bashExample = join(examples, "report.sh");

/** How an example ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Runs an example to its end, with nothing else in its environment. */
export function runExample(command: string, environment: NodeJS.ProcessEnv): Promise<Outcome> {
  const begin = performance.now();
  const child = spawn(command, { env: { PATH: process.env["PATH"], ...environment } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr, milliseconds: performance.now() - begin }));
  });
}

/** Builds the C++ example into a folder; gives back the program. A missing tool is named with its Debian package. */
export function buildExample(folder: string): string {
  for (const [tool, debianPackage] of [
    ["bash", "bash"],
    ["perl", "perl-base"],
    ["g++", "g++"],
  ] as const) {
    needTool(tool, debianPackage);
  }
  const binary = join(folder, "report");
  execFileSync("g++", ["-std=c++17", "-Wall", "-Wextra", "-Werror", "-o", binary, join(examples, "report.cpp")]);
  return binary;
}

function needTool(tool: string, debianPackage: string): void {
  try {
    execFileSync("/bin/sh", ["-c", `command -v ${tool}`]);
  } catch {
    throw new Error(`this test needs ${tool}: install the Debian package ${debianPackage}`);
  }
}
