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
 * room up to its own size, and with ids of its own, as every picture counts its clip paths from one.
 */
export function inlineSvg(svg: string, { id, title, description }: PictureWords): string {
  const head = /^<svg\b[^>]*>/.exec(svg)?.[0] ?? "";
  const [width, height] = [sizeOf(head, "width"), sizeOf(head, "height")];
  const body = svg
    .slice(head.length)
    .replaceAll('<clipPath id="', `<clipPath id="${id}-`)
    .replaceAll('clip-path="url(#', `clip-path="url(#${id}-`);
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"`,
    ` aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${escapeHtml(title)}</title>`,
    `<desc id="${id}-desc">${escapeHtml(description)}</desc>`,
    body,
  ].join("");
}

function sizeOf(head: string, attribute: "width" | "height"): number {
  const value = Number(new RegExp(`\\b${attribute}="([\\d.]+)"`).exec(head)?.[1]);
  return Number.isFinite(value) ? Math.ceil(value) : 0;
}
