import type { Disposable } from "../../base/disposable";
import type { EngineConnection } from "./engineConnection";

/** Engines that are kept though nothing is launched, because something wants to reach them. */
export class EngineHolds implements Disposable {
  private readonly holds = new Map<EngineConnection, Disposable>();

  has(engine: EngineConnection): boolean {
    return this.holds.has(engine);
  }

  hold(engine: EngineConnection): void {
    if (!this.holds.has(engine)) this.holds.set(engine, engine.hold());
  }

  release(engine: EngineConnection): void {
    this.holds.get(engine)?.dispose();
    this.holds.delete(engine);
  }

  dispose(): void {
    for (const engine of [...this.holds.keys()]) this.release(engine);
  }
}
