import { errorText, type Log } from "../base/log";
import type { Disposable } from "../base/disposable";
import { preparePictures } from "../model/preparePictures";
import { queryTable } from "../model/queryTable";
import type { RecordedSession } from "../model/recordedSession";
import type { ViewRequest, ViewUpdate } from "../protocol/rpc";
import type { SeriesQuery, SeriesResult } from "../protocol/series";
import type { SessionDetail } from "../protocol/session";
import { readoutOf } from "./readout";
import type { SessionSource } from "./sessionSource";

/** Pictures change at most four times a second, the rest of the page once a second. */
const PUSH_MS = 250;
const DETAIL_MS = 1000;

interface View {
  readonly request: ViewRequest;
  /** How many rows each query's table had when it was last answered. */
  readonly seen: Map<string, number>;
  detailAt: number;
  wasLive: boolean;
}

/** What one connection looks at; pushes what changed. An update's cost follows the pictures' width, not the data. */
export class Views implements Disposable {
  private readonly views = new Map<string, View>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: SessionSource,
    private readonly push: (update: ViewUpdate) => void,
    private readonly log: Log,
    private readonly now: () => number,
  ) {}

  async open(request: ViewRequest): Promise<ViewUpdate> {
    const session = await this.source.get(request.sessionId);
    await preparePictures(session.tables, request.queries);
    const view: View = { request, seen: new Map(), detailAt: Date.now(), wasLive: this.isLive(request.sessionId) };
    this.views.set(request.viewId, view);
    if (view.wasLive) this.timer ??= setInterval(() => this.pushChanges(), PUSH_MS);
    return {
      viewId: request.viewId,
      sessionId: request.sessionId,
      detail: this.detail(session),
      results: answer(session, view),
    };
  }

  close(viewId: string): void {
    this.views.delete(viewId);
    this.rest();
  }

  dispose(): void {
    this.views.clear();
    this.rest();
  }

  /** Everything about one session but its rows, with what it means, and the live figures while it runs. */
  detail(session: RecordedSession): SessionDetail {
    const { detail } = session;
    const { findings, convergence, usage } = this.source.verdicts.on(session, detail, this.now());
    const live = this.source.live(detail.session.id);
    return {
      ...detail,
      ...(findings.length === 0 ? {} : { findings }),
      ...(convergence.length === 0 ? {} : { convergence }),
      ...(usage.figures.length === 0 ? {} : { usage }),
      ...(live === undefined || live.state.isEnded ? {} : { live: readoutOf(live.state, this.now()) }),
    };
  }

  private isLive(sessionId: string): boolean {
    const recording = this.source.live(sessionId);
    return recording !== undefined && !recording.state.isEnded;
  }

  private rest(): void {
    if ([...this.views.values()].some(({ wasLive }) => wasLive)) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private pushChanges(): void {
    for (const view of this.views.values()) {
      if (!view.wasLive) continue;
      view.wasLive = this.isLive(view.request.sessionId);
      this.pushView(view, !view.wasLive).catch((error: unknown) => this.log.warn(`view: ${errorText(error)}`));
    }
    this.rest();
  }

  private async pushView(view: View, isLast: boolean): Promise<void> {
    const { viewId, sessionId } = view.request;
    const live = this.source.live(sessionId)?.state;
    const session = live ?? (await this.source.get(sessionId));
    const results = answer(session, view);
    const isDue = isLast || Date.now() - view.detailAt >= DETAIL_MS;
    if (!isDue && results.length === 0) return;
    if (isDue) view.detailAt = Date.now();
    this.push({ viewId, sessionId, results, ...(isDue ? { detail: this.detail(session) } : {}) });
  }
}

/** Answers the queries whose tables have grown since they were last answered. */
function answer(session: RecordedSession, view: View): readonly SeriesResult[] {
  return view.request.queries.flatMap((query: SeriesQuery) => {
    const rows = session.tables.get(query.table)?.rowCount ?? 0;
    if (view.seen.get(query.key) === rows) return [];
    view.seen.set(query.key, rows);
    return [queryTable(session.tables, query)];
  });
}
