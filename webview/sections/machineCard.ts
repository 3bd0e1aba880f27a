import { formatBytes, formatCount } from "../../src/base/format";
import { findTable, hasColumn, SAMPLE_TABLES } from "../../src/charts/tables";
import type { SessionDetail } from "../../src/protocol/session";
import { element, setShown, setText, uniqueId } from "../dom";
import type { PageServices } from "../pageServices";

/** The machine that the session ran on, and in words what it does not have. */
export class MachineCard {
  readonly root: HTMLElement;
  private readonly facts = element("dl", { class: "facts" });
  private shown = "";

  constructor(private readonly page: PageServices) {
    const id = uniqueId("machine");
    const title = element("h2", { class: "card-title", text: "Machine", attributes: { id } });
    this.root = element("section", { class: "card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [title]),
      this.facts,
    ]);
  }

  update(): void {
    const { detail } = this.page.model;
    setShown(this.root, detail !== undefined);
    if (detail === undefined) return;
    const entries = factsOf(detail);
    const text = JSON.stringify(entries);
    if (text === this.shown) return;
    this.shown = text;
    this.facts.replaceChildren(
      ...entries.map(([name, value]) => {
        const description = element("dd", { title: value });
        setText(description, value);
        return element("div", { class: "fact" }, [element("dt", { text: name }), description]);
      }),
    );
  }
}

function factsOf(detail: SessionDetail): (readonly [string, string])[] {
  const { machine, session } = detail;
  const folder = session.cwd;
  const missing = session.status === "running" ? [] : notMeasured(detail);
  const cores = `${formatCount(machine.coreCount)} ${machine.coreCount === 1 ? "core" : "cores"}`;
  return [
    ["Host", `${machine.host} · ${machine.platform}`],
    ["CPU", machine.cpuModel === undefined ? cores : `${machine.cpuModel} · ${cores}`],
    ["Memory", formatBytes(machine.memoryBytes)],
    ...(machine.gpus === undefined ? [] : [["GPU", gpuText(machine.gpus)] as const]),
    ...(folder === undefined ? [] : [["Folder", folder] as const]),
    ...(missing.length === 0 ? [] : [["Missing", `${missing.join(", ")}: not measured in this session`] as const]),
  ];
}

function notMeasured(detail: SessionDetail): string[] {
  const groups = [
    ["CPU", SAMPLE_TABLES.system, "system_cpu_percent"],
    ["memory", SAMPLE_TABLES.process, "process_memory_rss_bytes"],
    ["storage", SAMPLE_TABLES.process, "process_read_bytes_per_second"],
  ] as const;
  return groups.flatMap(([name, table, column]) => (hasColumn(findTable(detail, table), column) ? [] : [name]));
}

function gpuText(gpus: readonly string[]): string {
  if (gpus.length === 0) return "none found on this machine";
  const [first = ""] = gpus;
  const same = gpus.every((name) => name === first);
  return same && gpus.length > 1 ? `${gpus.length} × ${first}` : gpus.join(", ");
}
