import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** nobody: a user of every system, with no rights of its own. */
export const OTHER = { uid: 65534, gid: 65534 } as const;

/** Only root may run a program as another user. */
export const CAN_BE_OTHERS =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ["-e", "0"], { ...OTHER, cwd: "/" }).status === 0;

/** A folder like /tmp: everybody may make files in it, and remove only their own. */
export function sharedFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "om-shared-")));
}

/** What came of one attempt: "done", or the system's word for why not. */
export type Outcomes = Readonly<Record<string, string>>;

/** One thing to try: what to do with a path. */
export type Attempt = readonly ["read" | "list" | "connect" | "create" | "remove" | "append" | "link", string];

const SCRIPT = `
const { appendFileSync, closeSync, openSync, readFileSync, readdirSync, symlinkSync, unlinkSync, writeFileSync } = require("node:fs");
const { connect } = require("node:net");
const acts = {
  read: (path) => readFileSync(path),
  list: (path) => readdirSync(path),
  create: (path) => writeFileSync(path + "/planted", "x"),
  remove: (path) => unlinkSync(path),
  append: (path) => closeSync(openSync(path, "a")),
  link: (path) => symlinkSync("/etc/passwd", path + "/planted"),
  connect: (path) => new Promise((done, fail) => connect(path).once("connect", done).once("error", fail)),
};
(async () => {
  const outcomes = {};
  for (const [act, path] of JSON.parse(process.argv[1])) {
    try { await acts[act](path); outcomes[act + " " + path] = "done"; }
    catch (error) { outcomes[act + " " + path] = error.code; }
  }
  process.stdout.write(JSON.stringify(outcomes), () => process.exit(0));
})();
`;

/** Tries things as another user, or as ourselves. */
export function attempted(attempts: readonly Attempt[], user: Partial<typeof OTHER> = OTHER): Outcomes {
  const args = ["-e", SCRIPT, JSON.stringify(attempts)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { ...user, cwd: "/", encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Outcomes;
}

/** Runs a program of another user until it has said that it is ready. */
export async function startAsOther(script: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["-e", script, ...args], {
    ...OTHER,
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (bytes: Buffer) => (complaints += bytes.toString()));
  await new Promise<void>((ready, fail) => {
    child.stdout.once("data", () => ready());
    child.once("exit", () => fail(new Error(complaints)));
  });
  return child;
}

/** A folder with all that is in it, by path. */
export function everythingIn(folder: string): readonly string[] {
  const inner = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? everythingIn(path) : [path];
  });
  return [folder, ...inner];
}

/** Which of these paths others may do anything with. */
export function openToOthers(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => (statSync(path).mode & 0o077) !== 0);
}
