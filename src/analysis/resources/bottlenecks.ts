import type { ComponentSummary } from "../../protocol/session";

/** Where the time of a workflow goes, by one component. */
export interface ComponentShare {
  readonly name: string;
  readonly parent?: string;
  /** Its time without that of the components inside it, in seconds over all processes. */
  readonly selfSeconds: number;
  /** `selfSeconds` as a share of the run, 0 to 1; of all timed work where processes work side by side. */
  readonly share: number;
  /** Calls a second of its own time. */
  readonly callsPerSecond: number;
  /** How much faster the run would be were it twice as fast, and the most that could be won (Amdahl 1967). */
  readonly twiceAsFast: number;
  readonly bestSpeedup: number;
}

/** Amdahl's law: how many times faster a run becomes when a share of it (0 to 1) becomes `factor` times faster. */
export function amdahl(share: number, factor: number): number {
  return 1 / (1 - share + share / factor);
}

/**
 * Splits the time of nested components into their own, the largest first. The time of a component's children (those that name it as
 * their parent) is taken off it; where a name stands under several parents, in proportion to its times. The run is `elapsedSeconds` or,
 * where processes side by side add up to more, all that the outermost components took.
 */
export function componentShares(components: readonly ComponentSummary[], elapsedSeconds: number): ComponentShare[] {
  const totals = sumBy(components, ({ name }) => name);
  const inside = sumBy(components, ({ parent }) => parent);
  const outermost = components.filter(({ parent }) => parent === undefined || !totals.has(parent));
  const whole = Math.max(
    elapsedSeconds,
    outermost.reduce((sum, { totalSeconds }) => sum + totalSeconds, 0),
  );
  if (!(whole > 0)) return [];
  return components
    .map((component): ComponentShare => {
      const { name, parent, count, totalSeconds } = component;
      const part = totalSeconds / (totals.get(name) ?? totalSeconds);
      const selfSeconds = Math.max(0, totalSeconds - (inside.get(name) ?? 0) * (Number.isFinite(part) ? part : 0));
      const share = Math.min(1, selfSeconds / whole);
      return {
        name,
        ...(parent === undefined ? {} : { parent }),
        selfSeconds,
        share,
        callsPerSecond: totalSeconds > 0 ? count / totalSeconds : 0,
        twiceAsFast: amdahl(share, 2),
        bestSpeedup: amdahl(share, Infinity),
      };
    })
    .sort((a, b) => b.selfSeconds - a.selfSeconds);
}

function sumBy(
  components: readonly ComponentSummary[],
  key: (component: ComponentSummary) => string | undefined,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const component of components) {
    const name = key(component);
    if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + component.totalSeconds);
  }
  return sums;
}
