// The tab of the history as a person works through it: found, sorted, chosen, pinned, kept as queries, handed on to commands.
import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { ComparisonRequest } from "../../../src/protocol/comparison";
import type { FromPanelMessage } from "../../../src/protocol/panel";
import type { SavedFilter } from "../../../src/protocol/panelQuestions";
import type { SessionSummary } from "../../../src/protocol/session";
import { comparisonFor } from "./comparedSessions";
import { tourSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";
import { pageOf, recordedSessions } from "./recordedSessions";

const openPage = pageTests();
let under: PageUnderTest;
let sessions: SessionSummary[];
let filters: readonly SavedFilter[];
let compared: ComparisonRequest | undefined;

async function openHistory(count = 64): Promise<void> {
  sessions = recordedSessions(count);
  filters = [{ name: "Failures", query: "status:failed" }];
  compared = undefined;
  under = await openPage({ width: 1400 });
  under.answers = {
    listSessions: (filter) => pageOf(sessions, filter),
    historyFacts: () => ({
      ...{ folder: "/w", sessions: sessions.length, pinned: sessions.filter(isPinned).length },
      ...{ catalogBytes: 1_200_000, detailBytes: 84_000_000 },
      ...{ problems: ["Rastrigin 10-D"], algorithms: ["CMA-ES"], tags: ["night"] },
    }),
    readFilters: () => filters,
    saveFilters: (params) => {
      filters = params.filters;
      return null;
    },
    setPinned: (params) => pin(params),
    compareRuns: (request) => comparisonFor((compared = request)),
  };
  await under.show(tourSession());
  await under.page.getByRole("tab", { name: "History" }).click();
  await under.page.getByText("on the disk").waitFor();
}

function isPinned(session: SessionSummary): boolean {
  return session.isPinned === true;
}

function pin({ sessionId, isPinned }: { sessionId: string; isPinned: boolean }): SessionSummary {
  sessions = sessions.map((session) => (session.id === sessionId ? { ...session, isPinned } : session));
  const changed = sessions.find(({ id }) => id === sessionId);
  if (changed === undefined) throw new Error("no such session");
  return changed;
}

const query = (): Locator => under.page.getByRole("combobox", { name: "Query of the history" });
const button = (name: string): Locator => under.page.getByRole("button", { name, exact: true });
const rows = (): Locator => under.page.locator(".session-table tbody tr");
const names = (): Promise<string[]> => rows().locator(".session-cell .link-button").allInnerTexts();
const counted = (text: string): Promise<void> => under.page.getByText(text, { exact: true }).waitFor();
const box = (index: number): Locator => rows().nth(index).getByRole("checkbox");

/** The command on sessions that the page asked for. */
async function sentCommand(): Promise<FromPanelMessage | undefined> {
  const isIt = ({ type }: FromPanelMessage): boolean => type === "onSessions";
  return (await under.waitFor((sent) => sent.some(isIt), "the command")).find(isIt);
}

describe("a query", () => {
  it("finds, says below the field what is wrong with it, and keeps what was found meanwhile", async () => {
    await openHistory();
    await counted("64 of 64 sessions");
    await query().fill("status:failed");
    await counted("5 of 5 sessions");
    const found = await names();
    await query().fill("status:great");
    await under.page.getByRole("alert").filter({ hasText: "great" }).waitFor();
    expect(await query().getAttribute("aria-invalid")).toBe("true");
    expect(await names()).toEqual(found);
    await query().fill("");
    await counted("64 of 64 sessions");
    expect(await query().getAttribute("aria-invalid")).toBe("false");
    expect(await under.page.getByRole("alert").filter({ visible: true }).count()).toBe(0);
  });

  it("is suggested from what is recorded and saved, and explained by examples", async () => {
    await openHistory();
    const list = await query().getAttribute("list");
    const options = (): Promise<string[]> =>
      under.page
        .locator(`#${list ?? ""} option`)
        .evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value));
    const expected = ["status:failed", "tag:night", "algorithm:CMA-ES", 'problem:"Rastrigin 10-D"', "is:pinned"];
    await expect.poll(options).toEqual(expect.arrayContaining(expected));
    expect(new Set(await options()).size).toBe((await options()).length);
    await under.page.getByText("Help", { exact: true }).click();
    await under.page.locator(".query-help-list code").first().waitFor();
  });

  it("is saved, chosen again and forgotten", async () => {
    await openHistory();
    const saved = under.page.getByRole("combobox", { name: /^Saved/ });
    expect(await button("Save Query").isVisible()).toBe(false);
    await query().fill("annealing");
    await button("Save Query").click();
    await expect.poll(() => filters).toContainEqual({ name: "annealing", query: "annealing" });
    await button("Forget Query").waitFor();
    expect(await button("Save Query").isVisible()).toBe(false);
    await saved.selectOption("Failures");
    await counted("5 of 5 sessions");
    expect(await query().inputValue()).toBe("status:failed");
    await saved.selectOption("annealing");
    await expect.poll(() => query().inputValue()).toBe("annealing");
    await button("Forget Query").click();
    await expect.poll(() => filters.map(({ name }) => name)).toEqual(["Failures"]);
    expect(await query().inputValue()).toBe("annealing");
    await button("Save Query").waitFor();
  });
});

