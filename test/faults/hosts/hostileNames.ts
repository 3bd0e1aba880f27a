/** Names that try to be more than names, by what they try. */
export const HOSTILE: Readonly<Record<string, string>> = {
  escape: "\u001b[31mred\u001b]0;title\u0007\u001b[2J",
  c1: "\u009b31mred\u009d0;title\u009c\u0085",
  script: "<script>window.hacked=1</script>",
  attribute: `"><img src=x onerror=alert(1)><svg/onload=alert(2)>`,
  quote: `' onmouseover='alert(3)' x='`,
  entity: "&lt;b&gt;&#60;script&#62;&amp;",
  markdown: "|`[click](javascript:alert(4))`|\n\n<details open ontoggle=alert(5)>\n# title",
  rtl: "\u202egpj.exe\u2066\u061c",
  surrogate: "half \ud800 and \udc00 other",
  nul: "nul\u0000end",
  lines: 'a\r\nb\n# HELP x y\nx{a="b"} 1\n',
  label: 'x"} 1\ny{z="\\',
  formula: "=cmd|'/c calc'!A1",
  proto: "__proto__",
  long: "x".repeat(10_000),
  longest: "<b>\u001b".repeat(2_500),
};

/** What a terminal obeys, or what turns a whole line. */
export const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u202a-\u202e\u2066-\u2069]/;

/** A program, in Python, that uses each of the names in a JSON list wherever a name can be used. */
export const NAMING_PROGRAM = `
import json, sys, optimizer_monitor as om
for name in json.loads(open("names.json").read()):
    with om.component(name):
        om.data(10, component=name)
    with om.run(name, problem=name, library=name, seed=name, parameters={name: name, "nested": {name: [name]}}) as run:
        run.iteration(1, best=1.0, metrics={name: 1.0})
        run.end("failed", message=name, termination=name, solution={name: name})
    om.metric(name, 1.0, unit=name, run=run)
    om.metric(name, 2.0, unit=name)
    om.note(name, level="warning")
om.flush(20)
`;

/** The same over the bare wire, as events of one batch: what no client of ours would let through. */
export function namingEvents(names: readonly string[]): readonly unknown[] {
  return names.flatMap((name, index) => [
    {
      type: "run_start",
      run: `${index}${name}`,
      algorithm: name,
      parent: name,
      problem: name,
      parameters: { [name]: name },
    },
    { type: "iteration", run: `${index}${name}`, iteration: 1, best: 1, [name]: 2, metrics: { [name]: 3 } },
    { type: "component", name, parent: names[index - 1], count: 1, total: 1, source: { file: name, line: 1 } },
    { type: "metric", name, value: 1, unit: name, run: name },
    { type: "note", text: name },
    { type: "run_end", run: `${index}${name}`, status: "failed", message: name },
    { type: name, [name]: name },
    { type: "iteration", run: name, iteration: name, best: name },
  ]);
}

/** Reads HTML as a browser does, in Python's own parser: every element with its attributes. */
export const HTML_READER = `
import html.parser, json, sys
class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
    def handle_starttag(self, tag, attrs):
        self.found.append([tag, dict(attrs)])
reader = Reader()
reader.feed(sys.stdin.buffer.read().decode("utf-8"))
print(json.dumps(reader.found))
`;
