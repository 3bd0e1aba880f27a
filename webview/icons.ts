const NAMESPACE = "http://www.w3.org/2000/svg";

/** Outlines on a 16 × 16 grid, drawn in the colour of the text. */
const PATHS = {
  more: "M3 8h.01M8 8h.01M13 8h.01",
  table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6",
  chart: "M2.5 2.5v11h11M5 10l2.5-3 2 1.5L13 4.5",
  reset: "M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3.2v9.6l8-4.8z",
  stop: "M4 4h8v8H4z",
  export: "M8 2.5v7.5M5 7l3 3 3-3M3 11v2.5h10V11",
  star: "M8 2.3l1.7 3.6 3.9.5-2.9 2.7.8 3.9L8 11.1 4.5 13l.8-3.9L2.4 6.4l3.9-.5z",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** Makes an icon; it says nothing to assistive technology, its button does. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(NAMESPACE, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", name === "more" ? "icon icon-more" : "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NAMESPACE, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
