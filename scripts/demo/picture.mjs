// Looks at the demo as a visitor would, without a person: opens it headless, waits until it is alive, takes a picture.
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { launchBrowser } from "../editor/browser.mjs";
import { extensionId } from "../setup/paths.mjs";

/** Resolves once the status bar shows our item and the panel our page; saves a picture if a file is named. */
export async function visitDemo({ address, screenshot }) {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(address);
    const item = page.locator(`.statusbar-item[id^="${extensionId}"]`).first();
    // The line names the best value once the optimizer has reported.
    await item.filter({ hasText: /best/ }).waitFor({ timeout: 90_000 });
    const panel = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await panel.locator(".picture svg, .picture canvas").first().waitFor({ timeout: 60_000 });
    if (screenshot !== undefined) await savePicture(page, screenshot);
    return (await item.innerText()).trim();
  } finally {
    await browser.close();
  }
}

async function savePicture(page, file) {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
}
