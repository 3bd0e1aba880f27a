import { afterEach, beforeAll, expect } from "vitest";
import { PageUnderTest } from "./pageUnderTest";
import { PageWindow, type PageOptions } from "./pageWindow";

let shared: PageWindow | undefined;

/** The window of all files of this process; another one where it has come to its end. It ends with the process. */
async function sharedWindow(): Promise<PageWindow> {
  if (shared?.isOpen !== true) shared = await PageWindow.open();
  return shared;
}

/**
 * Returns how the tests of a file open the page in the one window, one after the other. Every page must have run without an
 * error in its console.
 */
export function pageTests(): (options?: PageOptions) => Promise<PageUnderTest> {
  let window: PageWindow;
  const opened: PageUnderTest[] = [];

  beforeAll(async () => {
    window = await sharedWindow();
  });

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
