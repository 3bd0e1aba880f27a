// Chromium for looking at the editor: driven by playwright-core, closed network or not, root or not.
import { chromium } from "playwright-core";
import { findChromium } from "../setup/systemPackages.mjs";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
];

/**
 * Starts a headless Chromium; `OPTIMIZER_MONITOR_HEADED=1` shows its window.
 * @returns {Promise<import("playwright-core").Browser>}
 */
export async function launchBrowser() {
  const headed = process.env.OPTIMIZER_MONITOR_HEADED !== undefined;
  const executablePath = findChromium({ headed });
  if (executablePath === undefined)
    throw new Error("Chromium is missing: apt-get install chromium-headless-shell, or chromium");
  return chromium.launch({ executablePath, headless: !headed, args: flags });
}

/**
 * Opens a page for an editor whose own spinners and blinking cursors stand still: without a graphics processor, drawing them
 * again and again takes more time than everything else. Webviews in it keep their animations.
 * @param {import("playwright-core").Browser} browser
 * @param {{width: number, height: number}} viewport
 */
export async function openEditorPage(browser, viewport) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
  await context.addInitScript(() => {
    if (globalThis.top !== globalThis.self) return;
    const still = new CSSStyleSheet();
    still.replaceSync("*, ::before, ::after { animation: none !important; transition: none !important; }");
    document.adoptedStyleSheets.push(still);
  });
  return context.newPage();
}

/**
 * The address of a folder (or a .code-workspace file) in the editor that a server serves.
 * @param {{origin: string, folder: string, payload?: [string, string][], token?: string}} options
 */
export function editorAddress({ origin, folder, payload, token }) {
  const query = new URLSearchParams();
  if (token !== undefined) query.set("tkn", token);
  query.set(folder.endsWith(".code-workspace") ? "workspace" : "folder", folder);
  if (payload !== undefined) query.set("payload", JSON.stringify(payload));
  return `${origin}/?${query}`;
}