describe("the table", () => {
  it("shows every column at 1,280 pixels, names cut short rather than tags", async () => {
    await openHistory();
    await under.page.setViewportSize({ width: 1280, height: 900 });
    const table = under.page.locator(".session-table");
    const [needed, given] = await table.evaluate((node) => [node.scrollWidth, node.parentElement?.clientWidth]);
    expect(needed).toBeLessThanOrEqual(given ?? 0);
    const cut = (selector: string): Promise<number> =>
      table.locator(selector).evaluateAll((all) => all.filter((node) => node.scrollWidth > node.clientWidth).length);
    expect(await cut(".mark:not([data-kind=note])")).toBe(0);
    expect(await cut(".link-button")).toBeGreaterThan(0);
  });

  it("sorts by its headings, says so to a screen reader, and keeps the keyboard where it was", async () => {
    await openHistory();
    const heading = (order: string): Locator =>
      under.page.locator(`th[aria-sort="${order}"]`).filter({ hasText: "Duration" });
    await heading("none").getByRole("button").press("Enter");
    await heading("descending").waitFor();
    expect(await query().inputValue()).toBe("sort:-duration");
    const longest = pageOf(sessions, { sort: { by: "duration", descending: true } }).sessions[0];
    expect((await names())[0]).toBe(longest?.label);
    await under.page.keyboard.press("Enter");
    await heading("ascending").waitFor();
    expect(await query().inputValue()).toBe("sort:duration");
    expect(await under.page.locator('th[aria-sort="ascending"], th[aria-sort="descending"]').count()).toBe(1);
  });

  it("finds its way in 10,000 sessions, and draws only what has changed when one of them does", async () => {
    await openHistory(10_000);
    await counted("100 of 10,000 sessions");
    for (const shown of [200, 300]) {
      await button("Show More").click();
      await counted(`${shown} of 10,000 sessions`);
    }
    await rows().evaluateAll((all) => all.forEach((row) => row.setAttribute("data-drawn", "before")));
    await rows().nth(1).getByRole("button", { name: /^Pin / }).click();
    await rows().nth(1).getByRole("button", { name: /^Pin /, pressed: true }).waitFor();
    expect(await under.page.locator(".session-table tbody tr:not([data-drawn])").count()).toBe(1);
    await query().fill("status:failed sort:-duration");
    await counted("100 of 769 sessions");
    expect(await rows().count()).toBe(100);
    expect(await under.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1400);
  });

  it("shows a page, and more of it on demand", async () => {
    await openHistory(230);
    await counted("100 of 230 sessions");
    await button("Show More").click();
    await counted("200 of 230 sessions");
    await button("Show More").click();
    await counted("230 of 230 sessions");
    expect(await rows().count()).toBe(230);
    expect(await button("Show More").isVisible()).toBe(false);
  });

  it("pins and unpins", async () => {
    await openHistory();
    const star = rows().first().getByRole("button", { name: "Pin " });
    expect(await star.getAttribute("aria-pressed")).toBe("false");
    await star.press("Enter");
    await rows().first().locator('[aria-pressed="true"]').waitFor();
    expect(sessions[0]).toMatchObject({ isPinned: true });
    await under.page.getByText("64 sessions, 2 pinned").waitFor();
    await under.page.keyboard.press("Enter");
    await rows().first().locator('.pin-button[aria-pressed="false"]').waitFor();
    expect(sessions[0]).toMatchObject({ isPinned: false });
  });

  it("leads a session to the live tab", async () => {
    await openHistory();
    await rows().nth(2).locator(".link-button").click();
    const sent = await under.waitFor((all) => all.some(({ type }) => type === "select"), "the choice of a session");
    expect(sent.find(({ type }) => type === "select")).toEqual({ type: "select", sessionId: "h2" });
    await under.page.getByRole("tab", { name: "Live", selected: true }).waitFor();
  });

  it("says what to do where nothing is recorded, where nothing fits, and why where the engine cannot", async () => {
    await openHistory(0);
    await under.page.getByText("Nothing is recorded yet. Run an optimizer").waitFor();
    expect(await under.page.locator(".session-table").isVisible()).toBe(false);
    await query().fill("nothing-like-this");
    await under.page.getByText("No session fits this query.").waitFor();
    under.answers = {};
    await query().fill("anything");
    await under.page.getByText("Nobody answers listSessions.").waitFor();
  });
});

