import { describe, expect, it } from "vitest";
import { addRun, addSamples, emptySession, liveOf, START, tourSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";
import { notePointed } from "./pointedParts";

const openPage = pageTests();
let under: PageUnderTest;

function isInSight(node: Element): boolean {
  const { top, bottom } = node.getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight;
}

const titles = async (): Promise<string[]> =>
  (await under.page.locator(".finding-title").allInnerTexts()).map((text) => text.replaceAll("\u00a0", " "));

describe("what it means", () => {
  it("stands beside the convergence, with the figures of each sentence", async () => {
    under = await openPage();
    await under.show(tourSession());
    await under.settle();
    const said = await titles();
    expect(said).toContain("Evaluation bounds the run, 78 % of the time");
    expect(said.some((title) => /^(GA|Simulated annealing) (still improves|has stalled)/.test(title))).toBe(true);
    const bottleneck = under.page.getByRole("button", { name: "Evaluation bounds the run" });
    expect(await bottleneck.innerText()).toContain("twice as fast evaluation would make the run 1.6 times faster");
    const [card, chart] = await Promise.all(
      [".findings-card", ".convergence-card"].map((part) => under.page.locator(part).boundingBox()),
    );
    expect(card?.x).toBeGreaterThan((chart?.x ?? 0) + (chart?.width ?? 0));
    expect(await under.page.getByRole("heading", { name: "Runs", exact: true }).isVisible()).toBe(true);
    await under.screenshot("findings");
  });

  it("leads to the component, the chart and the run that a sentence is about", async () => {
    under = await openPage({ reducedMotion: true });
    await under.show(tourSession());
    await under.settle();
    const pointed = await notePointed(under.page);
    await under.page.getByRole("button", { name: "Evaluation bounds the run" }).click();
    await expect.poll(() => pointed(".components tr")).toContain("Evaluation");
    const row = under.page.locator(".components tr", { hasText: "Evaluation" });
    await expect.poll(() => row.evaluate(isInSight)).toBe(true);
    expect(await row.evaluate((node) => node === document.activeElement)).toBe(true);
    await under.page.getByRole("button", { name: /^Problem: Memory grows/ }).click();
    await expect.poll(() => pointed(".card")).toContain("Memory");
    await under.page.getByRole("button", { name: /GA still improves/ }).click();
    await expect.poll(() => pointed(".convergence-card")).toBeDefined();
    await expect.poll(() => under.page.locator("[data-pointed]").count()).toBe(0);
  });

  it("keeps the focus on a sentence whose figures change", async () => {
    under = await openPage();
    const session = tourSession();
    await under.show(session);
    await under.settle();
    const sentence = under.page.getByRole("button", { name: "Evaluation bounds the run" });
    await sentence.focus();
    session.live = liveOf(session, 220);
    await under.refresh();
    await under.page.getByText("Evaluation bounds the run, 67\u00a0% of the time").waitFor();
    expect(await sentence.evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it("is one column in a narrow panel and readable for everyone", async () => {
    for (const theme of ["light", "highContrastDark"] as const) {
      under = await openPage({ theme, width: 400 });
      await under.show(tourSession());
      await under.settle();
      const boxes = await Promise.all(
        [".convergence-card", ".findings-card", ".runs-card"].map((part) => under.page.locator(part).boundingBox()),
      );
      expect(boxes.map((box) => box?.x)).toEqual([boxes[0]?.x, boxes[0]?.x, boxes[0]?.x]);
      expect(await under.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
      await under.screenshot(`findings-narrow-${theme}`);
    }
  });

  it("says that nothing stands out while little is known, and nothing where nothing can be said", async () => {
    under = await openPage();
    const session = emptySession();
    addRun(session, { id: "r1", algorithm: "GA", from: 10, to: 1, iterations: 5, secondsEach: 1 });
    session.live = liveOf(session, 6);
    await under.show(session);
    await under.page.getByText("Nothing stands out yet.").waitFor();
    session.state.finish({ status: "completed", time: START + 7 });
    delete session.live;
    await under.refresh();
    await under.page.locator(".findings-card").waitFor({ state: "hidden" });
  });

  it("is there for a session without runs, too", async () => {
    under = await openPage();
    const session = emptySession();
    addSamples(session, 189);
    session.live = liveOf(session, 189);
    await under.show(session);
    await under.page.getByRole("button", { name: "Memory grows" }).waitFor();
    expect(await under.page.locator(".convergence-card").isVisible()).toBe(false);
  });
});
