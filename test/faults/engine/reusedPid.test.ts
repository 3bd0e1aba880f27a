import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { batch, iteration, killEngine, launch, RawClient, upTo } from "../../integration/engine/helpers";
import { until, Workbench } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";

const LAST_PID = "/proc/sys/kernel/ns_last_pid";

/** Linux gives out the pid after the one that stands in a file, which only root may write. */
function canChoosePids(): boolean {
  try {
    writeFileSync(LAST_PID, readFileSync(LAST_PID));
    return true;
  } catch {
    return false;
  }
}

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

/**
 * Becomes a process of a certain pid, says so, and leaves a mark when it is asked to end. Pids go on from where they were: else
 * whatever starts next on this machine gets a pid that was somebody's a moment ago, and whoever ends that by its pid hits it.
 */
const BYSTANDER = `
import os, signal, sys, time
wanted = int(sys.argv[1])
def give_out_after(pid):
    with open("${LAST_PID}", "w") as file:
        file.write(str(pid))
with open("${LAST_PID}") as file:
    newest = int(file.read())
for attempt in range(2000):
    give_out_after(wanted - 1)
    pid = os.fork()
    if pid == 0:
        if os.getpid() != wanted:
            os._exit(0)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: (print("signalled", flush=True), os._exit(1)))
        print("is there", flush=True)
        time.sleep(120)
        os._exit(0)
    give_out_after(newest)
    os.waitpid(pid, 0)
    if pid == wanted:
        break
`;

// Skipped where pids cannot be chosen, which takes root's rights.
describe.skipIf(!canChoosePids())("a pid that is reused", () => {
  it("brings no stranger into a session that is taken up, and spares it when the session is stopped", async () => {
    const controller = await bench.control();
    const { child } = bench.start("sleep", ["120"]);
    const pid = child.pid ?? 0;
    const { sessionId = "" } = await controller.request("startLaunch", launch("reused", { pid, definite: true }));
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "reused", session: "reused", pid });
    raw.send(batch(1, ...upTo(10).map((index) => iteration("r", index))));
    await raw.acknowledged(1);
    await killEngine(bench);
    raw.socket.destroy();
    child.kill("SIGKILL");
    await until("the program's end", () => (existsSync(`/proc/${pid}`) ? undefined : true));
    const bystander = bench.start("/usr/bin/python3", ["-c", BYSTANDER, String(pid)]);
    expect(await bystander.firstOutput).toContain("is there");

    const again = await bench.control();
    await again.request("stopSession", { sessionId });
    const { session, tables } = await again.onlyEnded(40);
    expect(session).toMatchObject({ iterationCount: 10 });
    expect(["interrupted", "stopped"]).toContain(session.status);
    // Whatever was sampled of the session's processes was sampled before.
    const members = tables.find(({ name }) => name === "samples:process");
    if (members !== undefined && members.rowCount > 0) {
      const counts = await again.column(sessionId, "samples:process", "time", "process_count");
      expect(counts.y.slice(1).every((count) => count === 0 || count === 1)).toBe(true);
    }
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    expect(bystander.child.exitCode).toBeNull();
    recordFault({
      fault: "pid of a recorded program reused by another process",
      promise: "the other process is not sampled, not taken for the program, and not stopped with the session",
      tried: 1,
    });
  });
});
