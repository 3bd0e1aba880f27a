// The real Prometheus server, scraping one engine, for the length of a test.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../engine/workbench";
import { TOKEN } from "./apiBench";

/** One series of an instant query's answer. */
export interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

interface QueryAnswer {
  readonly status: string;
  readonly error?: string;
  readonly data?: {
    readonly result: readonly { readonly metric: Found["metric"]; readonly value: [number, string] }[];
  };
}

/** A Prometheus with the configuration of docs/grafana, but for the address, the token and a shorter interval. */
export class PrometheusServer {
  private constructor(
    private readonly url: string,
    private readonly end: () => Promise<void>,
  ) {}

  static async start(engineUrl: string, configuration: string): Promise<PrometheusServer> {
    const folder = mkdtempSync(join(tmpdir(), "om-prometheus-"));
    const token = join(folder, "token");
    const config = join(folder, "prometheus.yml");
    writeFileSync(token, TOKEN, { mode: 0o600 });
    const text = readFileSync(configuration, "utf8")
      .replace("/etc/prometheus/optimizer-monitor.token", token)
      .replace("127.0.0.1:7727", new URL(engineUrl).host)
      .replace("scrape_interval: 15s", "scrape_interval: 250ms");
    writeFileSync(config, text);
    const port = await freePort();
    const child = spawn(
      "prometheus",
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=error",
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    let complaints = "";
    child.stderr.on("data", (bytes: Buffer) => (complaints += bytes.toString()));
    const ended = once(child, "exit");
    const server = new PrometheusServer(`http://127.0.0.1:${port}`, async () => {
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });
    await until(`Prometheus ${complaints}`, () => server.isReady());
    return server;
  }

  /** Asks; a query that Prometheus refuses fails with its reason. */
  async query(expression: string): Promise<readonly Found[]> {
    const body = new URLSearchParams({ query: expression });
    const answer = (await (await fetch(`${this.url}/api/v1/query`, { method: "POST", body })).json()) as QueryAnswer;
    if (answer.status !== "success") throw new Error(`${expression}: ${answer.error ?? answer.status}`);
    return (answer.data?.result ?? []).map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  dispose(): Promise<void> {
    return this.end();
  }

  private async isReady(): Promise<true | undefined> {
    const answer = await fetch(`${this.url}/-/ready`).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
