// The API without an editor: `serve --port`, its token, and what the environment and a workspace may decide.
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLI } from "../engine/helpers";
import { until, Workbench, type Outcome } from "../engine/workbench";

let bench: Workbench;
let state: string;
beforeEach(() => {
  bench = new Workbench();
  state = mkdtempSync(join(tmpdir(), "om-state-"));
});
afterEach(async () => {
  await bench.dispose();
  rmSync(state, { recursive: true, force: true });
});

interface Served {
  readonly url: string | undefined;
  readonly printed: string;
  stop(): Promise<Outcome>;
}

/** Serves until it says that it does. */
async function serve(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const { child, done } = bench.start(process.execPath, [CLI, "serve", ...args], { XDG_STATE_HOME: state, ...env });
  let printed = "";
  child.stdout?.on("data", (bytes: Buffer) => (printed += bytes.toString()));
  await until("the address", () => printed.includes("Ctrl-C ends it.") || undefined);
  const url = /^export OPTIMIZER_MONITOR_API_URL=(\S+)$/m.exec(printed)?.[1];
  return {
    url,
    printed,
    stop: () => {
      child.kill("SIGINT");
      return done;
    },
  };
}

function statusOf(url: string, token: string): Promise<number> {
  return fetch(`${url}/api/v1/sessions`, { headers: { Authorization: `Bearer ${token}` } }).then(
    ({ status }) => status,
  );
}

describe("serve", () => {
  it("keeps a token that only its owner can read, and never prints it", async () => {
    const served = await serve(["--port", "0"]);
    const folder = join(state, "optimizer-monitor");
    const [name = ""] = readdirSync(folder);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const token = readFileSync(join(folder, name), "utf8").trim();
    expect(token).toHaveLength(43);
    expect(await statusOf(served.url ?? "", token)).toBe(200);
    const outcome = await served.stop();
    expect(outcome.stdout + outcome.stderr + served.printed).not.toContain(token);
    expect(readFileSync(join(bench.folder, ".optimizer-monitor", "engine.log"), "utf8")).not.toContain(token);
    const again = await serve(["--port", "0"]);
    expect(await statusOf(again.url ?? "", token)).toBe(200);
    await again.stop();
  });

  it("takes port, address and token from the environment, tells the engine's own environment nothing, and warns", async () => {
    const token = "a-token-of-the-environment";
    const served = await serve([], {
      OPTIMIZER_MONITOR_API_HOST: "0.0.0.0",
      OPTIMIZER_MONITOR_API_PORT: "0",
      OPTIMIZER_MONITOR_API_TOKEN: token,
    });
    expect(await statusOf(served.url ?? "", token)).toBe(200);
    expect(served.printed).not.toContain(token);
    expect(readdirSync(state)).toEqual([]);
    if (process.platform === "linux") {
      expect(readFileSync(`/proc/${bench.enginePid() ?? 0}/environ`, "latin1")).not.toContain(token);
    }
    expect((await served.stop()).stderr).toContain("can be reached from other machines");
  });

  it("refuses a port that is none", async () => {
    const outcome = await bench.cli("serve", "--port", "70000");
    expect([outcome.code, outcome.stderr]).toEqual([2, expect.stringContaining("must be a whole number")]);
  });

  it("says so where the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const outcome = await bench.cli("serve", "--port", String(port));
    expect([outcome.code, outcome.stderr]).toEqual([1, expect.stringContaining("is taken, perhaps by the engine")]);
    other.close();
  });

  it("opens nothing unless it is asked to, whatever a workspace's own settings say", async () => {
    mkdirSync(join(bench.folder, ".vscode"));
    const settings = { "optimizerMonitor.api.enabled": true, "optimizerMonitor.api.host": "0.0.0.0" };
    writeFileSync(join(bench.folder, ".vscode", "settings.json"), JSON.stringify(settings));
    const served = await serve([]);
    expect(served.url).toBeUndefined();
    const { code, stderr } = await served.stop();
    expect([code, readdirSync(state)]).toEqual([0, []]);
    expect(stderr).toContain("optimizerMonitor.api.enabled is not read from a workspace's settings");
    expect(stderr).toContain("optimizerMonitor.api.host is not read from a workspace's settings");
  });
});
