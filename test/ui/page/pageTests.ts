import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { PageUnderTest } from "./pageUnderTest";
import { PageWindow, type PageOptions } from "./pageWindow";

/**
 * Gives a file of tests one window, and returns how its tests open the page in it, one after the other. Every page must have
 * run without an error in its console.
 */
export function pageTests(): (options?: PageOptions) => Promise<PageUnderTest> {
  let window: PageWindow;
  const opened: PageUnderTest[] = [];

  beforeAll(async () => {
    window = await PageWindow.open();
  });

  afterAll(() => window.close());

  afterEach(async () => {
    await window.leave();
    expect(opened.splice(0).flatMap(({ problems }) => problems)).toEqual([]);
  });

  return async (options) => {
    const page = await PageUnderTest.open(window, options);
    opened.push(page);
    return page;
  };
}
