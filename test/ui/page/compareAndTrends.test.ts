import { describe, expect, it } from "vitest";
import type { ComparisonRequest } from "../../../src/protocol/comparison";
import { comparisonFor, patterns, trendFor } from "./comparedSessions";
import { tourSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";

const openPage = pageTests();
let under: PageUnderTest;
let compared: ComparisonRequest | undefined;
let baselines: unknown[];
async function openTab(name: "Compare" | "Trends"): Promise<void> {
  under = await openPage();
  compared = undefined;
  baselines = [];
  under.answers = {
    compareRuns: (request) => comparisonFor((compared = request)),
    trend: (request) => trendFor(request),
    usagePatterns: () => patterns(),
    setBaseline: (params) => {
      baselines.push(params);
      return trendFor({ metric: "duration" }) as never;
    },
  };
  await under.show(tourSession());
  await under.page.getByRole("tab", { name }).click();
  await under.settle();
}

describe("the tab that compares", () => {
  it("says which group is better, by what figures, in every way that the runs allow", async () => {
    await openTab("Compare");
    const { page } = under;
    await page.getByText("CMA-ES leads with a median of", { exact: false }).waitFor();
    const final = page.getByRole("table", { name: "Final objective of each group" });
    expect(await final.getByRole("rowheader").allTextContents()).toEqual([
      "CMA-ES",
      "Differential evolution",
      "Simulated annealing",
    ]);
    expect(await page.locator(".pair").count()).toBe(3);
    expect(await page.locator(".pair").first().textContent()).toMatch(/CMA-ES.*A12.*p.*10 vs 10 runs/);
    for (const title of ["Run times to targets", "Performance profile", "Data profile", "Ranks over problems"])
      expect(await page.getByRole("heading", { name: title }).isVisible(), title).toBe(true);
    for (const title of ["Fixed targets", "Fixed budgets", "Parameter importance", "Parameters and results"])
      expect(await page.getByRole("heading", { name: title }).isVisible(), title).toBe(true);
  });

  it("names a group once beside the curves, also where its runs are too few for quartiles", async () => {
    await openTab("Compare");
    const named = (): Promise<string[]> =>
      under.page.locator(".chart-card", { hasText: "leads with a median" }).locator(".legend-name").allTextContents();
    const groups = ["CMA-ES", "Differential evolution", "Simulated annealing"];
    expect(await named()).toEqual(groups);
    under.answers = { compareRuns: (request) => comparisonFor(request, ["sphere"], 2) };
    await under.post({ type: "show", tab: "compare", selection: { sessionIds: ["s1", "s2"] } });
    await under.page.getByText("6 runs on sphere.").waitFor();
    expect(await named()).toEqual(groups);
  });

  it("asks anew for another group, axis or problem, and for the sessions that a link names", async () => {
    await openTab("Compare");
    const { page } = under;
    await page.getByLabel("Group by", { exact: true }).selectOption("parameter:population");
    await expect.poll(() => compared?.groupBy).toBe("parameter:population");
    await page.getByRole("radio", { name: "iteration" }).check();
    await expect.poll(() => compared?.axis).toBe("iteration");
    await page.getByLabel("Problem", { exact: true }).selectOption("sphere");
    await expect.poll(() => compared?.problem).toBe("sphere");
    await under.post({ type: "show", tab: "compare", selection: { sessionIds: ["s1", "s2"] } });
    await page.getByText("2 chosen sessions.").waitFor();
    expect(compared).toMatchObject({ sessionIds: ["s1", "s2"] });
    await page.getByRole("button", { name: "Compare all that fit the query" }).click();
    await page.getByRole("combobox", { name: "Query of the history" }).fill("tag:night best<2");
    await expect.poll(() => compared?.filter?.tag).toBe("night");
    await page.getByRole("combobox", { name: "Query of the history" }).fill("colour:red");
    await page.getByRole("alert").getByText("colour").waitFor();
    expect(compared?.filter?.tag).toBe("night");
  });

  it("says what to do where there is nothing to compare, and why where the engine cannot", async () => {
    await openTab("Compare");
    const empty = comparisonFor({ groupBy: "algorithm", axis: "evaluations", points: 10 }, []);
    under.answers = { compareRuns: () => empty };
    await under.post({ type: "show", tab: "compare", selection: { sessionIds: [] } });
    await under.page.getByText("There are no runs yet.", { exact: false }).waitFor();
    under.answers = {};
    await under.post({ type: "show", tab: "compare", selection: { sessionIds: ["s1"] } });
    await under.page.getByText("Nobody answers compareRuns.").waitFor();
  });
});

describe("the tab of trends", () => {
  it("says what changed against the baseline and since when, and follows another metric", async () => {
    await openTab("Trends");
    const { page } = under;
    await page.locator('.verdict[data-kind="worse"]').waitFor();
    expect(await page.locator('.verdict[data-kind="worse"]').textContent()).toMatch(/slower.*95\s%\sCI.*runs/);
    expect(await page.locator('.verdict[data-kind="change"]').count()).toBeGreaterThan(0);
    await page.getByLabel("Metric", { exact: true }).selectOption("component:Evaluation");
    await page.getByRole("table", { name: /Evaluation.* of the newest sessions/ }).waitFor();
  });

  it("sets baselines, and opens the session of a row", async () => {
    await openTab("Trends");
    const { page } = under;
    const rows = page.getByRole("table", { name: /of the newest sessions/ }).getByRole("row");
    await rows.nth(1).getByRole("checkbox").check();
    await expect.poll(() => baselines).toEqual([{ sessionId: "s59", isBaseline: true }]);
    await rows.nth(1).getByRole("button").click();
    const sent = await under.waitFor((all) => all.some(({ type }) => type === "select"), "the choice of a session");
    expect(sent.findLast(({ type }) => type === "select")).toEqual({ type: "select", sessionId: "s59" });
  });
});
