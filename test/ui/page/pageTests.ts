import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launchBrowser } from "../../../scripts/editor/browser.mjs";
import { PageUnderTest, type PageOptions } from "./pageUnderTest";

/**
 * Gives a file of tests one browser, and returns how its tests open pages in it. What a test opened is closed after it, and
 * must have run without an error in its console.
 */
export function pageTests(): (options?: PageOptions) => Promise<PageUnderTest> {
  let browser: Browser;
  const opened: PageUnderTest[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(() => browser.close());

  afterEach(async () => {
    const pages = opened.splice(0);
    for (const page of pages) await page.close();
    expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
  });

  return async (options) => {
    const page = await PageUnderTest.open(browser, options);
    opened.push(page);
    return page;
  };
}
