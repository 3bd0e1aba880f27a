// Names that try to be code, markup or a bad neighbour, in every tab: they are text, and the page keeps its shape.
import { describe, expect, it } from "vitest";
import { readAlertRules } from "../../../src/protocol/alertRules";
import { visibleText } from "../../../src/base/visibleText";
import { cleanText } from "../../../src/protocol/fields";
import type { SessionSummary } from "../../../src/protocol/session";
import { HOSTILE_NAMES, hostileNames } from "../hostile/hostileNames";
import { comparisonFor, patterns, trendFor } from "./comparedSessions";
import { hostileSession, withWords } from "./hostileData";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";
import { pageOf, recordedSessions } from "./recordedSessions";

const WIDTH = 900;
/** As the parsers let them pass. */
const names = hostileNames.map((name) => cleanText(name));

const openPage = pageTests();
let under: PageUnderTest;

async function open(tab: string, label: string): Promise<void> {
  under = await openPage({ width: WIDTH, state: { tab } });
  const words = { "CMA-ES": label, "Differential evolution": HOSTILE_NAMES.html, rastrigin: label, population: label };
  const sessions = hostileSessions(label);
  under.answers = {
    compareRuns: (request) => withWords(comparisonFor(request), words),
    trend: (request) =>
      withWords(trendFor({ ...request, label: "benchmark" }), { benchmark: label, Evaluation: label }),
    usagePatterns: () => withWords(patterns(), { "CMA-ES": label, Evaluation: label }),
    listSessions: (filter) => pageOf(sessions, filter),
    historyFacts: () => ({
      ...{ folder: label, sessions: sessions.length, pinned: 0, catalogBytes: 1, detailBytes: 1 },
      ...{ problems: names, algorithms: names, tags: names },
    }),
    readFilters: () => hostileNames.map((name) => ({ name, query: name })),
    readAlertRules: () => readAlertRules("rules", [{ kind: "threshold", name: label, metric: label, above: 1 }]),
  };
  await under.show(hostileSession(label));
  await under.settle();
}

function hostileSessions(label: string): SessionSummary[] {
  const text = label.repeat(18);
  const texts = { label, problem: label, host: label, command: text, note: text, reason: text };
  return recordedSessions(3).map((session) => ({ ...session, ...texts, tags: names, algorithms: names }));
}

/** What came to life although it should be text: elements, links and scripts that no code of ours makes. */
async function comeToLife(): Promise<unknown> {
  return under.page.evaluate(() => ({
    hacked: (window as never as { hacked?: unknown }).hacked,
    elements: document.querySelectorAll("img[src=x], b, iframe, object, embed, base, form[action]").length,
    handlers: document.querySelectorAll("[onerror], [onload], [onmouseover], [onfocus], [autofocus]").length,
    links: document.querySelectorAll("a[href]:not([href='#'])").length,
    scripts: document.scripts.length,
  }));
}

/** The texts that a name made too wide or too high for the page, outside of what scrolls or cuts within its own box. */
async function oversized(): Promise<string[]> {
  return under.page.evaluate((width) => {
    const boxOf = (node: Element): DOMRect => node.getBoundingClientRect();
    const isHeld = (node: Element, isTooLarge: (box: DOMRect) => boolean): boolean => {
      for (let at: Element | null = node; at !== null && at !== document.body; at = at.parentElement)
        if (getComputedStyle(at).overflowY !== "visible" && !isTooLarge(boxOf(at))) return true;
      return false;
    };
    const isTooLarge = ({ right, height }: DOMRect): boolean => right > width + 1 || height > 260;
    const texts = [...document.querySelectorAll("body *")].filter(
      (node) => node.childElementCount === 0 && node.textContent !== "" && node.checkVisibility(),
    );
    const found = texts.filter((node) => isTooLarge(boxOf(node)) && !isHeld(node, isTooLarge));
    return found.map((node) => {
      const { width: wide, height } = boxOf(node);
      return `${node.className} in ${node.parentElement?.className ?? ""}: ${Math.round(wide)} x ${Math.round(height)}`;
    });
  }, WIDTH);
}

/** Characters that are not seen, in texts and in what is read aloud. */
async function unseen(): Promise<string[]> {
  const spoken = "[title], [aria-label]";
  const texts = await under.page.evaluate(
    (selector) => [
      document.body.textContent,
      ...[...document.querySelectorAll(selector)].map(
        (node) => `${node.ariaLabel ?? ""} ${node.getAttribute("title") ?? ""}`,
      ),
    ],
    spoken,
  );
  return texts.filter((text) => visibleText(text) !== text).map((text) => text.slice(0, 80));
}

const NOTHING = { hacked: undefined, elements: 0, handlers: 0, links: 0, scripts: 1 };
const TABS = ["live", "convergence", "components", "resources", "compare", "trends", "history"] as const;

/** Markup, and then so much that every parser cuts it. */
const LABEL = cleanText(HOSTILE_NAMES.html + HOSTILE_NAMES.direction + HOSTILE_NAMES.controls + HOSTILE_NAMES.long);

describe("hostile names", () => {
  it.each(TABS)("are text that keeps its place in the tab %s", async (tab) => {
    await open(tab, LABEL);
    await under.screenshot(`hostile-${tab}`);
    expect(await comeToLife()).toEqual(NOTHING);
    expect([...new Set(await oversized())]).toEqual([]);
    expect(await unseen()).toEqual([]);
    expect(await under.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(WIDTH);
  });

  it("are text in the form of the alert rules, in what is wrong with a chart, and in messages", async () => {
    await open("live", LABEL);
    await under.post({ type: "charts", charts: [{ file: `${HOSTILE_NAMES.html}.vl.json`, error: LABEL }] });
    await under.post({ type: "error", message: LABEL });
    await under.page.getByRole("tab", { name: HOSTILE_NAMES.html }).click();
    await under.page.getByText(LABEL.slice(0, 40)).first().waitFor();
    await under.screenshot("hostile-chart");
    await under.post({ type: "editAlertRules" });
    await under.page.getByRole("dialog", { name: "Alert Rules" }).waitFor();
    await under.screenshot("hostile-rules");
    expect(await comeToLife()).toEqual(NOTHING);
    expect([...new Set(await oversized())]).toEqual([]);
    expect(await under.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(WIDTH);
  });

  it("are text in the tooltip of a chart", async () => {
    await open("live", LABEL);
    const chart = under.page.locator(".convergence-card canvas").first();
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    await under.page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 100);
    const tooltip = under.page.locator(".tooltip");
    await tooltip.getByText(HOSTILE_NAMES.link).first().waitFor();
    const size = await tooltip.boundingBox();
    expect(size?.width).toBeLessThanOrEqual(360);
    expect(size?.height).toBeLessThanOrEqual(900);
    await under.screenshot("hostile-tooltip", false);
    expect(await comeToLife()).toEqual(NOTHING);
  });
});
