import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { tourSession } from "./generatedSessions";
import { launchBrowser, PageUnderTest } from "./pageUnderTest";

let browser: Browser;
let under: PageUnderTest;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

afterEach(async () => {
  const { problems } = under;
  await under.close();
  expect(problems).toEqual([]);
});

const selectedTab = (): Promise<string> => under.page.getByRole("tab", { selected: true }).innerText();

async function openTour(options: Parameters<typeof PageUnderTest.open>[1] = {}): Promise<void> {
  under = await PageUnderTest.open(browser, options);
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
    await under.close();
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
