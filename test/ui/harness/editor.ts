import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, ConsoleMessage, Page } from "playwright-core";
import { afterEach } from "vitest";
import { editorAddress, launchBrowser, openEditorPage } from "../../../scripts/editor/browser.mjs";
import { editorMark, findMarked } from "../../../scripts/editor/processes.mjs";
import {
  createProfile,
  installPackage,
  linkExtension,
  removeProfile,
  startServer,
  type Profile,
} from "../../../scripts/editor/server.mjs";
import { copyWorkspace, removeWorkspace } from "../../../scripts/editor/workspace.mjs";
import { ensureEditor, type InstalledEditor } from "../../../scripts/setup/editor.mjs";
import { at, root } from "../../../scripts/setup/paths.mjs";
import { Workbench } from "./workbench";

/** The colour themes that everything of ours must look right in, with how the workbench and a webview's body mark them. */
export const themes = {
  dark: { name: "Default Dark Modern", label: "Dark Modern", workbenchClass: "vs-dark", bodyClass: "vscode-dark" },
  light: { name: "Default Light Modern", label: "Light Modern", workbenchClass: "vs", bodyClass: "vscode-light" },
  highContrastDark: {
    name: "Default High Contrast",
    label: "Dark High Contrast",
    workbenchClass: "hc-black",
    bodyClass: "vscode-high-contrast",
  },
  highContrastLight: {
    name: "Default High Contrast Light",
    label: "Light High Contrast",
    workbenchClass: "hc-light",
    bodyClass: "vscode-high-contrast-light",
  },
} as const;

/** What an editor under test can be started with. */
export interface EditorOptions {
  readonly version?: "newest" | "oldest";
  /** The folder whose copy is opened; the examples when absent. */
  readonly workspace?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Changes the copy of the workspace before it is opened. */
  readonly prepare?: (workspace: string) => void;
  readonly theme?: keyof typeof themes;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The extension's folder or .vsix; the repository when absent, and none when null. */
  readonly extension?: string | null;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the editor trusts every folder; else it opens the workspace in restricted mode. */
  readonly trust?: boolean;
}

/** An editor with the extension, open on a copy of a workspace, as a person would see it. */
export interface Editor {
  readonly page: Page;
  readonly workbench: Workbench;
  /** The folder that is open. */
  readonly workspace: string;
  /** Everything that the workbench and its webviews wrote to the console, oldest first. */
  readonly consoleMessages: readonly string[];
  /** Changes the colour theme in the settings and reloads, since not every editor notices that the file has changed. */
  setTheme(theme: keyof typeof themes): Promise<void>;
  /** Runs the command Reload Window. */
  reload(): Promise<void>;
  /** The processes that run the editor's extensions now. */
  extensionHosts(): readonly number[];
  /** Closes the window and ends everything that was started. */
  close(): Promise<void>;
}

/** Makes the editor open a folder that it does not know as a person does who did not answer the question yet. */
const restrictedSettings = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
};

/** The folder for pictures and logs. */
export const resultsFolder = at("test-results");

/** Starts VS Code's server with a fresh profile and opens it in Chromium; every resource is released when it fails. */
export async function startEditor(options: EditorOptions = {}): Promise<Editor> {
  const cleanups: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    return await open(options, cleanups, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  options: EditorOptions,
  cleanups: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<Editor> {
  const installed = await ensureEditor(options.version ?? "newest");
  const workspace = copyWorkspace(options.workspace ?? at("examples"));
  cleanups.push(() => removeWorkspace(workspace));
  options.prepare?.(workspace);
  const profile = createProfile({
    settings: {
      "workbench.colorTheme": themes[options.theme ?? "dark"].name,
      ...(options.trust === false ? restrictedSettings : {}),
      ...options.settings,
    },
  });
  cleanups.push(() => removeProfile(profile));
  await addExtension(options.extension, profile, installed);
  const logFile = join(resultsFolder, `ui-${installed.name}.log`);
  const server = await startServer({
    editor: installed,
    profile,
    logFile,
    trust: options.trust ?? true,
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  cleanups.push(() => server.stop());
  const browser = await launchBrowser();
  cleanups.push(() => browser.close());
  const { page, consoleMessages } = await openPage(browser, options);
  const workbench = new Workbench(page);
  const address = editorAddress({ origin: server.origin, folder: workspace });
  await page.goto(address);
  await workbench.waitUntilReady();
  if (options.extension !== null && options.trust !== false) await workbench.waitUntilActive();
  // The command first saves what is open, which a mere loading of the page anew does only now and then.
  const reload = async (): Promise<void> => {
    const loaded = page.waitForEvent("load", { timeout: 60_000 });
    await workbench.runCommand("Developer: Reload Window");
    await loaded;
    await workbench.waitUntilReady();
  };
  const setTheme = async (theme: keyof typeof themes): Promise<void> => {
    await workbench.chooseTheme(themes[theme].label);
    await page.locator(`.monaco-workbench.${themes[theme].workbenchClass}`).waitFor();
  };
  const extensionHosts = (): number[] => findMarked(editorMark, server.mark).filter(isExtensionHost);
  return { page, workbench, workspace, consoleMessages, setTheme, reload, extensionHosts, close };
}

function isExtensionHost(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=extensionHost");
  } catch {
    // It has ended since it was found.
    return false;
  }
}

async function addExtension(
  extension: string | null | undefined,
  profile: Profile,
  editor: InstalledEditor,
): Promise<void> {
  if (extension === null) return;
  if (extension?.endsWith(".vsix") === true) await installPackage(editor, profile, extension);
  else linkExtension(profile, extension ?? root);
}

async function openPage(
  browser: Browser,
  { viewport }: EditorOptions,
): Promise<{ page: Page; consoleMessages: string[] }> {
  const page = await openEditorPage(browser, viewport ?? { width: 1400, height: 900 });
  page.context().setDefaultTimeout(60_000);
  const consoleMessages: string[] = [];
  const record = (line: string): void => {
    consoleMessages.push(line);
    appendFileSync(join(resultsFolder, "ui-console.log"), `${line}\n`);
  };
  mkdirSync(resultsFolder, { recursive: true });
  page.on("console", (message: ConsoleMessage) =>
    record(`[${message.type()}] ${message.text()} (${message.location().url})`),
  );
  page.on("pageerror", (error) => record(`[pageerror] ${error.stack ?? error.message}`));
  return { page, consoleMessages };
}

/** Makes every test of the surrounding suite that fails leave a picture of the window. */
export function savePictureOfFailures(editor: () => Editor | undefined): void {
  afterEach(async ({ task }) => {
    const open = editor();
    if (task.result?.state !== "fail" || open === undefined) return;
    await saveScreenshot(open, `failed-${task.name.replace(/\W+/g, "-").slice(0, 60)}`);
  });
}

/** Saves what the window shows as test-results/NAME.png. */
export async function saveScreenshot(editor: Pick<Editor, "page">, name: string): Promise<string> {
  const path = join(resultsFolder, `${name}.png`);
  await editor.page.screenshot({ path });
  return path;
}
