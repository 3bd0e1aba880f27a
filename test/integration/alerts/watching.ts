import { readAlertRules } from "../../../src/protocol/alertRules";
import type { Alert } from "../../../src/protocol/alerts";
import type { EngineNotifications } from "../../../src/protocol/rpc";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/protocol/settings";
import { RawClient } from "../engine/helpers";
import { until, type Controller, type Workbench } from "../engine/workbench";

/** Settings with rules that must be right. */
export function settingsWith(rules: readonly object[], more: Partial<Settings> = {}): Settings {
  const { rules: alertRules, problems } = readAlertRules("alerts", rules);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { ...DEFAULT_SETTINGS, samplingIntervalSeconds: 0.2, alertRules, ...more };
}

/** An editor that hears of alerts. */
export class Editor {
  readonly news: EngineNotifications["alertDidChange"][] = [];

  private constructor(readonly controller: Controller) {
    controller.channel.onNotification("alertDidChange", (news) => this.news.push(news));
  }

  static async open(bench: Workbench, settings?: Settings): Promise<Editor> {
    const editor = new Editor(await bench.control());
    if (settings !== undefined) await editor.controller.request("updateSettings", { settings });
    return editor;
  }

  /** What it heard, in short: `+nan-objective#1`, `!` where a person is to see it, `-` for an end. */
  get story(): readonly string[] {
    return this.news.map(
      ({ alert, isTold }) => `${alert.endTime === undefined ? "+" : "-"}${alert.id}${isTold ? "!" : ""}`,
    );
  }

  async heard(entry: string, seconds = 15): Promise<Alert> {
    await until(
      `${entry} among ${this.story.join(" ")}`,
      () => (this.story.includes(entry) ? true : undefined),
      seconds,
    );
    const news = this.news[this.story.indexOf(entry)];
    if (news === undefined) throw new Error("it was just there");
    return news.alert;
  }
}

/** A program that reports what a test tells it to, and waits until that is recorded. */
export class Program {
  private sequence = 0;

  private constructor(private readonly raw: RawClient) {}

  static async start(bench: Workbench, id = "program-1"): Promise<Program> {
    const program = new Program(new RawClient(await bench.ingest()));
    await program.raw.greet({ id, pid: 999_999 });
    return program;
  }

  /** Continues the numbers of a program whose engine went away. */
  async again(bench: Workbench, id = "program-1"): Promise<Program> {
    const program = await Program.start(bench, id);
    program.sequence = this.sequence;
    return program;
  }

  async report(...events: readonly object[]): Promise<void> {
    this.sequence++;
    this.raw.send({ type: "batch", sequence: this.sequence, events });
    await this.raw.acknowledged(this.sequence);
  }

  begin(more: object = {}): Promise<void> {
    return this.report({ type: "run_start", run: "r1", algorithm: "GA", direction: "minimize", ...more });
  }

  iterate(from: number, to: number, values: object): Promise<void> {
    const events = Array.from({ length: to - from }, (_, index) => ({
      type: "iteration",
      run: "r1",
      iteration: from + index,
      ...values,
    }));
    return this.report(...events);
  }

  leave(): void {
    this.raw.send({ type: "bye" });
    this.raw.socket.end();
  }
}
