import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHART_SOURCES, parseCustomChart } from "../../../src/charts/customChart";

const chart = (more: object): string => JSON.stringify({ data: { name: "iterations" }, mark: "line", ...more });

describe("a custom chart", () => {
  it("is taken with the sources that it draws from", () => {
    const layered = { layer: [{ mark: "line" }, { data: { name: "runs" }, mark: "point" }] };
    expect(parseCustomChart(chart(layered))).toMatchObject({ ok: true, value: { sources: ["iterations", "runs"] } });
    const select = { params: [{ name: "zoom", select: "interval", bind: "scales" }] };
    expect(parseCustomChart(chart(select)).ok).toBe(true);
  });

  it.each([
    ["{", "The file is not JSON"],
    ["[]", "holds no object"],
    [JSON.stringify({ mark: "bar" }), "has no data"],
    [chart({ data: { url: "https://example.org/a.csv" } }), '"data" must be { "name": … }'],
    [chart({ data: { name: "iterations", url: "a.csv" } }), '"data" must be { "name": … }'],
    [chart({ data: { name: "secrets" } }), "with one of iterations, components, samples, runs"],
    [chart({ data: { values: [1] } }), '"data" must be'],
    [chart({ datasets: { iterations: [] } }), '"datasets" must be'],
    [chart({ layer: [{ mark: { type: "image" } }] }), '"layer[0].mark.type": image marks are not allowed'],
    [chart({ mark: "image" }), '"mark": image marks'],
    [chart({ encoding: { url: { field: "a" } } }), '"encoding.url" is not allowed'],
    [chart({ encoding: { href: { field: "a" } } }), '"encoding.href" is not allowed'],
    [
      chart({ transform: [{ lookup: "a", from: { data: { url: "b" }, key: "c" } }] }),
      '"transform[0].from.data" must be',
    ],
    [chart({ params: [{ name: "a", bind: { input: "range" } }] }), '"params[0].bind": only "scales"'],
    [" ".repeat(300_000), "longer than 256 KB"],
    [chart({ usermeta: JSON.parse(`${"[".repeat(80)}${"]".repeat(80)}`) as unknown }), "nested too deeply"],
  ])("is refused in words: %s", (text, reason) => {
    const parsed = parseCustomChart(text);
    expect(parsed.ok ? "" : parsed.reason).toContain(reason);
  });

  it("never loads anything, wherever an address hides", () => {
    const json = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("line", "image", 3, null),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("data", "url", "layer", "from", "name", "mark", "type"), tie("node")),
      ),
    })).node;
    fc.assert(
      fc.property(json, (node) => {
        const parsed = parseCustomChart(JSON.stringify({ data: { name: "runs" }, layer: node }));
        if (!parsed.ok) return;
        expect(JSON.stringify(parsed.value.spec)).not.toContain('"url"');
        for (const source of parsed.value.sources) expect(CHART_SOURCES).toContain(source);
      }),
    );
  });
});
