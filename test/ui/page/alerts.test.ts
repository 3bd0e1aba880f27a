import { describe, expect, it } from "vitest";
import type { Alert } from "../../../src/protocol/alerts";
import { START, tourSession, type GeneratedSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";

const ALERTS: readonly Alert[] = [
  {
    id: "memory-leak#1",
    rule: "memory-leak",
    kind: "memory-leak",
    severity: "notice",
    message: "Memory of the processes has grown steadily by 600 MB an hour, to 1.1 GB.",
    time: START + 100,
  },
  {
    id: "nan-objective#1",
    rule: "nan-objective",
    kind: "nan-objective",
    severity: "problem",
    subject: "r2",
    message: 'The objective of <b onclick="x">GA</b> is NaN.',
    value: "NaN",
    time: START + 130,
  },
  {
    id: "stagnation#1",
    rule: "stagnation",
    kind: "stagnation",
    severity: "info",
    subject: "r1",
    message: "GA has not improved on 11,300 for 500 iterations (2 min 0 s).",
    time: START + 140,
    endTime: START + 150,
    quiet: true,
  },
];

const openPage = pageTests();
let under: PageUnderTest;
function alarmed(): GeneratedSession {
  const session = tourSession();
  for (const alert of ALERTS) session.state.alerts.put(alert);
  return session;
}

const LASTING = [
  '02:10 problem The objective of <b onclick="x">GA</b> is NaN. nan-objective · Simulated annealing · active',
  "01:40 notice Memory of the processes has grown steadily by 600 MB an hour, to 1.1 GB. memory-leak · active",
];
const OVER =
  "02:20 info GA has not improved on 11,300 for 500 iterations (2 min 0 s). stagnation · over after 10.0 s · not told";

const rows = (): Promise<string[]> =>
  under.page
    .locator(".alerts-card:visible .alert")
    .evaluateAll((nodes) => nodes.map((node) => (node as HTMLElement).innerText.replace(/\s+/g, " ")));

describe("the alerts of a session", () => {
  it("are shown, what lasts first, without a serious violation in any theme", async () => {
    under = await openPage();
    await under.show(alarmed());
    await under.settle();
    expect(await rows()).toEqual(LASTING);
    expect(await under.page.locator(".alerts-card .card-note").textContent()).toBe("2 active, 1 over");
    expect(await under.violationsInThemes("alerts")).toEqual([]);
  });

  it("fold away what is over and was no problem, until it is asked for with the keyboard", async () => {
    under = await openPage();
    await under.show(alarmed());
    await under.settle();
    await under.page.getByRole("button", { name: "Show all" }).press("Enter");
    expect(await rows()).toEqual([...LASTING, OVER]);
    const fewer = under.page.getByRole("button", { name: "Show fewer", expanded: true });
    await fewer.press("Enter");
    expect(await rows()).toEqual(LASTING);
    expect(await under.page.getByRole("button", { name: "Show all", expanded: false }).count()).toBe(1);
  });

  it("fit a narrow page, change as they change, and are absent where there are none", async () => {
    under = await openPage({ width: 400 });
    const session = tourSession();
    await under.show(session);
    await under.settle();
    expect(await rows()).toEqual([]);
    for (const alert of ALERTS) session.state.alerts.put({ ...alert, endTime: START + 160 });
    await under.refresh();
    await under.settle();
    await under.screenshot("alerts-folded-dark-400");
    expect((await rows()).map((row) => row.slice(0, 5))).toEqual(["02:10"]);
    await under.page.getByRole("button", { name: "Show all" }).click();
    await under.screenshot("alerts-dark-400");
    expect((await rows()).map((row) => row.slice(0, 5))).toEqual(["02:20", "02:10", "01:40"]);
    expect(await under.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  });
});
