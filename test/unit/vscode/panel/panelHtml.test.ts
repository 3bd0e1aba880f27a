import { describe, expect, it } from "vitest";
import { panelHtml } from "../../../../src/vscode/panel/panelHtml";

const PARTS = {
  script: "https://w/panel.js?a=1&b=2",
  style: "https://w/panel.css",
  cspSource: "https://w",
  nonce: "abc123",
  language: "de",
  title: '<"Monitor">',
};
const html = panelHtml(PARTS);

describe("panelHtml", () => {
  it("allows our script, our styles and pictures, and nothing else", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.split("; ");
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'nonce-abc123'",
      "style-src https://w",
      "font-src https://w",
      "img-src https://w data: blob:",
    ]);
    expect(html).not.toMatch(/unsafe-|\son\w+=|style=/);
  });

  it("loads the page's two files into an empty frame", () => {
    expect(html).toContain('<script nonce="abc123" src="https://w/panel.js?a=1&amp;b=2"></script>');
    expect(html).toContain('href="https://w/panel.css"');
    expect(html).toContain('<div id="app"></div>');
    expect(html).toContain('<html lang="de">');
    expect(html).toContain("<title>&lt;&quot;Monitor&quot;&gt;</title>");
  });

  it("hands over what the page before remembered, whatever stands in it", () => {
    const state = { tab: `"><script>alert('&')</script>` };
    const attribute = /<div id="app" data-state="([^"<>]*)"><\/div>/.exec(panelHtml({ ...PARTS, state }))?.[1] ?? "";
    const entities: Readonly<Record<string, string>> = { quot: '"', lt: "<", gt: ">", amp: "&", "#39": "'" };
    const text = attribute.replaceAll(/&([^;]+);/g, (_, name: string) => entities[name] ?? "?");
    expect(JSON.parse(text)).toEqual(state);
  });
});
