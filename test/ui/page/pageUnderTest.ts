import { createServer, type Server } from "node:http";
import { mkdirSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import AxeBuilder from "@axe-core/playwright";
import { at } from "../../../scripts/setup/paths.mjs";
import type { FromPanelMessage, ToPanelMessage } from "../../../src/protocol/panel";
import type { PanelMethod, PanelParams, PanelResult } from "../../../src/protocol/panelQuestions";
import { answersOf, detailOf, START, type GeneratedSession } from "./generatedSessions";

const themes = JSON.parse(readFileSync(new URL("./themes.json", import.meta.url), "utf8")) as {
  themes: Record<
    ThemeName,
    { bodyClass: string; attributes: Record<string, string>; variables: Record<string, string> }
  >;
  defaultStyles: string;
};

/** The four kinds of themes, with the variables that VS Code gave its webviews in them. */
export type ThemeName = "dark" | "light" | "highContrastDark" | "highContrastLight";

/** How a page is opened: in the dark theme, 1180 by 900 pixels, without a saved state, unless it says otherwise. */
export interface PageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly state?: unknown;
  readonly reducedMotion?: boolean;
}

const NONCE = "c2VjdXJlLW5vbmNl";

/** The panel's own policy, word for word as the editor's shell writes it, with the server in place of the editor's resources. */
function policy(origin: string): string {
  return `default-src 'none'; script-src 'nonce-${NONCE}'; style-src ${origin}; font-src ${origin}; img-src ${origin} data: blob:`;
}

/** The built page in a real Chromium, under its policy, with a stand-in for the editor. */
export class PageUnderTest {
  readonly problems: string[] = [];
  /** What the engine and the editor answer when the page asks; without one, the question fails. */
  answers: { [M in PanelMethod]?: (params: PanelParams<M>) => PanelResult<M> } = {};
  private session: GeneratedSession | undefined;

  private constructor(
    readonly page: Page,
    private readonly server: Server,
  ) {}

