import { describe, expect, it } from "vitest";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import { detailOf, emptySession, solverSession, START, tourSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";

const openPage = pageTests();
let under: PageUnderTest;

describe("without a session", () => {
  it("says how to start, and its buttons ask for the commands", async () => {
    under = await openPage();
    await under.post({ type: "sessions", sessions: [], engine: "connected" });
    await under.page.getByRole("heading", { name: "No session yet" }).waitFor();
    await under.page.getByRole("button", { name: "Run Demo" }).click();
    await under.page.getByRole("button", { name: "Insert Instrumentation" }).click();
    const messages = await under.messages();
    expect(messages[0]).toEqual({ type: "ready" });
    expect(messages.slice(-2)).toEqual([
      { type: "command", command: "runDemo" },
      { type: "command", command: "insertInstrumentation" },
    ]);
  });

  it("says where the workspace is not trusted what keeps sessions from beginning", async () => {
    under = await openPage();
    await under.post({ type: "sessions", sessions: [], engine: "connected", isRestricted: true });
    await under.page.getByText("Sessions are recorded once this workspace is trusted.").waitFor();
    expect(await under.page.getByRole("button", { name: "Run Demo" }).isVisible()).toBe(false);
    await under.page.getByRole("button", { name: "Manage Workspace Trust" }).click();
    expect((await under.messages()).at(-1)).toEqual({ type: "manageTrust" });
    await under.post({ type: "sessions", sessions: [], engine: "connected", isRestricted: false });
    await under.page.getByRole("button", { name: "Run Demo" }).waitFor();
    expect(await under.page.getByRole("button", { name: "Manage Workspace Trust" }).isVisible()).toBe(false);
  });

  it("says that the engine starts, and that it is lost", async () => {
    under = await openPage();
    await under.page.getByRole("heading", { name: "Starting" }).waitFor();
    const session = tourSession();
    await under.show(session);
    await under.post({ type: "sessions", sessions: [], selected: "s1", engine: "lost" });
    await under.page.getByText("The engine stopped answering").waitFor();
  });
});

describe("a session without runs", () => {
  it("waits for the first report and shows how to report", async () => {
    under = await openPage();
    await under.show(emptySession());
    await under.page.getByRole("heading", { name: "Waiting for the first report" }).waitFor();
    await under.page.getByText("run.iteration(i, best=best)").waitFor();
    expect(await under.page.getByRole("heading", { name: "Convergence" }).isVisible()).toBe(false);
  });
});

describe("a running session", () => {
  it("shows its figures, runs and components", async () => {
    under = await openPage();
    await under.show(tourSession());
    await under.settle();
    const head = await under.page.locator(".page-head").innerText();
    for (const text of [
      "tour: capitals",
      "task · running · 3 runs",
      "10,843",
      "lower is better",
      "128,400",
      "672",
      "61",
      "session 4.9 of 8",
    ]) {
      expect(head).toContain(text);
    }
    const runs = under.page.locator(".run");
    expect(await runs.locator(".run-name").allInnerTexts()).toEqual(["GA", "Simulated annealing", "Ant colony"]);
    expect(await runs.nth(2).innerText()).toContain("converged: tolerance");
    const rows = await under.page.locator(".components tbody tr").allInnerTexts();
    expect(rows).toHaveLength(6);
    expect(rows[1]?.replace(/\s+/g, " ")).toBe(
      "Evaluation tour.py:48 78 % 128,400 1.15 ms 690 µs 2.19 ms 2 min 28 s – –",
    );
    expect(await under.page.locator(".convergence-card .card-summary").innerText()).toMatch(
      /^Best 10,843 \(Ant colony\) at iteration 149, improved/,
    );
    await under.page.getByText("none found on this machine").waitFor();
  });

  it("asks for no more points than the picture has pixels, and only for what is seen", async () => {
    under = await openPage();
    await under.show(tourSession());
    await under.settle();
    const queries = await under.lastQueries();
    expect(queries.filter(({ key }) => key.startsWith("convergence|iteration|all"))).toHaveLength(3);
    for (const { points } of queries) expect(points).toBeLessThanOrEqual(800);
    expect(queries.some(({ table }) => table === "metric:queue_length")).toBe(false);
    await under.page.getByRole("heading", { name: "queue_length" }).scrollIntoViewIfNeeded();
    await under.settle();
    expect((await under.lastQueries()).some(({ table }) => table === "metric:queue_length")).toBe(true);
  });

  it("draws along another axis and remembers it", async () => {
    under = await openPage();
    await under.show(tourSession());
    await under.settle();
    await under.page.getByRole("radio", { name: "evaluations" }).check();
    await under.settle();
    const queries = await under.lastQueries();
    expect(queries.filter(({ table, x }) => table.startsWith("run:") && x !== "evaluations")).toEqual([]);
    expect(await under.page.locator(".convergence-card .card-summary").innerText()).toContain("at evaluation 30,000");
    await under.page.waitForFunction(
      () => (window as never as { savedState?: { axis: string } }).savedState?.axis === "evaluations",
    );
  });

  it("hides a run: its line is no longer asked for", async () => {
    under = await openPage();
    await under.show(tourSession());
    await under.settle();
    await under.page.getByRole("checkbox", { name: "Ant colony" }).uncheck();
    await under.waitFor(() => true, "nothing");
    await under.settle();
    expect((await under.lastQueries()).some(({ table }) => table === "run:r3")).toBe(false);
    expect(await under.page.locator(".convergence-card .card-summary").innerText()).toContain("(GA)");
  });

  it("zooms by drag and keys, links charts of one axis, and resets", async () => {
    under = await openPage();
    await under.show(tourSession());
    await under.settle();
    const plot = under.page.getByRole("group", { name: /^CPU/ });
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    if (box === null) throw new Error("The chart has no place.");
    await under.page.mouse.move(box.x + box.width * 0.4, box.y + 40);
    await under.page.mouse.down();
    await under.page.mouse.move(box.x + box.width * 0.7, box.y + 40, { steps: 4 });
    await under.page.mouse.up();
    await under.settle();
    const zoomed = (await under.lastQueries()).filter(({ from }) => from !== undefined);
    expect(new Set(zoomed.map(({ table }) => table))).toContain("samples:process");
    expect(zoomed.every(({ from = 0, to = 0 }) => from >= START - 20 && to > from && to < START + 260)).toBe(true);
    await plot.press("0");
    await under.settle();
    expect((await under.lastQueries()).every(({ from }) => from === undefined)).toBe(true);
    await plot.press("+");
    await under.settle();
    expect((await under.lastQueries()).some(({ from }) => from !== undefined)).toBe(true);
    await under.page.getByRole("button", { name: "Reset zoom" }).first().click();
    await under.settle();
    expect((await under.lastQueries()).every(({ from }) => from === undefined)).toBe(true);
  });

  it("moves the crosshair by keys, says the values and shows them", async () => {
    under = await openPage();
    await under.show(tourSession());
    await under.settle();
    const plot = under.page.getByRole("group", { name: /^Convergence/ });
    await plot.focus();
    await plot.press("ArrowRight");
    const said = under.page.locator(".convergence-card [aria-live]");
    expect(await said.textContent()).toBe("iteration 0: GA 38,000, Simulated annealing 41,000, Ant colony 22,000");
    const tooltip = await under.page.locator(".tooltip").innerText();
    expect(tooltip.split(/\s*\n\s*/)).toEqual([
      "iteration 0",
      "GA",
      "38,000",
      "Simulated annealing",
      "41,000",
      "Ant colony",
      "22,000",
    ]);
    await plot.press("Escape");
    expect(await under.page.locator(".tooltip").isVisible()).toBe(false);
  });

  it("shows a chart as a table and goes back", async () => {
    under = await openPage();
    await under.show(tourSession());
    await under.settle();
    const card = under.page.locator(".convergence-card");
    await card.getByRole("button", { name: "Show as table" }).click();
    await card.locator("table").waitFor();
    expect((await card.locator("thead").innerText()).trim()).toBe("iteration\tGA\tSimulated annealing\tAnt colony");
    expect((await card.locator("tbody tr").first().innerText()).trim()).toBe("0\t38,000\t41,000\t22,000");
    expect(await card.getByRole("group", { name: /^Convergence/ }).isVisible()).toBe(false);
    await card.getByRole("button", { name: "Show as table" }).click();
    await card.getByRole("group", { name: /^Convergence/ }).waitFor();
  });

  it("draws a solver's bound beside its incumbent, with the gap in words", async () => {
    under = await openPage();
    await under.show(solverSession());
    await under.settle();
    const card = under.page.locator(".convergence-card");
    await card.getByText(/^best so far · gap 0\.\d+ % · bound dotted$/).waitFor();
    await card.getByRole("button", { name: "Show as table" }).click();
    expect((await card.locator("thead").innerText()).trim()).toBe("iteration\tCBC\tCBC bound");
    // What is drawn there has no chart of its own.
    await under.page.getByRole("heading", { name: "Nodes", exact: true }).waitFor();
    expect(await under.page.getByRole("heading", { name: "Bound", exact: true }).count()).toBe(0);
  });

  it("keeps its picture while it is paused, and goes on afterwards", async () => {
    under = await openPage();
    const session = tourSession();
    await under.show(session);
    await under.settle();
    const picture = (): Promise<string> =>
      under.page.locator(".convergence-card canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await picture();
    await under.page.getByRole("button", { name: "Pause" }).click();
    for (let iteration = 212; iteration < 330; iteration++) {
      session.state.apply(
        {
          type: "iteration",
          run: "r1",
          iteration,
          values: NamedNumbers.of({ best: 9_000, evaluations: iteration * 200 }),
        },
        "c1",
        START + 190,
      );
    }
    await under.refresh();
    await under.page.locator(".page-head").getByText("9,000").waitFor();
    await under.settle();
    expect(await picture()).toBe(before);
    await under.page.getByRole("button", { name: "Resume" }).click();
    await under.page.locator(".convergence-card .card-summary").getByText("Best 9,000 (GA)").waitFor();
    await under.settle();
    expect(await picture()).not.toBe(before);
  });

  it("asks the editor to stop, export, open a source and choose another session", async () => {
    under = await openPage();
    await under.show(tourSession(), [emptySession({ id: "s2", label: "other" })]);
    await under.settle();
    await under.page.getByRole("button", { name: "Stop" }).click();
    await under.page.getByRole("button", { name: "Export" }).click();
    const link = under.page.getByRole("link", { name: "tour.py:48" });
    // What comes into sight with it is drawn first, and moves it.
    await link.scrollIntoViewIfNeeded();
    await under.settle();
    await link.click();
    await under.page.getByRole("combobox", { name: "Session" }).selectOption("s2");
    const messages = (await under.messages()).filter(({ type }) => type !== "view" && type !== "ready");
    expect(messages).toEqual([
      { type: "stop", sessionId: "s1" },
      { type: "export", sessionId: "s1" },
      { type: "openSource", file: "/home/ada/tour/tour.py", line: 48 },
      { type: "select", sessionId: "s2" },
    ]);
  });

  const LEFT = {
    axis: "time",
    hiddenRuns: ["r2"],
    tables: ["cpu"],
    zooms: { time: [20, 60] },
    scales: { convergence: "symlog" },
  };

  it.each([
    ["the editor remembers", { state: LEFT }],
    ["another page was, whose place it takes", { handedOver: LEFT }],
    ["the editor remembers, not as another page was", { state: LEFT, handedOver: { axis: "evaluations" } }],
  ])("comes back as %s", async (_, options) => {
    under = await openPage(options);
    await under.show(tourSession());
    await under.settle();
    expect(await under.page.getByRole("radio", { name: "time" }).isChecked()).toBe(true);
    expect(await under.page.getByRole("radio", { name: "symlog" }).isChecked()).toBe(true);
    expect(await under.page.getByRole("checkbox", { name: "Simulated annealing" }).isChecked()).toBe(false);
    expect(
      await under.page.getByRole("region", { name: "CPU as a table" }).locator("tbody tr").first().innerText(),
    ).toMatch(/^00:20\t/);
    const zoomed = (await under.lastQueries()).filter(({ key }) => key.includes("|zoom"));
    expect(zoomed.length).toBeGreaterThan(0);
    for (const { from, to } of zoomed) expect([from, to]).toEqual([START + 16, START + 64]);
  });

  it("remembers which session was chosen, until it follows the newest again", async () => {
    under = await openPage({});
    const session = tourSession();
    await under.show(session);
    const shown = {
      type: "sessions",
      sessions: [detailOf(session).session],
      selected: "s1",
      engine: "connected",
    } as const;
    const remembered = async (): Promise<unknown[]> =>
      (await under.messages()).flatMap((message) => (message.type === "remember" ? [message.state["sessionId"]] : []));
    await under.post({ ...shown, chosen: "s1" });
    await expect.poll(remembered).toEqual(["s1"]);
    await under.post(shown);
    await expect.poll(remembered).toEqual(["s1", undefined]);
  });
});
