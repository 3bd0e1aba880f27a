import type { ChildProcess } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { batch, client, ended, iteration, launch } from "./helpers";
import { until, Workbench, type Controller } from "./workbench";

let bench: Workbench;
let controller: Controller;
beforeEach(async () => {
  bench = new Workbench();
  controller = await bench.control();
});
afterEach(() => bench.dispose());

interface WaitingShell {
  readonly shell: ChildProcess;
  readonly pid: number;
  readonly command: (id: string, line: string) => Promise<unknown>;
}

/** A shell that runs nothing, and what an editor would tell of commands in it. */
function waitingShell(): WaitingShell {
  const shell = bench.start("/bin/sh", ["-c", "read line"], {}).child;
  const pid = shell.pid ?? 0;
  const command = (id: string, line: string): Promise<unknown> =>
    controller.request("startLaunch", launch(id, { kind: "terminal", pid, label: line, command: line }));
  return { shell, pid, command };
}

describe("the programs of a terminal", () => {
  it("are a session for each command of a terminal's shell", async () => {
    const shell = bench.start("/bin/sh", [], bench.programEnv());
    const run = (name: string): string =>
      `python3 -c 'import optimizer_monitor as om\nwith om.run("${name}") as r: r.iteration(0, best=1)'; echo done-${name}\n`;
    let output = "";
    shell.child.stdout?.on("data", (bytes: Buffer) => (output += bytes.toString()));
    for (const name of ["first", "second"]) {
      const kind = "terminal";
      await controller.request("startLaunch", launch(`cmd-${name}`, { kind, pid: shell.child.pid ?? 0, label: name }));
      shell.child.stdin?.write(run(name));
      await until(name, () => (output.includes(`done-${name}`) ? true : undefined));
      await controller.request("endLaunch", { launchId: `cmd-${name}`, exitCode: 0 });
    }
    const sessions = await ended(controller, 2);
    expect(sessions.map(({ label, algorithms }) => [label, ...algorithms])).toEqual([
      ["second", "second"],
      ["first", "first"],
    ]);
    shell.child.stdin?.end();
    await shell.done;
  });

  it("are a session of the command that began them, though the one before it is told as ended later", async () => {
    const { shell, pid, command } = waitingShell();
    await command("list", "ls");
    const program = await client(bench, { pid });
    program.send(batch(1, iteration("a", 1)));
    await program.acknowledged(1);
    const listed = controller.request("endLaunch", { launchId: "list", exitCode: 0 });
    await command("solve", "python3 solve.py");
    expect(await listed).toEqual({});
    program.send(batch(2, iteration("a", 2)));
    await program.acknowledged(2);
    program.socket.end();
    await controller.request("endLaunch", { launchId: "solve", exitCode: 1 });
    const seen = { label: "python3 solve.py", command: "python3 solve.py", status: "failed", exitCode: 1 };
    expect(await controller.sessions()).toMatchObject([{ ...seen, iterationCount: 2 }]);
    shell.stdin?.end();
  });

  it("stay a session of their own in the background of a shell, whatever command comes next", async () => {
    const { shell, pid, command } = waitingShell();
    await command("solve", "python3 solve.py &");
    const program = await client(bench, { pid });
    program.send(batch(1, iteration("a", 1)));
    await program.acknowledged(1);
    const solved = controller.request("endLaunch", { launchId: "solve", exitCode: 0 });
    await command("list", "ls");
    await controller.request("endLaunch", { launchId: "list", exitCode: 0 });
    program.send(batch(2, iteration("a", 2)));
    await program.acknowledged(2);
    program.socket.end();
    await solved;
    const seen = { label: "python3 solve.py &", status: "completed", iterationCount: 2 };
    expect(await controller.sessions()).toMatchObject([seen]);
    shell.stdin?.end();
  });
});
