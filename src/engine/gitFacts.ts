import { execFile } from "node:child_process";
import { homedir } from "node:os";
import type { GitFacts } from "../protocol/session";
import { compact } from "../protocol/fields";

/** What git says of a folder: its state, or a sentence on why the user's git will not say; neither where there is none. */
export interface GitReading {
  readonly facts?: GitFacts;
  readonly problem?: string;
}

const TIMEOUT_MS = 10_000;
/** Only a work tree with very many changed files has more; then git says too much, and nothing is known. */
const MAX_OUTPUT_BYTES = 32 << 20;

// A repository may come from anyone: nothing that its configuration names is run.
const NO_PROGRAMS = [
  "-c",
  "core.fsmonitor=false",
  "-c",
  `core.hooksPath=${process.platform === "win32" ? "NUL" : "/dev/null"}`,
];

/**
 * A repository that says it is a partial clone makes git fetch what it lacks, by the programs and the address that its configuration
 * names. The list of protocols holds whatever that configuration allows.
 */
const NO_FETCHING = { GIT_NO_LAZY_FETCH: "1", GIT_ALLOW_PROTOCOL: "none" };

/** Variables that would point git at another repository, as they do where this was started from a hook. */
const MISLEADING = new Set([
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_COMMON_DIR",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
]);

/**
 * Reads the commit, the branch and whether tracked files differ, without taking locks and without running anything that
 * the repository names (hooks, monitors, filters, what fetches). Never fails: without git, outside of a repository and before the
 * first commit there is nothing to tell.
 */
export async function readGitFacts(folder: string): Promise<GitReading> {
  const filters = await git(folder, [
    "config",
    "--local",
    "--includes",
    "--name-only",
    "-z",
    "--get-regexp",
    "^filter\\.",
  ]);
  // 1: there are none.
  if (filters.code !== 0 && filters.code !== 1) return readingOf(folder, filters);
  const status = await git(folder, [
    ...withoutFilters(filters.output),
    "status",
    "--porcelain=v2",
    "--branch",
    "--untracked-files=no",
    "--ignore-submodules=dirty",
  ]);
  return readingOf(folder, status);
}

/** Reads what `git status --porcelain=v2 --branch` prints; undefined where there is no commit yet. */
export function parseGitStatus(output: string): GitFacts | undefined {
  const lines = output.split("\n");
  const header = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3);
  const commit = header("branch.oid");
  const branch = header("branch.head");
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  return compact<GitFacts>({
    commit,
    branch: branch === "(detached)" ? undefined : branch,
    isDirty: lines.some((line) => line !== "" && !line.startsWith("#")),
  });
}

interface GitAnswer {
  readonly code: number | undefined;
  readonly output: string;
  readonly errors: string;
}

function readingOf(folder: string, { code, output, errors }: GitAnswer): GitReading {
  if (errors.includes("dubious ownership"))
    return {
      problem:
        `The git commit is not recorded, since git does not trust this folder (it belongs to another user). ` +
        `If you do: git config --global --add safe.directory ${JSON.stringify(folder)}`,
    };
  const facts = code === 0 ? parseGitStatus(output) : undefined;
  return facts === undefined ? {} : { facts };
}

/** Filters that the repository itself defines are switched off; those of the user are not in its own configuration. */
function withoutFilters(names: string): readonly string[] {
  const filters = new Set(names.split("\0").flatMap((name) => /^(filter\..*)\.[^.]+$/s.exec(name)?.[1] ?? []));
  return [...filters].flatMap((name) => [
    "-c",
    `${name}.clean=`,
    "-c",
    `${name}.process=`,
    "-c",
    `${name}.required=false`,
  ]);
}

function git(folder: string, args: readonly string[]): Promise<GitAnswer> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !MISLEADING.has(name)));
  return new Promise((resolve) => {
    execFile(
      "git",
      ["-C", folder, ...NO_PROGRAMS, ...args],
      {
        // Not the folder itself: on Windows a program of this name in it would be found first.
        cwd: homedir(),
        env: { ...env, ...NO_FETCHING, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
        timeout: TIMEOUT_MS,
        maxBuffer: MAX_OUTPUT_BYTES,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : undefined;
        resolve({ code, output: stdout, errors: stderr });
      },
    );
  });
}
