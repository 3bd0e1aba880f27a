import { visibleText } from "../base/visibleText";
import { escapeHtml } from "./html";

/** What an SVG inside a page is called. */
export interface PictureWords {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/**
 * Makes an SVG document part of a page: with its name and description for those who do not see it, as wide as there is
 * room up to its own size, and with ids of its own: Vega counts clip paths on and on, so that the same report had others each time.
 */
export function inlineSvg(svg: string, { id, title, description }: PictureWords): string {
  const head = /^<svg\b[^>]*>/.exec(svg)?.[0] ?? "";
  const [width, height] = [sizeOf(head, "width"), sizeOf(head, "height")];
  const body = withOwnIds(visibleText(svg.slice(head.length)), id);
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"`,
    ` aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${escapeHtml(title)}</title>`,
    `<desc id="${id}-desc">${escapeHtml(description)}</desc>`,
    body,
  ].join("");
}

function withOwnIds(body: string, prefix: string): string {
  const known = new Map<string, string>();
  const own = (id: string): string => {
    const found = known.get(id) ?? `${prefix}-clip-${known.size + 1}`;
    known.set(id, found);
    return found;
  };
  return body.replace(
    /(<clipPath id="|clip-path="url\(#)([\w-]+)/g,
    (_, before: string, id: string) => `${before}${own(id)}`,
  );
}

function sizeOf(head: string, attribute: "width" | "height"): number {
  const value = Number(new RegExp(`\\b${attribute}="([\\d.]+)"`).exec(head)?.[1]);
  return Number.isFinite(value) ? Math.ceil(value) : 0;
}
