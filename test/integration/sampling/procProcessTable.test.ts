import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProcProcessTable } from "../../../src/sampling/procProcessTable";
import type { ProcessRoots } from "../../../src/sampling/processTree";
import { eventually, TestProcesses } from "./processes";

describe.runIf(process.platform === "linux")("ProcProcessTable", () => {
  let processes: TestProcesses;
  let table: ProcProcessTable;

  beforeEach(() => {
    processes = new TestProcesses();
    table = new ProcProcessTable();
  });
  afterEach(async () => {
    await processes.end();
  });

  async function pidsOf(roots: ProcessRoots, id = "a"): Promise<readonly number[]> {
    const tree = (await table.trees(new Map([[id, roots]]))).get(id) ?? [];
    return tree.filter(({ hasEnded }) => !hasEnded).map(({ pid }) => pid);
  }

  it("names the ancestors up to the first process", async () => {
    const root = processes.bash(`bash -c 'echo $$ > ${processes.folder}/child; sleep 60; true'; true`);
    const child = await processes.pidFrom("child");
    const ancestors = await table.ancestors(child);
    expect(ancestors.slice(0, 2)).toEqual([root.pid, process.pid]);
    expect(ancestors.at(-1)).toBe(1);
    expect(await table.ancestors(2 ** 22 + 1)).toEqual([]);
  });

  it("names a process for good, and an ended one not at all", async () => {
    const child = processes.bash("sleep 60");
    const identity = await table.identity(child.pid);
    expect(identity).toMatch(new RegExp(`^${child.pid}:\\d+$`));
    expect(await table.identity(child.pid)).toBe(identity);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await table.identity(child.pid)).toBeUndefined();
  });

  it("has no identity for a zombie", async () => {
    // The shell's child ends once exec has replaced the shell, so that nobody waits for it.
    const replaced = '[ "$(cat /proc/$PPID/comm)" = sleep ]';
    processes.bash(`bash -c 'echo $$ > ${processes.folder}/zombie; until ${replaced}; do :; done' & exec sleep 60`);
    const zombie = await processes.pidFrom("zombie");
    await eventually("the zombie", async () => (await table.identity(zombie)) === undefined);
    expect(process.kill(zombie, 0)).toBe(true);
  });

  it("holds children and grandchildren, in whatever language, and lets them go", async () => {
    const script = `
      const { spawn } = require("node:child_process");
      spawn("bash", ["-c", "echo $$ > ${processes.folder}/bash; python3 -c 'import os,time; print(os.getpid(), file=open(\\"${processes.folder}/python\\", \\"w\\"), flush=True); time.sleep(60)'; true"]);
      setInterval(() => {}, 1000);`;
    const root = processes.node(script);
    const roots = { pids: [root.pid] };
    const bash = await processes.pidFrom("bash");
    const python = await processes.pidFrom("python");
    const all = [root.pid, bash, python];
    await eventually("the whole tree", async () => {
      const found = await pidsOf(roots);
      return all.every((pid) => found.includes(pid));
    });
    process.kill(python, "SIGKILL");
    await eventually("the end of the leaf", async () => {
      const found = await pidsOf(roots);
      return found.includes(root.pid) && !found.includes(python);
    });
  });

  it("keeps a child whose parent has ended, with what it starts later", async () => {
    const script = `echo $$ > ${processes.folder}/orphan; until [ -e ${processes.folder}/go ]; do sleep 0.05; done; sleep 60 & echo $! > ${processes.folder}/late; wait`;
    const root = processes.bash(
      `bash -c 'bash -c "$SCRIPT" & echo $! > ${processes.folder}/left; wait' & echo $! > ${processes.folder}/parent; wait`,
      { SCRIPT: script },
    );
    const roots = { pids: [root.pid] };
    const orphan = await processes.pidFrom("orphan");
    const parent = await processes.pidFrom("parent");
    await eventually("the tree", async () => (await pidsOf(roots)).includes(orphan));
    process.kill(parent, "SIGKILL");
    await eventually("its new parent", async () => !(await table.ancestors(orphan)).includes(parent));
    expect(await pidsOf(roots)).toContain(orphan);
    processes.bash(`touch ${processes.folder}/go`);
    const late = await processes.pidFrom("late");
    await eventually("what the orphan started", async () => (await pidsOf(roots)).includes(late));
  });

  it("finds a daemon by its environment, and not that of another launch", async () => {
    const daemon = (name: string): string =>
      `setsid -f bash -c 'echo $$ > ${processes.folder}/${name}; exec sleep 60'; `;
    const root = processes.bash(`${daemon("mine")} OPTIMIZER_MONITOR_SESSION=other ${daemon("theirs")} sleep 60`, {
      OPTIMIZER_MONITOR_SESSION: "launch-7",
    });
    const mine = await processes.pidFrom("mine");
    const theirs = await processes.pidFrom("theirs");
    await eventually("the daemons to leave the tree", async () => {
      const [one, other] = await Promise.all([table.ancestors(mine), table.ancestors(theirs)]);
      return !one.includes(root.pid) && !other.includes(root.pid);
    });
    const roots = { pids: [root.pid], launchId: "launch-7" };
    expect(await pidsOf(roots)).toEqual(expect.arrayContaining([root.pid, mine]));
    expect(await pidsOf(roots)).not.toContain(theirs);
    // A session that starts later and without a root finds its own.
    expect(await pidsOf({ pids: [], launchId: "other" }, "b")).toContain(theirs);
    // The root's end does not end the daemon's membership.
    await pidsOf(roots);
    process.kill(-root.pid, "SIGKILL");
    await eventually("the daemon alone", async () => !(await pidsOf(roots)).includes(root.pid));
    expect(await pidsOf(roots)).toContain(mine);
  });

  it("recognizes a program that gets its environment only when it is executed", async () => {
    const launch = { pids: [] as number[], launchId: "late-env" };
    const child = processes.bash(
      `echo $$ > ${processes.folder}/pid; until [ -e ${processes.folder}/go ]; do sleep 0.05; done; exec env OPTIMIZER_MONITOR_SESSION=late-env sleep 60`,
    );
    await processes.pidFrom("pid");
    expect(await pidsOf(launch)).not.toContain(child.pid);
    processes.bash(`touch ${processes.folder}/go`);
    await eventually("the program", async () => (await pidsOf(launch)).includes(child.pid));
  });

  it("finds children that another thread than the first has started", async () => {
    const script = `
      const { Worker } = require("node:worker_threads");
      new Worker(\`
        const { spawn } = require("node:child_process");
        require("node:fs").writeFileSync("${processes.folder}/child", String(spawn("sleep", ["60"]).pid));
      \`, { eval: true });
      setInterval(() => {}, 1000);`;
    const root = processes.node(script);
    await pidsOf({ pids: [root.pid] });
    const child = await processes.pidFrom("child");
    await eventually("the thread's child", async () => (await pidsOf({ pids: [root.pid] })).includes(child));
  });

  it("serves several sessions at once, each its own", async () => {
    const one = processes.bash("sleep 60 & wait");
    const other = processes.bash("sleep 60 & sleep 60 & wait");
    await eventually("both trees", async () => {
      const trees = await table.trees(
        new Map([
          ["one", { pids: [one.pid] }],
          ["other", { pids: [other.pid] }],
        ]),
      );
      const pids = (trees.get("one") ?? []).map(({ pid }) => pid);
      return trees.get("one")?.length === 2 && trees.get("other")?.length === 3 && !pids.includes(other.pid);
    });
  });
});
