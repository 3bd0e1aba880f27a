import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { componentRows } from "../../../src/charts/componentTree";
import { parse, View } from "vega";
import { compileChart } from "../../../src/charts/compileChart";
import { REPORT_THEME } from "../../../src/reports/reportTheme";
import { icicle, icicleSpec } from "../../../src/charts/icicle";
import type { ComponentSummary } from "../../../src/protocol/session";

const component = (name: string, totalSeconds: number, parent?: string): ComponentSummary => ({
  name,
  count: 1,
  totalSeconds,
  ...(parent === undefined ? {} : { parent }),
});

const lay = (components: readonly ComponentSummary[], elapsed: number): ReturnType<typeof icicle> =>
  icicle(componentRows(components, elapsed), elapsed);

describe("an icicle", () => {
  it("is as wide as the session, parts below their whole", () => {
    const pieces = lay(
      [component("Optimize", 60), component("Evaluation", 45, "Optimize"), component("Load", 20)],
      100,
    );
    expect(pieces.map(({ row, left, width, parent }) => [row.component.name, left, width, parent])).toEqual([
      ["Optimize", 0, 0.6, undefined],
      ["Evaluation", 0, 0.45, 0],
      ["Load", 0.6, 0.2, undefined],
    ]);
    expect(pieces[1]?.parentPercent).toBe(75);
  });

  it("never lets a part be wider than its whole, also where workers spend more than the clock", () => {
    const pieces = lay([component("A", 300), component("a", 800, "A"), component("b", 100, "A")], 100);
    expect(pieces.map(({ width }) => width)).toEqual([1, 8 / 9, 1 / 9]);
    expect(pieces[1]?.parentPercent).toBeCloseTo(266.7, 1);
  });

  it("keeps every part within its whole and beside the others, whoever names whom as parent", () => {
    const names = ["a", "b", "c", "d", "e"];
    const any = fc.record({
      name: fc.constantFrom(...names),
      totalSeconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
      parent: fc.option(fc.constantFrom(...names), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), fc.double({ min: 0, max: 1e6, noNaN: true }), (list, elapsed) => {
        const components = list.map(({ name, totalSeconds, parent }) => component(name, totalSeconds, parent));
        const pieces = lay(components, elapsed);
        expect(pieces).toHaveLength(components.length);
        const ends = new Map<number | undefined, number>();
        for (const { left, width, parent } of pieces) {
          const whole = parent === undefined ? { left: 0, width: 1 } : pieces[parent];
          expect(left).toBeGreaterThanOrEqual((ends.get(parent) ?? whole?.left ?? 0) - 1e-9);
          expect(left + width).toBeLessThanOrEqual((whole?.left ?? 0) + (whole?.width ?? 0) + 1e-9);
          ends.set(parent, left + width);
        }
      }),
      // Times as small as numbers get once did not fit.
      {
        examples: [
          [
            [
              { name: "b", totalSeconds: 1e-323, parent: undefined },
              { name: "a", totalSeconds: 1e-323, parent: "b" },
              { name: "a", totalSeconds: 1.5e-323, parent: undefined },
            ],
            0,
          ],
        ],
        numRuns: 1_000,
      },
    );
  });
});

describe("the picture of nested components", () => {
  it("has a piece for each, below the one that holds it, and names where they fit", async () => {
    const components = [component("Run", 10), component("Evaluate", 6, "Run"), component("Tiny", 0.1, "Run")];
    const spec = icicleSpec(icicle(componentRows(components, 10), 10), REPORT_THEME, 600);
    const svg = await new View(parse(compileChart(spec)), { renderer: "none" }).toSVG();
    expect(svg.match(/aria-roledescription="rect mark"/g)).toHaveLength(3);
    expect(svg).toMatch(/>Evaluate 60\s%</);
    expect(svg).not.toContain("Tiny");
    const [outer, inner] = [...svg.matchAll(/aria-roledescription="rect mark"[^>]* d="M([\d.]+),([\d.]+)h([\d.]+)/g)];
    expect(Number(outer?.[3])).toBeCloseTo(600, 5);
    expect(Number(inner?.[3])).toBeCloseTo(360, 5);
    expect(Number(inner?.[2])).toBeGreaterThan(Number(outer?.[2]));
  });
});
