import type { Page } from "playwright-core";

/**
 * Notes what the page points at from now on: the mark stays for two seconds, which may be over before a busy machine looks. Gives
 * the text of the last part that was pointed at where it fits a selector.
 */
export async function notePointed(page: Page): Promise<(selector: string) => Promise<string | undefined>> {
  const parts = await page.evaluateHandle(() => {
    const pointed: HTMLElement[] = [];
    const note = ({ target }: MutationRecord): void => {
      if (target instanceof HTMLElement && target.hasAttribute("data-pointed")) pointed.push(target);
    };
    const observer = new MutationObserver((changes) => changes.forEach(note));
    observer.observe(document.body, { subtree: true, attributeFilter: ["data-pointed"] });
    return pointed;
  });
  return (selector) =>
    parts.evaluate((pointed, wanted) => {
      const last = pointed.at(-1);
      return last?.matches(wanted) === true ? last.innerText : undefined;
    }, selector);
}
