import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { describe, expect, it } from "vitest";
import { tourSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";

const openPage = pageTests();
let under: PageUnderTest;

describe("a chart of the panel", () => {
  it("saves pictures and data", async () => {
    under = await openPage();
    await under.show(tourSession());
    await under.settle();
    const menu = under.page.getByRole("button", { name: "Save Convergence" });
    for (const item of ["Save as SVG", "Save as PNG", "Save as Vega-Lite", "Save Data as CSV: GA"]) {
      await menu.click();
      await under.page.getByRole("menuitem", { name: item }).click();
    }
    const messages = await under.waitFor(
      (all) => all.filter(({ type }) => type.startsWith("save")).length === 4,
      "four saves",
    );
    const svg = messages.find((message) => message.type === "savePicture" && message.format === "svg");
    const png = messages.find((message) => message.type === "savePicture" && message.format === "png");
    expect(svg).toMatchObject({
      name: "Convergence",
      content: expect.stringMatching(/^<svg[^]*target 10,628[^]*Simulated annealing/),
    });
    const spec = messages.find((message) => message.type === "savePicture" && message.format === "vl.json");
    const own = JSON.parse(spec?.type === "savePicture" ? spec.content : "") as TopLevelSpec;
    // Vega-Lite of its own makes the same lines of the file.
    const view = new View(parse(compile(own).spec), { renderer: "none" });
    const lines = (text: string): number => text.split('role="graphics-object"').length;
    expect(await view.toSVG()).toMatch(/target 10,628[^]*Simulated annealing/);
    expect(lines(await view.toSVG())).toBeGreaterThan(4);
    expect(png).toMatchObject({ content: expect.stringMatching(/^iVBORw0KGgo/) });
    expect(messages.find(({ type }) => type === "saveCsv")).toEqual({
      type: "saveCsv",
      name: "Convergence GA",
      sessionId: "s1",
      table: "run:r1",
      columns: ["iteration", "time", "evaluations", "best", "mean", "std"],
    });
  });
});
