import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import type axe from "axe-core";
import { at } from "../../../scripts/setup/paths.mjs";
import type { FromPanelMessage, ToPanelMessage } from "../../../src/protocol/panel";
import type { PanelMethod, PanelParams, PanelResult } from "../../../src/protocol/panelQuestions";
import { axeSource } from "../harness/axeSource";
import { answersOf, detailOf, type GeneratedSession } from "./generatedSessions";
import { THEMES, themes, type PageOptions, type PageWindow, type ThemeName } from "./pageWindow";

type Queries = Extract<FromPanelMessage, { type: "view" }>["queries"];

/** The built page in a real Chromium, under its policy, with a stand-in for the editor. */
export class PageUnderTest {
  readonly problems: string[] = [];
  /** What the engine and the editor answer when the page asks; without one, the question fails. */
  answers: { [M in PanelMethod]?: (params: PanelParams<M>) => PanelResult<M> } = {};
  private session: GeneratedSession | undefined;
  private isOver = false;

  private constructor(readonly page: Page) {}

  /** Opens the page anew in a window, in the place of the one before. */
  static async open(window: PageWindow, options: PageOptions = {}): Promise<PageUnderTest> {
    const under = new PageUnderTest(window.page);
    await window.visit(options, {
      onMessage: (message) => under.receive(message),
      onProblem: (problem) => under.problems.push(problem),
      onLeave: () => {
        under.isOver = true;
      },
    });
    return under;
  }

  /** Gives the page a session as the shell does, and answers its queries from then on. */
  async show(session: GeneratedSession, others: readonly GeneratedSession[] = []): Promise<void> {
    this.session = session;
    await this.waitFor((messages) => messages.some(({ type }) => type === "ready"), "the page to say that it is ready");
    await this.post({
      type: "sessions",
      sessions: [session, ...others].map((entry) => detailOf(entry).session),
      selected: session.state.id,
      engine: "connected",
    });
    await this.post({
      type: "view",
      update: { viewId: "v", sessionId: session.state.id, detail: detailOf(session), results: [] },
    });
  }

  /** Sends what changed: the detail and the newest answers to what the page asked for. */
  async refresh(): Promise<void> {
    if (this.session !== undefined) await this.post(answerFrom(this.session, await this.lastQueries()));
  }

  async post(message: ToPanelMessage): Promise<void> {
    if (this.isOver) return;
    await this.page.evaluate((data) => window.postMessage(data, "*"), message);
  }

  /** Everything that the page sent. */
  async messages(): Promise<FromPanelMessage[]> {
    return this.page.evaluate(() => (window as never as { sent: FromPanelMessage[] }).sent);
  }

  async lastQueries(): Promise<Queries> {
    return this.page.evaluate(() => {
      const { sent } = window as never as { sent: FromPanelMessage[] };
      return sent.findLast((message) => message.type === "view")?.queries ?? [];
    });
  }

