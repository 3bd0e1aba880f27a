// A run whose every name tries to be something else, as a person meets it around the editor, and what its webviews refuse to run.
import { spawn, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "../../scripts/setup/paths.mjs";
import { savePictureOfFailures, saveScreenshot, startEditor, type Editor } from "./harness/editor";
import { fixture } from "./harness/steadyRun";
import { HOSTILE_NAMES, hostileNames } from "./hostile/hostileNames";

const LABEL = `[a](command:b) $(bug) <img src=x onerror=hacked=1> \u202egnp.exe **bold** ${HOSTILE_NAMES.long}`;
/** What everybody must be able to read of it. */
const READABLE = /\[a\]\u200b?\(command:b/;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a place shows at one moment. */
interface Seen extends Size {
  readonly text: string;
  readonly links: readonly string[];
  /** How many elements there are that only the name can have made. */
  readonly made: number;
}

/** Everything at once: what is drawn anew between two looks would be taken for two things. */
function look(place: Locator): Promise<Seen | undefined> {
  const read = (element: HTMLElement | SVGElement): Seen => {
    const { width, height } = element.getBoundingClientRect();
    const made = "img[src=x], b, .codicon-bug, a[href^='command:b'], a[data-href^='command:b']";
    return {
      text: (element as HTMLElement).innerText,
      links: [...element.querySelectorAll("a")].map((link) => link.innerText),
      made: element.querySelectorAll(made).length,
      width,
      height,
    };
  };
  return place.evaluate(read, undefined, { timeout: 2000 }).catch(() => undefined);
}

describe("a run with hostile names", () => {
  let editor: Editor;
  let program: ChildProcess;
  savePictureOfFailures(() => editor);

  beforeAll(async () => {
    editor = await startEditor({ workspace: fixture, viewport: { width: 1300, height: 1000 } });
    const sideBar = await editor.workbench.openView("Optimizer Monitor");
    await sideBar.getByText("No session yet").waitFor();
    writeFileSync(join(editor.workspace, "names.json"), JSON.stringify([LABEL, ...hostileNames]));
    const args = [at("dist", "cli.js"), "run", "--label", LABEL, "--", "python3", "hostile.py"];
    program = spawn(process.execPath, args, { cwd: editor.workspace, stdio: "ignore" });
  });

  afterAll(async () => {
    program.kill();
    await editor.close();
  });

  /**
   * Expects a place to show the name as text: readable, without an icon or a link of its making, and not too large. Where the place
   * is a tooltip, `under` is what it belongs to: that may be drawn anew under the pointer, which takes the tooltip away, and then
   * the pointer comes again. Resolves with the place's links.
   */
  async function expectText(place: Locator, most: Size, under?: Locator): Promise<readonly string[]> {
    let seen: Seen | undefined;
    const isSeen = async (): Promise<boolean> => {
      if (under !== undefined) await pointAt(under, place);
      seen = await look(place);
      return seen !== undefined && READABLE.test(seen.text) && seen.width <= most.width && seen.height <= most.height;
    };
    await expect.poll(isSeen, { timeout: 60_000 }).toBe(true);
    expect(seen?.text).toContain("<img src=x");
    expect(seen?.text).toContain("\ufffdgnp.exe");
    expect(seen?.made).toBe(0);
    return seen?.links ?? [];
  }

  async function pointAt(place: Locator, tooltip: Locator): Promise<void> {
    if (await tooltip.isVisible()) return;
    await editor.page.mouse.move(700, 300);
    await place.hover();
    await tooltip.waitFor({ timeout: 3000 }).catch(() => undefined);
  }

  it("is text in the message of its alert", async () => {
    const message = editor.workbench.notifications().filter({ hasText: /NaN/ });
    await expectText(message, { width: 460, height: 260 });
    await saveScreenshot(editor, "hostile-message");
    await editor.workbench.runCommand("Notifications: Clear All Notifications");
  });

  it("is text in the tree and in its tooltip", async () => {
    const line = editor.workbench.treeItems().filter({ hasText: READABLE });
    await expectText(line, { width: 400, height: 30 });
    const tooltip = editor.page.locator(".monaco-hover:visible").filter({ hasText: READABLE });
    await expectText(tooltip, { width: 800, height: 700 }, line);
    await saveScreenshot(editor, "hostile-tree");
    await editor.page.mouse.move(700, 300);
  });

  it("is text in the status bar and in its tooltip", async () => {
    const item = editor.workbench.monitorItem();
    expect(await item.locator(".codicon-bug").count()).toBe(0);
    expect((await item.boundingBox())?.width).toBeLessThan(700);
    const tooltip = editor.page.locator(".monaco-hover:visible").filter({ hasText: "Open Live Panel" });
    const links = await expectText(tooltip, { width: 520, height: 500 }, item);
    expect(links).toEqual(["Open Live Panel", "Convergence", "Components", "Resources", "Stop", "Sessions"]);
    await saveScreenshot(editor, "hostile-status-bar");
    await editor.page.mouse.move(700, 300);
  });

  it("is text in the list to pick from, and in a question", async () => {
    await editor.workbench.runCommand("Optimizer Monitor: Stop Session");
    const entry = editor.workbench.quickInputEntries().filter({ hasText: READABLE });
    await expectText(entry, { width: 700, height: 80 });
    await saveScreenshot(editor, "hostile-pick");
    await entry.click();
    await expectText(editor.workbench.dialog(), { width: 700, height: 400 });
    await saveScreenshot(editor, "hostile-question");
    await editor.workbench.dialog().getByRole("button", { name: "Cancel" }).click();
  });

  it("is text in the panel, whose policy lets nothing run but its own script", async () => {
    await editor.workbench.runCommand("Optimizer Monitor: Open Live Panel");
    const panel = editor.workbench.panel();
    await panel.content.getByRole("heading", { level: 1 }).filter({ hasText: READABLE }).waitFor();
    const frame = await panel.frame();
    expect(await frame.evaluate(() => (window as never as { hacked?: unknown }).hacked)).toBeUndefined();
    expect(await tryToRun(frame)).toEqual(NOTHING_RAN);
    await saveScreenshot(editor, "hostile-panel");
  });

  it("is text in the report, where not even a script of ours would run", async () => {
    await editor.workbench.runCommand("Optimizer Monitor: Show Report");
    await editor.workbench.quickInputEntries().filter({ hasText: READABLE }).click();
    const { content } = editor.workbench.panel();
    // The panel, which has the same heading, is in front until the report is.
    await content.locator(".subtitle[data-status]").waitFor();
    await expectText(content.getByRole("heading", { level: 1 }), { width: 1300, height: 300 });
    expect(
      await content
        .locator("script, img, iframe, b, [onerror], [onload], a[href^=command], a[href^=javascript]")
        .count(),
    ).toBe(0);
    expect(await content.locator("body").evaluate((body) => body.scrollWidth <= window.innerWidth)).toBe(true);
    await saveScreenshot(editor, "hostile-report");
  });

  it("says why it failed in the status bar, as text", async () => {
    writeFileSync(join(editor.workspace, "finish"), "");
    const item = editor.workbench.monitorItem().filter({ hasText: READABLE });
    await item.waitFor();
    expect(await item.locator(".codicon-bug").count()).toBe(0);
    await saveScreenshot(editor, "hostile-failure");
  });
});

const NOTHING_RAN = { ran: [], evaluated: "EvalError", fetched: "TypeError" };

/** Tries, inside a webview's page, what a name that had become markup or code would try; says what came of it. */
async function tryToRun(frame: Frame): Promise<unknown> {
  return frame.evaluate(async () => {
    const nameOf = (action: () => unknown): Promise<string> =>
      // In a turn of its own: what runs while the browser's own tools look at the page may do what the page may not.
      new Promise((resolve) => {
        setTimeout(() => {
          const succeed = (): void => resolve("it ran");
          const fail = (error: unknown): void => resolve((error as Error).name);
          Promise.resolve().then(action).then(succeed, fail);
        });
      });
    const world = window as never as { ran?: string[]; eval(code: string): unknown };
    world.ran = [];
    const script = document.createElement("script");
    script.textContent = "window.ran.push('script')";
    const holder = document.createElement("div");
    holder.innerHTML = `<img src="data:," onerror="ran.push('handler')"><iframe srcdoc="<script>parent.ran.push('frame')</script>"></iframe>
      <a href="javascript:ran.push('link')">x</a>`;
    document.body.append(script, holder);
    holder.querySelector("a")?.click();
    const outcome = {
      evaluated: await nameOf(() => world.eval("1")),
      fetched: await nameOf(() => fetch("https://example.com/")),
    };
    // The picture that cannot be drawn has said so by then, and the frame has been loaded.
    await new Promise((resolve) => setTimeout(resolve, 300));
    script.remove();
    holder.remove();
    return { ran: world.ran, ...outcome };
  });
}
