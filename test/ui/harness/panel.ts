import type { Frame, FrameLocator, Locator, Page } from "playwright-core";

/** The webview's two nested frames: the editor's own, and the one that holds our page. */
const outerFrame = "iframe.webview.ready";
const innerFrame = "#active-frame";

/** The page inside the webview that is in front. */
export class Panel {
  /** Our page, for locators: `panel.content.getByRole("button", { name: "Stop" })`. */
  public readonly content: FrameLocator;

  public constructor(private readonly page: Page) {
    this.content = page.frameLocator(outerFrame).frameLocator(innerFrame);
  }

  /** The chart with that title: its heading, words, tools, picture and table. */
  public chart(title: string | RegExp): Locator {
    const heading = this.content.getByRole("heading", { name: title, exact: true });
    return this.content.locator("section.card").filter({ has: heading });
  }

  /** Resolves when our page's document has content. */
  public async waitUntilShown(): Promise<void> {
    await this.content.locator("body > *").first().waitFor();
  }

  /** Our page as a frame, for evaluating code in it. */
  public async frame(): Promise<Frame> {
    await this.waitUntilShown();
    const handle = await this.page.frameLocator(outerFrame).locator(innerFrame).elementHandle();
    const frame = await handle?.contentFrame();
    if (frame === null || frame === undefined) throw new Error("The panel has no frame.");
    return frame;
  }
}
