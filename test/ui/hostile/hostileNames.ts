/** Names that try to be something else than text, or to break the place where they stand, by what they try. */
export const HOSTILE_NAMES = {
  html: '<img src=x onerror="window.hacked=1"><b>bold</b>',
  script: "</div></style><script>window.hacked=1</script>",
  attribute: '" onmouseover="window.hacked=1" autofocus onfocus="window.hacked=1',
  svg: "<svg/onload=window.hacked=1>",
  address: "javascript:window.hacked=1",
  link: "[a link](command:workbench.action.closeWindow) <javascript:window.hacked=1>",
  website: "[b](https://example.com/?q=1) https://example.com/ www.example.com",
  icons: "$(bug) $(sync~spin)",
  markdown: "**bold** `code` | cell | ~~gone~~ ![picture](https://example.com/p.png)",
  expression: "datum['constructor'] {{1+1}} ${window.hacked=1}",
  path: "a.b[0]['c'] \\ \"quoted\" it's",
  prototype: "__proto__",
  direction: "reports \u202egnp.exe\u202c and \u2066isolated",
  controls: "a\u0001b\u001b[31mred\u0007\r\nnext\ttab\u2028line",
  wide: "漢字".repeat(200),
  marks: `z${"\u0351\u0348".repeat(60)}algo`,
  long: "x".repeat(10_000),
} as const;

/** What a name tries. */
export type HostileKind = keyof typeof HOSTILE_NAMES;

/** All of them. */
export const hostileNames: readonly string[] = Object.values(HOSTILE_NAMES);
