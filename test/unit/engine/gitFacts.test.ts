import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseGitStatus, readGitFacts } from "../../../src/engine/gitFacts";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "git-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: readonly string[]): string {
  const identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" }).trim();
}

function makeRepository(): string {
  git("init", "-q", "-b", "main");
  writeFileSync(join(folder, "ga.py"), "one\n");
  git("add", "ga.py");
  git("commit", "-q", "-m", "first");
  return git("rev-parse", "HEAD");
}

describe("readGitFacts", () => {
  it("tells the commit, the branch and whether tracked files differ, from any folder of the work tree", async () => {
    const commit = makeRepository();
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "sub", "untracked"), "x");
    expect(await readGitFacts(join(folder, "sub"))).toEqual({ facts: { commit, branch: "main", isDirty: false } });
    writeFileSync(join(folder, "ga.py"), "two\n");
    expect(await readGitFacts(folder)).toEqual({ facts: { commit, branch: "main", isDirty: true } });
    git("checkout", "-q", "--detach");
    expect(await readGitFacts(folder)).toEqual({ facts: { commit, isDirty: true } });
  });

  it("has nothing to tell outside of a repository, before the first commit, and of a folder that is not there", async () => {
    expect(await readGitFacts(folder)).toEqual({});
    git("init", "-q");
    expect(await readGitFacts(folder)).toEqual({});
    expect(await readGitFacts(join(folder, "nowhere"))).toEqual({});
  });

  it("fetches nothing that a repository pretends to lack, by no program that it names", async () => {
    makeRepository();
    const trace = join(folder, "was-run");
    const script = join(folder, "evil.sh");
    writeFileSync(script, `#!/bin/sh\ntouch "${trace}"\n`, { mode: 0o755 });
    const tree = git("rev-parse", "HEAD^{tree}");
    rmSync(join(folder, ".git", "objects", tree.slice(0, 2), tree.slice(2)));
    const hostile = {
      "core.repositoryformatversion": "1",
      "extensions.partialClone": "origin",
      "remote.origin.promisor": "true",
      "remote.origin.url": folder,
      "remote.origin.uploadpack": script,
      "core.sshCommand": script,
      "protocol.file.allow": "always",
    };
    for (const [key, value] of Object.entries(hostile)) git("config", key, value);
    await readGitFacts(folder);
    expect(existsSync(trace)).toBe(false);
    // Without that care git does run it, so that the test tests something.
    expect(() => execFileSync("git", ["status", "--porcelain"], { cwd: folder, stdio: "pipe" })).toThrow();
    expect(existsSync(trace)).toBe(true);
  });

  it("runs nothing that the repository names, and takes no lock", async () => {
    const commit = makeRepository();
    const trace = join(folder, "was-run");
    const script = join(folder, "evil.sh");
    writeFileSync(script, `#!/bin/sh\ntouch "${trace}"\ncat\n`, { mode: 0o755 });
    writeFileSync(join(folder, ".gitattributes"), "*.py filter=evil diff=evil\n");
    for (const key of ["filter.evil.clean", "filter.evil.process", "core.fsmonitor", "diff.evil.command"])
      git("config", key, script);
    git("config", "filter.evil.required", "true");
    mkdirSync(join(folder, ".git", "hooks"), { recursive: true });
    writeFileSync(join(folder, ".git", "hooks", "post-index-change"), `#!/bin/sh\ntouch "${trace}"\n`, { mode: 0o755 });
    // The same contents with another time: git has to look into the file, which is what a filter is for.
    utimesSync(join(folder, "ga.py"), 1, 1);
    writeFileSync(join(folder, ".git", "index.lock"), "");
    const { facts } = await readGitFacts(folder);
    expect(existsSync(trace)).toBe(false);
    expect(facts).toMatchObject({ commit, branch: "main" });
  });

  it("is not led to another repository by variables of a hook", async () => {
    const commit = makeRepository();
    process.env["GIT_DIR"] = join(folder, "elsewhere");
    try {
      expect(await readGitFacts(folder)).toMatchObject({ facts: { commit } });
    } finally {
      delete process.env["GIT_DIR"];
    }
  });
});

describe("parseGitStatus", () => {
  it("knows a commit by its name only", () => {
    expect(parseGitStatus("# branch.oid (initial)\n# branch.head main\n")).toBeUndefined();
    expect(parseGitStatus("")).toBeUndefined();
    const commit = "0123456789".repeat(4);
    const output = `# branch.oid ${commit}\n# branch.head a b\n# branch.upstream o/a\n1 .M N... 100644 100644 100644 x x f\n`;
    expect(parseGitStatus(output)).toEqual({ commit, branch: "a b", isDirty: true });
  });
});
