import { describe, expect, it } from "vitest";
import { crowdedSession, frontSession, hostileSession } from "./extremeSessions";
import { emptySession, tourSession, type GeneratedSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";

const openPage = pageTests();
let under: PageUnderTest;

describe("every theme", () => {
  it.each<readonly [string, () => GeneratedSession]>([
    ["tour", tourSession],
    ["empty", emptySession],
    ["hostile", hostileSession],
    ["front", frontSession],
  ])("has no serious violation of accessibility: %s", async (name, create) => {
    under = await openPage();
    await under.show(create());
    await under.settle();
    expect(await under.violationsInThemes(name)).toEqual([]);
  });
});

describe.each([400, 1180, 2500])("%d pixels wide", (width) => {
  it("needs no sideways scrolling", async () => {
    under = await openPage({ width });
    await under.show(tourSession());
    await under.settle();
    await under.screenshot(`tour-dark-${width}`);
    expect(await under.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const tops = await under.page
      .locator(".top-row > :not([hidden])")
      .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(width === 400 ? 2 : 1);
  });
});

describe("far too much data", () => {
  it("draws only what is seen", async () => {
    under = await openPage({ theme: "light" });
    await under.show(crowdedSession());
    await under.settle();
    expect(await under.page.locator("canvas").count()).toBeLessThan(12);
    const queries = await under.lastQueries();
    expect(queries.filter(({ key }) => key.startsWith("convergence|"))).toHaveLength(60);
    expect(queries.length).toBeLessThan(90);
    expect(await under.page.locator(".components tbody tr").count()).toBe(12);
    // Before everything is unfolded: a hundred times the same takes axe-core a minute.
    expect(await under.seriousViolations()).toEqual([]);
    await under.page.getByRole("button", { name: "Show all 200 components" }).click();
    expect(await under.page.locator(".components tbody tr").count()).toBe(200);
    await under.page.getByRole("button", { name: "Show all 100", exact: true }).click();
    await under.settle();
    expect(await under.page.locator(".chart-card").count()).toBeGreaterThan(100);
    expect(await under.page.locator("canvas").count()).toBeLessThan(40);
  });
});

describe("hostile data", () => {
  it("is shown as text, with what is no number at the edge and in words", async () => {
    under = await openPage();
    await under.show(hostileSession());
    await under.settle();
    expect(await under.page.evaluate(() => (window as never as { hacked?: number }).hacked)).toBeUndefined();
    expect(await under.page.locator("h1").first().innerText()).toBe('<img src=x onerror="window.hacked=1">');
    const text = await under.page.locator("body").innerText();
    for (const expected of [
      "<script>window.hacked=1</script>",
      "<i>evil</i>",
      "ZeroDivisionError",
      "1,234 events were dropped",
      "1 × NaN, 1 × ∞, 1 × −∞",
    ]) {
      expect(text).toContain(expected);
    }
    expect(await under.page.getByRole("radio", { name: "log", exact: true }).isDisabled()).toBe(true);
    expect(await under.page.locator("script").count()).toBe(1);
    expect(await under.page.getByRole("button", { name: "Stop" }).isVisible()).toBe(false);
  });
});

describe("a change of theme", () => {
  it("recolours lines and pictures", async () => {
    under = await openPage({ theme: "dark", reducedMotion: true });
    await under.show(tourSession());
    await under.settle();
    const stroke = (): Promise<string | null> => under.page.locator(".run .swatch path").first().getAttribute("stroke");
    const picture = (): Promise<string> =>
      under.page.locator(".convergence-card canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    expect(await stroke()).toBe("rgb(89, 164, 249)");
    const before = await picture();
    await under.setTheme("highContrastLight");
    await under.settle();
    expect(await stroke()).toBe("rgb(0, 99, 211)");
    expect(await picture()).not.toBe(before);
  });
});
