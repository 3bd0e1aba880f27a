import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings";
import { batch, client, ended, iteration, launch, type RawClient } from "./helpers";
import { until, Workbench, type Controller } from "./workbench";

let bench: Workbench;
let controller: Controller;
beforeEach(async () => {
  bench = new Workbench();
  controller = await bench.control();
});
afterEach(() => bench.dispose());

interface TwoCommands {
  readonly program: RawClient;
  /** What the end of the first one was answered. */
  readonly firstEnd: Promise<unknown>;
}

interface Shell {
  readonly pid: number;
  /** Tells that a command has begun. */
  begin(this: void, launchId: string, line: string): Promise<unknown>;
}

/** A shell of a terminal. */
function startShell(): Shell {
  const { pid = 0 } = bench.start("/bin/sh", ["-c", "read line"], {}).child;
  return {
    pid,
    begin: (launchId, line) =>
      controller.request("startLaunch", launch(launchId, { kind: "terminal", pid, label: line, command: line })),
  };
}

/** A program below a shell that reports before the first of two commands is told to have ended, and the second to have begun. */
async function twoCommands(first: string, second: string): Promise<TwoCommands> {
  const { pid, begin } = startShell();
  await begin("first", first);
  const program = await client(bench, { pid });
  program.send(batch(1, iteration("a", 1)));
  await program.acknowledged(1);
  const firstEnd = controller.request("endLaunch", { launchId: "first", exitCode: 0 });
  await begin("second", second);
  return { program, firstEnd };
}

/** The program reports once more and leaves. */
async function leave(program: RawClient): Promise<void> {
  program.send(batch(2, iteration("a", 2)));
  await program.acknowledged(2);
  program.socket.end();
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
    const { program, firstEnd } = await twoCommands("ls", "python3 solve.py");
    expect(await firstEnd).toEqual({});
    await leave(program);
    await controller.request("endLaunch", { launchId: "second", exitCode: 1 });
    const seen = { label: "python3 solve.py", command: "python3 solve.py", status: "failed", exitCode: 1 };
    expect(await controller.sessions()).toMatchObject([{ ...seen, iterationCount: 2 }]);
  });

  it.each([
    ["in the background of a shell, whatever command comes next", "python3 solve.py &", []],
    ["where the next command is excluded", "./start.sh", ["ls"]],
  ])("stay a session of their own %s", async (_, line, exclude) => {
    await controller.request("updateSettings", { settings: { ...DEFAULT_SETTINGS, exclude } });
    const { program, firstEnd } = await twoCommands(line, "ls");
    await controller.request("endLaunch", { launchId: "second", exitCode: 0 });
    await leave(program);
    await firstEnd;
    const seen = { label: line, status: "completed", iterationCount: 2 };
    expect(await controller.sessions()).toMatchObject([seen]);
  });

  it("are a session of the command that sent them to the background, though they report after its end", async () => {
    const shell = startShell();
    await shell.begin("first", "python3 solve.py &");
    await controller.request("endLaunch", { launchId: "first", exitCode: 0 });
    const program = await client(bench, { pid: shell.pid });
    program.send(batch(1, iteration("a", 1)));
    await program.acknowledged(1);
    await shell.begin("second", "ls");
    await controller.request("endLaunch", { launchId: "second", exitCode: 0 });
    await leave(program);
    const [session] = await ended(controller, 1);
    expect(session).toMatchObject({ label: "python3 solve.py &", status: "completed", iterationCount: 2 });
  });
});
