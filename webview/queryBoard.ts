import type { SeriesQuery } from "../src/protocol/series";
import type { Host } from "./host";
import type { PanelModel } from "./panelModel";

const DELAY_MS = 60;

/** Collects what the visible charts need and asks for all of it at once, only when it changed. */
export class QueryBoard {
  private readonly wanted = new Map<string, readonly SeriesQuery[]>();
  private asked = "";
  private timer: number | undefined;

  constructor(
    private readonly host: Host,
    private readonly model: PanelModel,
  ) {}

  /** The queries of one chart; an empty list when it shows nothing. */
  set(chart: string, queries: readonly SeriesQuery[]): void {
    if (queries.length === 0) this.wanted.delete(chart);
    else this.wanted.set(chart, queries);
    this.timer ??= window.setTimeout(() => {
      this.timer = undefined;
      this.ask();
    }, DELAY_MS);
  }

  /** Asks again even if nothing changed: another session is shown. */
  forget(): void {
    this.asked = "";
  }

  private ask(): void {
    const queries = [...this.wanted.values()].flat();
    const text = JSON.stringify(queries);
    if (text === this.asked) return;
    this.asked = text;
    this.model.keepResults(new Set(queries.map(({ key }) => key)));
    this.host.post({ type: "view", queries });
  }
}
