import { describe, expect, it } from "vitest";
import { frontSession } from "./extremeSessions";
import { emptySession, solverSession, tourSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";
import { notePointed } from "./pointedParts";
import type { PageOptions } from "./pageWindow";

const openPage = pageTests();
let under: PageUnderTest;

/** Without the spaces that do not break. */
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

const selectedTab = (): Promise<string> => under.page.getByRole("tab", { selected: true }).innerText();

async function openTour(options: PageOptions = {}): Promise<void> {
  under = await openPage(options);
  await under.show(tourSession());
  await under.settle();
}

describe("the row of tabs", () => {
  it("has one tab in the order of the focus, and moves by arrows, Home and End", async () => {
    await openTour();
    expect(await under.page.locator('[role="tab"][tabindex="0"]').count()).toBe(1);
    const names = await under.page.getByRole("tab").allInnerTexts();
    expect(names[0]).toBe("Live");
    await under.page.getByRole("tab", { name: "Live" }).focus();
    await under.page.keyboard.press("ArrowRight");
    expect(await selectedTab()).toBe(names[1]);
    await under.page.keyboard.press("End");
    expect(await selectedTab()).toBe(names.at(-1));
    await under.page.keyboard.press("ArrowRight");
    expect(await selectedTab()).toBe("Live");
    await under.page.keyboard.press("ArrowLeft");
    expect(await selectedTab()).toBe(names.at(-1));
    await under.page.keyboard.press("Home");
    expect(await under.page.evaluate(() => document.activeElement?.textContent)).toBe("Live");
  });

  it("names its panel, and only the chosen one can be seen", async () => {
    await openTour();
    await under.page.getByRole("tab", { name: "Resources" }).click();
    const panel = under.page.getByRole("tabpanel");
    expect(await panel.count()).toBe(1);
    const controls = await under.page.getByRole("tab", { selected: true }).getAttribute("aria-controls");
    expect(await panel.getAttribute("id")).toBe(controls);
    expect(await under.page.getByRole("tabpanel", { name: "Resources" }).count()).toBe(1);
  });

  it("scrolls within itself where it is too long", async () => {
    await openTour({ width: 260 });
    expect(await under.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(260);
    const last = under.page.getByRole("tab").last();
    await under.page.getByRole("tab", { name: "Live" }).focus();
    await under.page.keyboard.press("End");
    const box = await last.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(260);
  });
});

describe("a hidden tab", () => {
  it("asks for nothing, and is complete when it comes back", async () => {
    await openTour();
    const before = await under.lastQueries();
    expect(before.some(({ key }) => key.startsWith("convergence|"))).toBe(true);
    await under.page.getByRole("tab", { name: "Resources" }).click();
    await under.settle();
    const hidden = await under.lastQueries();
    expect(hidden.length).toBeGreaterThan(0);
    expect(hidden.filter(({ key }) => !key.startsWith("resources-tab:"))).toEqual([]);
    await under.page.getByRole("tab", { name: "Live" }).click();
    await under.settle();
    expect(new Set((await under.lastQueries()).map(({ key }) => key))).toEqual(new Set(before.map(({ key }) => key)));
    expect(await under.page.locator(".convergence-card canvas").first().isVisible()).toBe(true);
  });

  it("is remembered as the one that was shown", async () => {
    await openTour();
    await under.page.getByRole("tab", { name: "Resources" }).click();
    await under.page.waitForFunction(() => (window as never as { savedState?: unknown }).savedState !== undefined);
    const state = await under.page.evaluate(() => (window as never as { savedState: unknown }).savedState);
    await openTour({ state });
    expect(await selectedTab()).toBe("Resources");
    // What was never shown was not built.
    expect(await under.page.locator(".convergence-card").count()).toBe(0);
  });
});

describe("a link", () => {
  it("leads to its tab; one to a tab that is not there leads nowhere", async () => {
    await openTour();
    await under.post({ type: "show", tab: "resources" });
    await under.page.getByRole("tabpanel", { name: "Resources" }).waitFor();
    await under.post({ type: "show", tab: "chart:gone.vl.json" });
    await under.page.getByRole("tabpanel", { name: "Live" }).waitFor();
  });
});

describe("the convergence tab", () => {
  const milestones = (): Promise<string[]> => under.page.locator(".figure-table tr").allInnerTexts();

  it("has the milestones of every run, and says what cannot be told", async () => {
    await openTour({ state: { tab: "convergence" } });
    const rows = await milestones();
    expect(rows).toHaveLength(4);
    expect(rows[0]).toContain("50 % of the way");
    expect(rows[1]).toMatch(/^GA\s+not reached\s+30\.8.s\s+7,200 ev\./);
  });

  it("shows the population as ribbons, and as a histogram where the slider stands", async () => {
    await openTour({ state: { tab: "convergence" } });
    const card = under.page.locator(".histogram-card");
    expect(await card.locator("rect").count()).toBe(20);
    expect(await card.locator(".card-note").innerText()).toBe("at iteration 211");
    await card.getByRole("slider").fill("0");
    expect(await card.locator(".card-note").innerText()).toBe("at iteration 0");
    expect(await card.getByRole("img").getAttribute("aria-label")).toMatch(/^Histogram at iteration 0: from 38,000 to/);
    // One picture for all quantiles, not a chart for each.
    expect(await under.page.getByRole("heading", { name: "quantile" }).count()).toBe(0);
  });

  it("says how to report the population, and has the gap of solvers and the spacing of fronts", async () => {
    under = await openPage({ state: { tab: "convergence" } });
    await under.show(solverSession());
    await under.page.getByText("run.iteration(i, best=best, objectives=values)").waitFor();
    expect((await milestones())[0]).toContain("Primal integral");
    await under.page.getByRole("heading", { name: "Gap", exact: true }).waitFor();
    under = await openPage({ state: { tab: "convergence" } });
    await under.show(frontSession());
    await under.page.getByRole("heading", { name: "Pareto front" }).waitFor();
  });
});

describe("the components tab", () => {
  it("nests components by keys and by pointer, and leads to their source", async () => {
    await openTour({ state: { tab: "components" } });
    const piece = (name: string): ReturnType<typeof under.page.locator> =>
      under.page.locator(".icicle-piece", { hasText: name });
    await piece("Optimize").focus();
    const facts = async (): Promise<string> => plain(await under.page.locator(".icicle-facts").innerText());
    expect(await facts()).toContain("Optimize: 2 min 56 s · 93 % of the session · 3 calls");
    await under.page.keyboard.press("ArrowDown");
    expect(await facts()).toContain("Evaluation: 2 min 28 s · 78 % of the session · 84 % of Optimize");
    await under.page.keyboard.press("ArrowRight");
    expect(await facts()).toContain("Crossover: 20.8 s");
    await under.page.keyboard.press("ArrowUp");
    await under.page.keyboard.press("Enter");
    expect((await under.messages()).at(-1)).toEqual({ type: "openSource", file: "/home/ada/tour/tour.py", line: 30 });
    expect(await piece("Write results").count()).toBe(0);
  });

  it("draws what its innermost components took over time", async () => {
    await openTour({ state: { tab: "components" } });
    await under.page.getByRole("heading", { name: "Timeline" }).scrollIntoViewIfNeeded();
    await under.settle();
    const [query] = (await under.lastQueries()).filter(({ table }) => table === "samples:components");
    expect(query?.y).toEqual([
      "component_seconds{component=Evaluation}",
      "component_seconds{component=Crossover}",
      "component_seconds{component=Data Loading}",
    ]);
    const pointed = await notePointed(under.page);
    await under.post({ type: "show", tab: "components", selection: { label: "Crossover" } });
    await expect.poll(() => pointed(".components tr")).toContain("Crossover");
  });

  it("says how to time components where there are none", async () => {
    under = await openPage({ state: { tab: "components" } });
    await under.show(emptySession());
    await under.page.getByText("Nothing is timed yet").waitFor();
    expect(await under.page.getByRole("heading", { name: "Timeline" }).isVisible()).toBe(false);
  });
});

describe("the resources tab", () => {
  it("has every metric in figures, and scores with their definitions", async () => {
    await openTour({ state: { tab: "resources" } });
    const rows = await under.page.locator(".figure-table tr").allInnerTexts();
    expect(rows.find((row) => row.startsWith("Memory of the session (RSS)"))).toMatch(/901.MB.*1\.0.GB.*1\.1.GB/s);
    const scores = await under.page.locator(".score").allInnerTexts();
    expect(scores[0]).toMatch(/^CPU\s+5\d\s%\s+busy cores ÷ all cores: 4\.\d+ of 8/);
    expect(scores.map((score) => score.split("\n")[0])).toContain("Memory slope");
  });
});

describe("every theme", () => {
  it.each(["convergence", "components", "resources"])("has no serious violation: %s", async (tab) => {
    await openTour({ state: { tab } });
    expect(await under.violationsInThemes(`tab-${tab}`)).toEqual([]);
  });
});

describe.each([400, 2500])("%d pixels wide", (width) => {
  it.each(["convergence", "components", "resources"])("needs no sideways scrolling: %s", async (tab) => {
    await openTour({ width, state: { tab } });
    await under.screenshot(`tab-${tab}-${width}`);
    expect(await under.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});
