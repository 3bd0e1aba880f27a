import { DisposableStore, type Disposable } from "../../base/disposable";
import { errorText, type Log } from "../../base/log";
import type { ToPanelMessage } from "../../protocol/panel";
import type { ViewRequest, ViewUpdate } from "../../protocol/rpc";
import type { SeriesQuery } from "../../protocol/series";
import type { EngineConnection } from "../engine/engineConnection";

/**
 * The view that the panel's page has on one session. The engine keeps it and tells what changed; it is opened again
 * when the session, the queries or the engine change, and closed while nobody looks.
 */
export class PanelView implements Disposable {
  private watched: DisposableStore | undefined;
  private engine: EngineConnection | undefined;
  private sessionId: string | undefined;
  private queries: readonly SeriesQuery[] = [];
  /** Counts openings, so that an answer that was overtaken is dropped. */
  private turn = 0;
  private isOpen = false;

  constructor(
    private readonly viewId: string,
    private readonly post: (message: ToPanelMessage) => void,
    private readonly log: Log,
  ) {}

  /** Shows a session; the page gets it complete, and then asks for the pictures that it has room for. */
  show(engine: EngineConnection, sessionId: string): void {
    if (this.engine !== engine) this.watch(engine);
    this.sessionId = sessionId;
    this.queries = [];
    void this.open();
  }

  /** Other pictures of the same session. */
  setQueries(queries: readonly SeriesQuery[]): void {
    this.queries = queries;
    void this.open();
  }

  /** Nobody looks any more. */
  close(): void {
    this.turn++;
    const { engine, isOpen } = this;
    this.isOpen = false;
    this.engine = undefined;
    this.sessionId = undefined;
    this.watched?.dispose();
    this.watched = undefined;
    if (!isOpen || engine?.state !== "connected") return;
    engine.request("closeView", { viewId: this.viewId }).catch((error: unknown) => this.log.debug(errorText(error)));
  }

  private watch(engine: EngineConnection): void {
    this.close();
    this.engine = engine;
    this.watched = new DisposableStore();
    this.watched.add(engine.hold());
    this.watched.add(engine.onDidConnect(() => void this.open()));
    this.watched.add(engine.onDidChangeView((update) => this.onUpdate(update)));
  }

  private onUpdate(update: ViewUpdate): void {
    const isOurs = update.viewId === this.viewId && update.sessionId === this.sessionId;
    if (isOurs && this.isOpen) this.post({ type: "view", update });
  }

  private async open(): Promise<void> {
    const { engine, sessionId, queries } = this;
    if (engine === undefined || sessionId === undefined) return;
    const turn = ++this.turn;
    const request: ViewRequest = { viewId: this.viewId, sessionId, queries };
    try {
      const update = await engine.request("openView", request);
      if (turn !== this.turn) return;
      this.isOpen = true;
      this.post({ type: "view", update });
    } catch (error) {
      this.log.warn(`The panel's view: ${errorText(error)}`);
      if (turn === this.turn) this.post({ type: "error", message: errorText(error) });
    }
  }

  dispose(): void {
    this.close();
  }
}
