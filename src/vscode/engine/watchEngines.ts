import { DisposableStore, type Disposable } from "../../base/disposable";
import type { EditorSettings } from "../settings";
import type { EngineConnection } from "./engineConnection";
import type { Engines } from "./engines";

/** What is done about each engine. */
export interface EngineWatch {
  /** It answers, for the first time or again. */
  connected(engine: EngineConnection): void;
  /** It is new, or the settings may want something else of it. */
  review(engine: EngineConnection): void;
  /** Its folder is gone. */
  removed(engine: EngineConnection): void;
}

/** Follows every engine there is and the settings. */
export function watchEngines(engines: Engines, settings: EditorSettings, watch: EngineWatch): Disposable {
  const store = new DisposableStore();
  store.add(engines.forEach((engine) => store.add(engine.onDidConnect(() => watch.connected(engine)))));
  store.add(engines.forEachLater((engine) => watch.review(engine)));
  store.add(engines.onDidRemove((engine) => watch.removed(engine)));
  store.add(settings.onDidChange(() => engines.all.forEach((engine) => watch.review(engine))));
  return store;
}