  static async open(browser: Browser, options: PageOptions = {}): Promise<PageUnderTest> {
    const server = await serve(options.theme ?? "dark");
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1180, height: options.height ?? 900 },
      timezoneId: "UTC",
      locale: "en-GB",
      ...(options.reducedMotion === true ? { reducedMotion: "reduce" } : {}),
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const under = new PageUnderTest(page, server);
    await under.prepare(options.state);
    await page.goto(`${origin}/`);
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
    if (this.session !== undefined) await this.answer(await this.lastQueries(), true);
  }

  async post(message: ToPanelMessage): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data, "*"), message);
  }

  /** Everything that the page sent. */
  async messages(): Promise<FromPanelMessage[]> {
    return this.page.evaluate(() => (window as never as { sent: FromPanelMessage[] }).sent);
  }

  async lastQueries(): Promise<Extract<FromPanelMessage, { type: "view" }>["queries"]> {
    const views = (await this.messages()).flatMap((message) => (message.type === "view" ? [message.queries] : []));
    return views.at(-1) ?? [];
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
    let before = "";
    let still = 0;
    const deadline = Date.now() + 10_000;
    while (still < 12 && Date.now() < deadline) {
      const now = await this.page.evaluate(() => {
        const sent = (window as never as { sent: unknown[]; answered: number }).sent.length;
        const pictures = [...document.querySelectorAll("canvas")].map((canvas) => `${canvas.width}x${canvas.height}`);
        return JSON.stringify([
          sent,
          (window as never as { answered: number }).answered,
          pictures,
          document.body.innerText.length,
        ]);
      });
      still = now === before ? still + 1 : 0;
      before = now;
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  }

  async screenshot(name: string, fullPage = true): Promise<void> {
    mkdirSync(at("test-results", "page"), { recursive: true });
    if (fullPage) await this.showEverything();
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

  /** Serious and critical violations of accessibility rules. */
  async seriousViolations(): Promise<string[]> {
    // Its legacy mode looks at this page only, which has no frames, and opens no second page to put results together.
    const axe = new AxeBuilder({ page: this.page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
    const results = await axe.analyze();
    if (results.passes.length === 0) throw new Error("axe-core looked at nothing.");
    return results.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`));
  }

  async setTheme(theme: ThemeName): Promise<void> {
    const { bodyClass, variables } = themes.themes[theme];
    await this.page.evaluate(
      ([className, values]) => {
        for (const name of [...document.documentElement.style]) document.documentElement.style.removeProperty(name);
        for (const [name, value] of Object.entries(values)) document.documentElement.style.setProperty(name, value);
        document.body.className = className;
      },
      [bodyClass, variables] as const,
    );
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(
    queries: Extract<FromPanelMessage, { type: "view" }>["queries"],
    withDetail: boolean,
  ): Promise<void> {
    const { session } = this;
    if (session === undefined) return;
    const update = {
      viewId: "v",
      sessionId: session.state.id,
      results: answersOf(session, queries),
      ...(withDetail ? { detail: detailOf(session) } : {}),
    };
    await this.post({ type: "view", update });
    await this.page.evaluate(() => {
      (window as never as { answered: number }).answered++;
    });
  }

  private async answerQuestion({ id, method, params }: Extract<FromPanelMessage, { type: "ask" }>): Promise<void> {
    const answer = this.answers[method] as ((params: unknown) => unknown) | undefined;
    try {
      if (answer === undefined) throw new Error(`Nobody answers ${method}.`);
      await this.post({ type: "answer", id, result: answer(params) });
    } catch (error) {
      await this.post({ type: "answer", id, error: (error as Error).message });
    }
  }

  private async prepare(state: unknown): Promise<void> {
    const { page } = this;
    page.on("pageerror", (error) => this.problems.push(`error: ${error.stack ?? error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || /content security policy/i.test(message.text()))
        this.problems.push(message.text());
    });
    await page.exposeFunction("onPanelMessage", async (message: FromPanelMessage) => {
      if (message.type === "view") await this.answer(message.queries, true);
      if (message.type === "ask") await this.answerQuestion(message);
    });
    await page.addInitScript(
      ([initial, now]) => {
        const world = window as never as Record<string, unknown>;
        const sent: unknown[] = [];
        let state = initial;
        world["sent"] = sent;
        world["answered"] = 0;
        document.addEventListener("securitypolicyviolation", (event) =>
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
        );
        const shift = now * 1000 - Date.now();
        const realNow = Date.now.bind(Date);
        Date.now = () => realNow() + shift;
        world["acquireVsCodeApi"] = () => ({
          postMessage: (message: unknown) => {
            // The editor clones what is posted; what cannot be cloned must fail here too.
            sent.push(structuredClone(message));
            void (world["onPanelMessage"] as (message: unknown) => void)(message);
          },
          getState: () => state,
          setState: (next: unknown) => {
            state = structuredClone(next);
            world["savedState"] = state;
          },
        });
      },
      [state, START + 189] as const,
    );
  }
}

async function serve(theme: ThemeName): Promise<Server> {
  const { bodyClass, attributes, variables } = themes.themes[theme];
  const rules = `:root { ${Object.entries(variables)
    .map(([name, value]) => `${name}: ${value};`)
    .join(" ")} }`;
  const more = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");
  const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Optimizer Monitor</title>
<link rel="stylesheet" href="editor.css"><link rel="stylesheet" href="panel.css"></head>
<body class="${bodyClass}"${more}><div id="app"></div><script nonce="${NONCE}" src="panel.js"></script></body></html>`;
  const files: Readonly<Record<string, readonly [string, () => string | Buffer]>> = {
    "/": ["text/html; charset=utf-8", () => html],
    "/editor.css": ["text/css", () => `${rules}\n${themes.defaultStyles}`],
    "/panel.css": ["text/css", () => readFileSync(at("dist", "webview", "panel.css"))],
    "/panel.js": ["text/javascript", () => readFileSync(at("dist", "webview", "panel.js"))],
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? "/"];
    if (file === undefined) return void response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
    const origin = `http://${request.headers.host ?? ""}`;
    response.writeHead(200, { "content-type": file[0], "content-security-policy": policy(origin) }).end(file[1]());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