describe("chosen sessions", () => {
  it("are compared", async () => {
    await openHistory();
    expect(await button("Compare").isDisabled()).toBe(true);
    expect(await button("Compare").getAttribute("title")).toBe("Choose sessions in the table first.");
    await box(0).check();
    await box(3).check();
    await button("Compare").click();
    await under.page.getByRole("tab", { name: "Compare", selected: true }).waitFor();
    await under.page.getByText("2 chosen sessions.").waitFor();
    expect(compared).toMatchObject({ sessionIds: ["h0", "h3"] });
  });

  it.each([
    ["Export…", "exportSession"],
    ["Tag…", "tagSession"],
    ["Note…", "editNote"],
    ["Delete…", "deleteSession"],
  ])("are handed to the command of %s", async (name, command) => {
    await openHistory();
    expect(await button(name).isDisabled()).toBe(true);
    await box(1).check();
    await box(0).check();
    await button(name).click();
    const sent = await sentCommand();
    expect(sent).toEqual({ type: "onSessions", command, sessionIds: ["h0", "h1"] });
  });

  it("are all that are shown, and no longer those that a query hides", async () => {
    await openHistory();
    const all = under.page.getByRole("checkbox", { name: "Choose all sessions shown" });
    await box(0).check();
    expect(await all.evaluate((input) => (input as HTMLInputElement).indeterminate)).toBe(true);
    await all.check();
    await query().fill("status:failed");
    await counted("5 of 5 sessions");
    expect(await all.isChecked()).toBe(true);
    await button("Delete…").click();
    const sent = await sentCommand();
    const failed = sessions.filter(({ status }) => status === "failed").map(({ id }) => id);
    expect(sent).toEqual({ type: "onSessions", command: "deleteSession", sessionIds: failed });
  });
});

it.each([
  ["Import…", "importSessions"],
  ["Merge…", "mergeHistory"],
  ["Clean Up…", "cleanUpHistory"],
])("%s is a command on the whole history", async (name, command) => {
  await openHistory();
  await box(0).check();
  await button(name).click();
  const sent = await sentCommand();
  expect(sent).toEqual({ type: "onSessions", command, sessionIds: [] });
});
