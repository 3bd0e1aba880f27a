import { visibleText } from "../src/base/visibleText";

/** What an element is made with. Text goes in as text; styles never come from strings of the page's data. */
export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/** Makes an element. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: ElementOptions = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (options.class !== undefined) made.className = options.class;
  if (options.text !== undefined) made.textContent = visibleText(options.text);
  if (options.title !== undefined) made.title = visibleText(options.title);
  for (const [name, value] of Object.entries(options.attributes ?? {}))
    made.setAttribute(name, attributeText(name, value));
  for (const [name, listener] of Object.entries(options.on ?? {})) made.addEventListener(name, listener);
  made.append(...children.map((child) => (typeof child === "string" ? visibleText(child) : child)));
  return made;
}

/** A button that does one thing. */
export function textButton(text: string, run: () => void): HTMLButtonElement {
  return element("button", { class: "button", text, attributes: { type: "button" }, on: { click: run } });
}

/** Changes a text only when it differs, so that nothing is laid out again for nothing. */
export function setText(node: Node, text: string): void {
  const shown = visibleText(text);
  if (node.textContent !== shown) node.textContent = shown;
}

/** Sets or removes an attribute. */
export function setAttribute(node: Element, name: string, value: string | undefined): void {
  if (value === undefined) node.removeAttribute(name);
  else {
    const text = attributeText(name, value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
}

/** What is read to somebody is text as what is shown; other attributes hold ids and keys. */
function attributeText(name: string, value: string): string {
  return name === "title" || name.startsWith("aria-") ? visibleText(value) : value;
}

/** Shows or hides an element. */
export function setShown(node: HTMLElement, isShown: boolean): void {
  if (node.hidden === isShown) node.hidden = !isShown;
}

let nextId = 0;

/** An id for elements that refer to each other. */
export function uniqueId(prefix: string): string {
  nextId++;
  return `${prefix}-${nextId}`;
}
