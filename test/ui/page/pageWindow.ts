import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { launchBrowser } from "../../../scripts/editor/browser.mjs";
import { at } from "../../../scripts/setup/paths.mjs";
import type { FromPanelMessage } from "../../../src/protocol/panel";
import { START } from "./generatedSessions";

/** The four kinds of themes. */
export type ThemeName = "dark" | "light" | "highContrastDark" | "highContrastLight";

/** All of them; a page is opened in the first. */
export const THEMES = [
  "dark",
  "light",
  "highContrastDark",
  "highContrastLight",
] as const satisfies readonly ThemeName[];

interface Theme {
  readonly bodyClass: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

const saved = JSON.parse(readFileSync(new URL("./themes.json", import.meta.url), "utf8")) as {
  themes: Record<ThemeName, Theme>;
  defaultStyles: string;
};

/** The variables that VS Code gave its webviews in each kind of theme. */
export const themes: Readonly<Record<ThemeName, Theme>> = saved.themes;

/** How a page is opened: in the dark theme, 1180 by 900 pixels, without a saved state, unless it says otherwise. */
export interface PageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What the editor remembers of the page. */
  readonly state?: unknown;
  /** What another page remembered that this one takes the place of. */
  readonly handedOver?: unknown;
  readonly reducedMotion?: boolean;
}

/** Who hears what the page that is open sends to the editor, and what goes wrong in it. */
export interface PageListener {
  onMessage(message: FromPanelMessage): Promise<void>;
  onProblem(problem: string): void;
  /** Another page takes its place: nothing may be sent to it any more. */
  onLeave(): void;
}

const NONCE = "c2VjdXJlLW5vbmNl";

/** The panel's own policy, word for word as the editor's shell writes it, with the server in place of the editor's resources. */
function policy(origin: string): string {
  return `default-src 'none'; script-src 'nonce-${NONCE}'; style-src ${origin}; font-src ${origin}; img-src ${origin} data: blob:`;
}

/**
 * A window of a real Chromium in which the built page is opened again and again, under its policy, with a stand-in for the
 * editor. One window for many tests, because a new one would compile the page's program anew.
 */
export class PageWindow {
  private listener: PageListener | undefined;
  private options: PageOptions = {};

  private constructor(
    readonly page: Page,
    private readonly server: Server,
  ) {}

  /** Whether the page can still be opened in it. */
  get isOpen(): boolean {
    return !this.page.isClosed() && this.page.context().browser()?.isConnected() === true;
  }

  static async open(): Promise<PageWindow> {
    const browser = await launchBrowser();
    const context = await browser.newContext({ timezoneId: "UTC", locale: "en-GB" });
    context.setDefaultTimeout(10_000);
    // The page that is served is the one that was asked for last.
    const server = createServer((request, response) => window.serve(request, response));
    const window = new PageWindow(await context.newPage(), server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await window.prepare();
    return window;
  }

  /** Opens the page anew; what happens in it is told to the listener until the window is left. */
  async visit(options: PageOptions, listener: PageListener): Promise<void> {
    await this.leave();
    this.options = options;
    this.listener = listener;
    await this.page.setViewportSize({ width: options.width ?? 1180, height: options.height ?? 900 });
    await this.page.emulateMedia({ reducedMotion: options.reducedMotion === true ? "reduce" : "no-preference" });
    await this.page.goto(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`);
  }

  /** Closes the page that is open. */
  async leave(): Promise<void> {
    this.listener?.onLeave();
    this.listener = undefined;
    // Where the pointer was left is no place of the next page.
    await this.page.mouse.move(0, 0);
    await this.page.goto("about:blank");
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const file = this.fileAt(request.url ?? "/");
    if (file === undefined) return void response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
    const origin = `http://${request.headers.host ?? ""}`;
    response
      .writeHead(200, {
        "content-type": file[0],
        "cache-control": request.url === "/panel.js" ? "max-age=3600" : "no-store",
        "content-security-policy": policy(origin),
      })
      .end(file[1]);
  }

  private fileAt(url: string): readonly [string, string | Buffer] | undefined {
    if (url === "/") return ["text/html; charset=utf-8", htmlOf(this.options)];
    if (url === "/editor.css") return ["text/css", stylesOf(themes[this.options.theme ?? "dark"])];
    if (url === "/panel.css") return ["text/css", readFileSync(at("dist", "webview", "panel.css"))];
    if (url === "/panel.js") return ["text/javascript", readFileSync(at("dist", "webview", "panel.js"))];
    return undefined;
  }

  private async prepare(): Promise<void> {
    const { page } = this;
    page.on("pageerror", (error) => this.listener?.onProblem(`error: ${error.stack ?? error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || /content security policy/i.test(message.text()))
        this.listener?.onProblem(message.text());
    });
    await page.exposeFunction("onPanelMessage", (message: FromPanelMessage) => this.listener?.onMessage(message));
    await page.addInitScript((now) => {
      const world = window as never as Record<string, unknown>;
      const sent: unknown[] = [];
      world["sent"] = sent;
      world["answered"] = 0;
      document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
      const shift = now * 1000 - Date.now();
      const realNow = Date.now.bind(Date);
      Date.now = () => realNow() + shift;
      world["acquireVsCodeApi"] = () => {
        const initial = document.querySelector<HTMLMetaElement>('meta[name="saved-state"]')?.content;
        let state: unknown = initial === undefined ? undefined : JSON.parse(initial);
        return {
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
        };
      };
    }, START + 189);
  }
}

function htmlOf({ theme = "dark", state, handedOver }: PageOptions): string {
  const { bodyClass, attributes } = themes[theme];
  const more = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  const written = (value: unknown): string | undefined =>
    JSON.stringify(value)?.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const content = written(state);
  const before = handedOver === undefined ? "" : ` data-state="${written(handedOver)}"`;
  const meta = content === undefined ? "" : `<meta name="saved-state" content="${content}">`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Optimizer Monitor</title>${meta}
<link rel="stylesheet" href="editor.css"><link rel="stylesheet" href="panel.css"></head>
<body class="${bodyClass}"${more.join("")}><div id="app"${before}></div><script nonce="${NONCE}" src="panel.js"></script></body></html>`;
}

function stylesOf({ variables }: Theme): string {
  const rules = Object.entries(variables).map(([name, value]) => `${name}: ${value};`);
  return `:root { ${rules.join(" ")} }\n${saved.defaultStyles}`;
}