  /** Resolves when the page's messages fulfil a condition. */
  async waitFor(condition: (messages: FromPanelMessage[]) => boolean, what: string): Promise<FromPanelMessage[]> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const messages = await this.messages();
      if (condition(messages)) return messages;
      if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  }

  /** Resolves when every chart that can be seen has drawn what it was answered, and nothing changed for some frames. */
  async settle(): Promise<void> {
    // The page counts its own frames: a call for each would cost more than what it looks at.
    await this.page.evaluate(async () => {
      const world = window as never as { sent: { type: string }[]; answered: number };
      const look = (): string => {
        const pictures = [...document.querySelectorAll("canvas")].map(({ width, height }) => `${width}x${height}`);
        return [world.sent.length, world.answered, document.body.textContent.length, ...pictures].join();
      };
      const isAnswered = (): boolean =>
        world.answered === world.sent.filter(({ type }) => type === "view" || type === "ask").length;
      let before = "";
      const deadline = performance.now() + 10_000;
      for (let still = 0; still < 12 && performance.now() < deadline;) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = look();
        still = now === before && isAnswered() ? still + 1 : 0;
        before = now;
      }
    });
  }

  /** Shows every chart and, where somebody wants to look, saves a picture: some hundred of them take long to encode. */
  async screenshot(name: string, fullPage = true): Promise<void> {
    if (fullPage) await this.showEverything();
    if (process.env["OPTIMIZER_MONITOR_TEST_PICTURES"] === undefined) return;
    mkdirSync(at("test-results", "page"), { recursive: true });
    await this.page.screenshot({ path: at("test-results", "page", `${name}.png`), fullPage: false });
  }

  /** Makes the window as high as the page, so that every chart is seen and drawn. */
  private async showEverything(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      const height = await this.page.evaluate(() => Math.ceil(document.getElementById("app")?.offsetHeight ?? 0));
      const size = this.page.viewportSize();
      if (size === null || size.height === height || height === 0) break;
      await this.page.setViewportSize({ width: size.width, height: Math.min(6000, height) });
      await this.settle();
    }
  }

  /**
   * Serious and critical violations in every kind of theme, as the page takes on one after the other, with a picture of each. A
   * theme changes colours only, so all but the first are asked about these alone.
   */
  async violationsInThemes(name: string, fullPage = true): Promise<string[]> {
    const found: string[] = [];
    for (const theme of THEMES) {
      await this.setTheme(theme);
      await this.settle();
      await this.screenshot(`${name}-${theme}`, fullPage);
      const violations = await this.seriousViolations(theme === THEMES[0] ? "every rule" : "colours");
      found.push(...violations.map((violation) => `${theme}: ${violation}`));
    }
    return found;
  }

  /** Serious and critical violations of accessibility rules: of every one, or of those about colours. */
  async seriousViolations(rules: "every rule" | "colours" = "every rule"): Promise<string[]> {
    // Once for a page, and in its short form: it takes longer to take it in than to look.
    if (!(await this.page.evaluate(() => "axe" in window))) await this.page.evaluate(axeSource);
    const tags = rules === "colours" ? { runOnly: ["color-contrast", "link-in-text-block"] } : {};
    const results = await this.page.evaluate(async (chosen) => {
      const world = window as never as { axe: typeof axe };
      const { passes, violations } = await world.axe.run(document, { resultTypes: ["violations"], ...chosen });
      return { passes: passes.length, violations };
    }, tags);
    if (results.passes === 0) throw new Error("axe-core looked at nothing.");
    return results.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`));
  }

  async setTheme(theme: ThemeName): Promise<void> {
    const { bodyClass, attributes, variables } = themes[theme];
    await this.page.evaluate(
      ([className, values, more]) => {
        // The variables of the theme that the page was opened in go altogether: others may not have all of them.
        const [opened] = document.styleSheets;
        if (opened?.cssRules[0]?.cssText.startsWith(":root") === true) opened.deleteRule(0);
        for (const name of [...document.documentElement.style]) document.documentElement.style.removeProperty(name);
        for (const [name, value] of Object.entries(values)) document.documentElement.style.setProperty(name, value);
        document.body.className = className;
        for (const [name, value] of Object.entries(more)) document.body.setAttribute(name, value);
      },
      [bodyClass, variables, attributes] as const,
    );
  }

  private async receive(message: FromPanelMessage): Promise<void> {
    if (message.type === "view")
      await this.reply(this.session === undefined ? undefined : answerFrom(this.session, message.queries));
    if (message.type === "ask") await this.reply(this.answerTo(message));
  }

  /** Sends what a message of the page is answered with, and tells the page that this one is answered. */
  private async reply(answer: ToPanelMessage | undefined): Promise<void> {
    if (answer !== undefined) await this.post(answer);
    if (this.isOver) return;
    await this.page.evaluate(() => {
      (window as never as { answered: number }).answered++;
    });
  }

  private answerTo({ id, method, params }: Extract<FromPanelMessage, { type: "ask" }>): ToPanelMessage {
    const answer = this.answers[method] as ((params: unknown) => unknown) | undefined;
    try {
      if (answer === undefined) throw new Error(`Nobody answers ${method}.`);
      return { type: "answer", id, result: answer(params) };
    } catch (error) {
      return { type: "answer", id, error: (error as Error).message };
    }
  }
}

/** What the engine sends to a page that looks at a session. */
function answerFrom(session: GeneratedSession, queries: Queries): ToPanelMessage {
  const update = { viewId: "v", sessionId: session.state.id, results: answersOf(session, queries) };
  return { type: "view", update: { ...update, detail: detailOf(session) } };
}
