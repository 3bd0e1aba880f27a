import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { extensionId } from "../../../scripts/setup/paths.mjs";
import { Panel } from "./panel";

/** Whether a step that may be tried again has come to its end. */
export function succeeds(step: Promise<void>): Promise<boolean> {
  return step.then(
    () => true,
    () => false,
  );
}

/** The editor's window around everything of ours: its command palette, status bar, side bar and notifications. */
export class Workbench {
  public constructor(private readonly page: Page) {}

  /** Resolves when the window is drawn and the extension host has started. */
  public async waitUntilReady(): Promise<void> {
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
    // The remote indicator leaves its "opening" state once the extension host answers.
    await this.page
      .locator("#status\\.host")
      .filter({ hasNotText: /opening/i })
      .waitFor({ timeout: 60_000 });
  }

  /**
   * Resolves when the extension is active, which a command's answer proves. In a workspace that is opened for the first time a
   * task gets the variables that lead to the engine only from then on.
   */
  public async waitUntilActive(): Promise<void> {
    await this.runCommand("Optimizer Monitor: Stop Session");
    await this.notifications().filter({ hasText: "No session is running." }).waitFor();
    await this.runCommand("Notifications: Clear All Notifications");
  }

  /** Runs a command by the title that the palette shows, for example `Optimizer Monitor: Open Live Panel`. */
  public async runCommand(title: string): Promise<void> {
    await this.choose(`>${title}`, title);
  }

  /** Runs a task of the workspace by its label. */
  public async runTask(label: string): Promise<void> {
    await this.choose(`task ${label}`, label);
  }

  /** Takes a colour theme by the name that the editor's list of themes shows. */
  public async chooseTheme(label: string): Promise<void> {
    await this.runCommand("Preferences: Color Theme");
    const entry = this.quickInputEntries().filter({ has: this.page.getByText(label, { exact: true }) });
    await this.quickInputEntries().first().waitFor();
    await this.quickInput().locator("input").first().fill(label);
    await entry.first().click();
    await this.quickInput().waitFor({ state: "hidden" });
  }

  /** The titles that the palette offers for a text. */
  public async findCommands(text: string): Promise<string[]> {
    await this.openQuickInput(`>${text}`);
    await this.quickInputEntries().first().waitFor();
    const labels = await this.quickInputEntries().locator(".label-name").allInnerTexts();
    await this.closeQuickInput();
    return labels.map((label) => label.trim());
  }

  /** The box for choosing and typing that opens at the top. */
  public quickInput(): Locator {
    return this.page.locator(".quick-input-widget");
  }

  /** The lines that the box offers. */
  public quickInputEntries(): Locator {
    return this.quickInput().locator(".quick-input-list .monaco-list-row");
  }

  /** The item of the status bar that holds this text. */
  public statusBarItem(text: string | RegExp): Locator {
    return this.page.locator(".part.statusbar .statusbar-item").filter({ hasText: text });
  }

  /** The extension's item of the status bar. */
  public monitorItem(): Locator {
    return this.page.locator(`.part.statusbar .statusbar-item[id^="${extensionId}"]`);
  }

  /** Shows the view container of that name from the activity bar, and returns the side bar. */
  public async openView(name: string): Promise<Locator> {
    const tab = this.page.locator(".part.activitybar").getByRole("tab", { name });
    await tab.waitFor();
    if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
    const sideBar = this.page.locator(".part.sidebar");
    await sideBar
      .locator(".composite.title")
      .filter({ hasText: new RegExp(name, "i") })
      .waitFor();
    return sideBar;
  }

  /** The lines of the trees in the side bar. */
  public treeItems(): Locator {
    return this.page.locator(".part.sidebar").getByRole("treeitem");
  }

  /** The messages that popped up. */
  public notifications(): Locator {
    return this.page.locator(".notifications-toasts .notification-toast");
  }

  /** The modal question that is open. */
  public dialog(): Locator {
    return this.page.locator(".monaco-dialog-box");
  }

  /** Takes the place that the editor's file dialog proposes. */
  public async acceptFileDialog(): Promise<void> {
    const dialog = this.quickInput().filter({ hasText: "OK" });
    await dialog.waitFor();
    await expect.poll(() => dialog.locator("input").first().inputValue()).toMatch(/\.\w+$/);
    await dialog.getByRole("button", { name: "OK", exact: true }).click();
    await this.quickInput().waitFor({ state: "hidden" });
  }

  /** The editor tab with that title. */
  public tab(title: string | RegExp): Locator {
    return this.page.locator(".part.editor .tab").filter({ hasText: title });
  }

  /** The live panel, once it is open. */
  public panel(): Panel {
    return new Panel(this.page);
  }

  /** The box lists what was known when it opened, and extensions are still arriving then: look again until the line is there. */
  private async choose(typed: string, label: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    const entry = this.quickInputEntries().filter({ has: this.page.getByText(label, { exact: true }) });
    for (;;) {
      await this.openQuickInput(typed);
      if (await succeeds(entry.first().waitFor({ timeout: 2000 }))) break;
      if (Date.now() > deadline) throw new Error(`The command palette offers no "${label}".`);
      await this.closeQuickInput();
    }
    await entry.first().click();
  }

  private async closeQuickInput(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.quickInput().waitFor({ state: "hidden" });
  }

  /** Opens the box with F1 and types; again if the key came before the window listened, or while another box was closing. */
  private async openQuickInput(text: string): Promise<void> {
    const input = this.quickInput().locator("input").first();
    const deadline = Date.now() + 60_000;
    for (;;) {
      if (Date.now() > deadline) throw new Error("The command palette did not open.");
      if (!(await input.isVisible())) await this.page.keyboard.press("F1");
      const typed = await succeeds(input.fill(text, { timeout: 2000 }));
      if (typed && (await input.inputValue()) === text) return;
    }
  }
}
