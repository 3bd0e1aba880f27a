import { describe, expect, it } from "vitest";
import { tourSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";

const openPage = pageTests();
let under: PageUnderTest;

const COST = {
  title: "Evaluations a run",
  data: { name: "iterations" },
  transform: [{ calculate: "datum.best / 1000", as: "thousands" }, { filter: "datum.iteration > 5" }],
  mark: { type: "line", interpolate: "step-after" },
  encoding: {
    x: { field: "evaluations", type: "quantitative" },
    y: { field: "thousands", type: "quantitative" },
    color: { field: "run", type: "nominal" },
  },
};
const BARS = {
  data: { name: "components" },
  mark: "bar",
  encoding: { x: { field: "totalSeconds", type: "quantitative" }, y: { field: "name", type: "nominal", sort: "-x" } },
};

async function open(file: string, spec: object): Promise<void> {
  under = await openPage({ state: { tab: `chart:${file}` } });
  await under.show(tourSession());
  await under.post({ type: "charts", charts: [{ file, text: JSON.stringify(spec) }] });
  await under.page.locator(".custom-picture canvas").waitFor();
  await under.settle();
}

describe("a custom chart", () => {
  it("is a tab that draws its source, asks for it only while it is shown, and follows its file", async () => {
    await open("cost.vl.json", COST);
    expect(await under.page.getByRole("tab", { selected: true }).innerText()).toBe("cost");
    await under.page.getByRole("img", { name: "Evaluations a run" }).waitFor();
    const queries = await under.lastQueries();
    expect(queries.map(({ table }) => table)).toEqual(["run:r1", "run:r2", "run:r3"]);
    const picture = (): Promise<string> =>
      under.page.locator(".custom-picture canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const lines = await picture();
    await under.post({ type: "charts", charts: [{ file: "cost.vl.json", text: JSON.stringify(BARS) }] });
    await under.page.getByRole("img", { name: "cost" }).waitFor();
    await under.settle();
    expect(await picture()).not.toBe(lines);
    expect(await under.lastQueries()).toEqual([]);
    await under.post({ type: "charts", charts: [] });
    await under.page.getByRole("tabpanel", { name: "Live" }).waitFor();
    expect(await under.page.getByRole("tab", { name: "cost" }).count()).toBe(0);
  });

  it.each([
    ["{ no", "bad.vl.json: The file is not JSON"],
    [
      JSON.stringify({ ...BARS, data: { url: "https://example.org/x.csv" } }),
      'bad.vl.json: "data" must be { "name": … }',
    ],
    [JSON.stringify({ data: { name: "runs" }, mark: "bubble" }), "bad.vl.json:"],
    [JSON.stringify({ ...BARS, transform: [{ filter: "datum.name ===" }] }), "bad.vl.json:"],
  ])("says in its place what is wrong: %s", async (text, sentence) => {
    under = await openPage({ state: { tab: "chart:bad.vl.json" } });
    await under.show(tourSession());
    await under.post({ type: "charts", charts: [{ file: "bad.vl.json", text }] });
    await under.page.locator(".chart-problem", { hasText: sentence }).waitFor();
  });

  it("can be used in every theme", async () => {
    await open("components.vl.json", BARS);
    expect(await under.violationsInThemes("tab-custom")).toEqual([]);
  });

  it("tells what lies under the pointer, and is saved as it is seen", async () => {
    await open("components.vl.json", BARS);
    const box = await under.page.locator(".custom-picture canvas").boundingBox();
    const tooltip = under.page.getByRole("tooltip", { includeHidden: true });
    // The first bar begins at the axis: somewhere along its row the pointer is over it.
    await expect
      .poll(async () => {
        for (let part = 0.15; part < 0.9; part += 0.15) {
          for (let row = 0.1; row < 0.9; row += 0.1) {
            await under.page.mouse.move(
              (box?.x ?? 0) + part * (box?.width ?? 0),
              (box?.y ?? 0) + row * (box?.height ?? 0),
            );
            if (await tooltip.isVisible()) return tooltip.innerText();
          }
        }
        return "";
      })
      .toMatch(/\d/);
    const menu = under.page.getByRole("button", { name: "Save Chart" });
    for (const item of ["Save as SVG", "Save as PNG", "Save as Vega-Lite"]) {
      await menu.click();
      await under.page.getByRole("menuitem", { name: item }).click();
    }
    const saved = await under.waitFor(
      (all) => all.filter(({ type }) => type === "savePicture").length === 3,
      "three saves",
    );
    const contents = saved.flatMap((message) => (message.type === "savePicture" ? [message.content] : []));
    expect(contents[0]).toMatch(/^<svg[^]*<\/svg>/);
    expect(contents[1]).toMatch(/^iVBORw0KGgo/);
    const { datasets } = JSON.parse(contents[2] ?? "") as { datasets: { components: unknown[] } };
    expect(datasets.components.length).toBeGreaterThan(2);
  });

  it("draws samples and runs", async () => {
    await open("samples.vl.json", {
      data: { name: "samples" },
      transform: [{ filter: "datum.metric === 'process_memory_rss_bytes'" }],
      mark: "area",
      encoding: { x: { field: "time", type: "quantitative" }, y: { field: "value", type: "quantitative" } },
    });
    expect((await under.lastQueries()).map(({ table }) => table)).toContain("samples:process");
    await open("runs.vl.json", {
      data: { name: "runs" },
      mark: "point",
      encoding: { x: { field: "evaluations", type: "quantitative" }, y: { field: "best", type: "quantitative" } },
    });
    await under.screenshot("tab-custom-runs");
  });
});
