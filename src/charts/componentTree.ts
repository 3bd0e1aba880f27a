import type { ComponentSummary } from "../protocol/session";

/** One row of the components' table. */
export interface ComponentRow {
  readonly component: ComponentSummary;
  /** How deep it stands below the outermost component. */
  readonly depth: number;
  /** Its share of the session's time on the clock, 0-100; processes side by side can exceed 100. */
  readonly sharePercent: number;
  readonly meanSeconds: number;
  /** What it read and wrote; absent where the program did not say. */
  readonly dataBytes?: number;
  /** The same over its time; absent where it was never timed. */
  readonly dataBytesPerSecond?: number;
}

/** The components sorted by total time, each below its parent. A parent that was never timed counts as none. */
export function componentRows(
  components: readonly ComponentSummary[],
  elapsedSeconds: number,
): readonly ComponentRow[] {
  const names = new Set(components.map((component) => component.name));
  const children = new Map<string | undefined, ComponentSummary[]>();
  for (const component of components) {
    const { parent, name } = component;
    const above = parent !== undefined && parent !== name && names.has(parent) ? parent : undefined;
    children.set(above, [...(children.get(above) ?? []), component]);
  }
  const rows: ComponentRow[] = [];
  const placed = new Set<ComponentSummary>();
  const place = (parent: string | undefined, depth: number): void => {
    const sorted = [...(children.get(parent) ?? [])].sort((a, b) => b.totalSeconds - a.totalSeconds);
    for (const component of sorted) {
      if (placed.has(component)) continue;
      placed.add(component);
      rows.push(rowOf(component, depth, elapsedSeconds));
      if (depth < 16) place(component.name, depth + 1);
    }
  };
  place(undefined, 0);
  // Parents that name each other stand under nothing: they come last.
  for (const component of components) if (!placed.has(component)) rows.push(rowOf(component, 0, elapsedSeconds));
  return rows;
}

function rowOf(component: ComponentSummary, depth: number, elapsedSeconds: number): ComponentRow {
  return {
    component,
    depth,
    sharePercent: elapsedSeconds > 0 ? (100 * component.totalSeconds) / elapsedSeconds : 0,
    meanSeconds: component.count > 0 ? component.totalSeconds / component.count : 0,
    ...throughputOf(component),
  };
}

function throughputOf({ data, totalSeconds }: ComponentSummary): Partial<ComponentRow> {
  if (data === undefined) return {};
  const dataBytes = data.readBytes + data.writtenBytes;
  return totalSeconds > 0 ? { dataBytes, dataBytesPerSecond: dataBytes / totalSeconds } : { dataBytes };
}
