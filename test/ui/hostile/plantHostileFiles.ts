import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a workspace of somebody else tries when it is opened: each of its files names a program, an address or a folder. */
export interface HostileFiles {
  /** A file that exists as soon as anything of the workspace was run. */
  readonly trace: string;
  /** A folder that exists as soon as its settings were followed. */
  readonly folder: string;
}

/** Plants them in a workspace; `address` is where everything that would be sent or fetched goes. */
export function plantHostileFiles(workspace: string, address: string): HostileFiles {
  const trace = join(workspace, "..", "was-run");
  const folder = join(workspace, "..", "followed");
  const script = join(workspace, "evil.sh");
  const write = (path: string, content: unknown, mode = 0o644): void => {
    const file = join(workspace, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode });
  };
  write("evil.sh", `#!/bin/sh\ntouch "${trace}"\n`, 0o755);
  write(".git/HEAD", "ref: refs/heads/main\n");
  write(".git/config", `[core]\n\tfsmonitor = ${script}\n\tsshCommand = ${script}\n\thooksPath = ${workspace}\n`);
  write("sitecustomize.py", `open(${JSON.stringify(trace)}, "w").close()\n`);
  write(".vscode/tasks.json", {
    version: "2.0.0",
    tasks: [{ label: "evil", type: "process", command: script, runOptions: { runOn: "folderOpen" } }],
  });
  const setting = (values: object): object =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [`optimizerMonitor.${key}`, value as unknown]));
  write(
    ".vscode/settings.json",
    setting({
      "history.folder": folder,
      "report.folder": folder,
      "report.onSessionEnd": "always",
      "api.enabled": true,
      "otlp.receive": true,
      "otlp.endpoint": address,
      "alerts.webhook.url": address,
      "alerts.email.server": address.replace("http", "smtp"),
      "python.autoInstrument": true,
      logMatchers: [{ name: "slow", pattern: "(a+)+$" }],
    }),
  );
  const chart = {
    data: { url: `${address}/data.json` },
    mark: "image",
    encoding: { url: { value: `${address}/a.png` } },
  };
  write(".optimizer-monitor/charts/evil.vl.json", chart);
  return { trace, folder };
}
