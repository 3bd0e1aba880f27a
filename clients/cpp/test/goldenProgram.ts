import type { GoldenEvent } from "../../../test/contract/goldenFiles";

/** Note that precedes the events of the golden event with this index. */
export const marker = (index: number): string => `case ${index}`;

const NUMBERS: Readonly<Record<string, string>> = {
  NaN: "std::numeric_limits<double>::quiet_NaN()",
  Infinity: "std::numeric_limits<double>::infinity()",
  "-Infinity": "-std::numeric_limits<double>::infinity()",
};

type Fields = Readonly<Record<string, unknown>>;

/** A C++ program that makes each golden call, with a note before each; every statement is written as a user would. */
export function goldenProgram(events: readonly GoldenEvent[]): string {
  const cases = events.map(
    ({ call }, index) => `    {  // ${index}
        om::Run open("open");
        om::flush();
        om::note("${marker(index)}");
${statements(call)
  .map((line) => `        ${line}\n`)
  .join("")}        om::flush();
        om::note("after");
    }\n`,
  );
  return `#include <optimizer_monitor.hpp>
#include <limits>
namespace om = optimizer_monitor;
using namespace std::string_literals;
int main() {
${cases.join("")}}
`;
}

function statements({ verb, args, kwargs }: GoldenEvent["call"]): string[] {
  switch (verb) {
    case "run":
      return ["om::RunOptions options;", ...assignments(kwargs, runField), `om::Run run(${value(args[0])}, options);`];
    case "iteration":
      return ["om::Iteration step;", ...iteration(kwargs), `open.iteration(${value(args[0])}, step);`];
    case "front":
      return [`open.front(${points(args[0])}${optional(kwargs["iteration"])});`];
    case "end":
      return ["om::End how;", ...assignments(kwargs, endField), "open.end(how);"];
    case "component":
      return [...component(kwargs["parent"], "outer"), ...component(args[0], "inner")];
    case "data":
      return ["om::DataOptions options;", ...assignments(kwargs, dataField), `om::data(${value(args[0])}, options);`];
    case "metric":
      return [`om::metric(${args.map(value).join(", ")}${metricOptions(kwargs)});`];
    case "note":
      return [`om::note(${text(args[0])}${"level" in kwargs ? `, om::Level::${String(kwargs["level"])}` : ""});`];
  }
}

function assignments(kwargs: Fields, field: (key: string, given: unknown) => string): string[] {
  const target = "status" in kwargs || "termination" in kwargs ? "how" : "options";
  return Object.entries(kwargs).map(([key, given]) => `${target}.${key} = ${field(key, given)};`);
}

function runField(key: string, given: unknown): string {
  if (key === "parent") return "open.id()";
  if (key === "parameters") return json(given);
  if (key !== "direction") return value(given);
  const names = (Array.isArray(given) ? given : [given]).map((name) => `om::Direction::${String(name)}`);
  return Array.isArray(given) ? `{${names.join(", ")}}` : (names[0] ?? "");
}

function endField(key: string, given: unknown): string {
  if (key === "status") return `om::Status::${String(given)}`;
  if (key === "message" || key === "termination") return text(given);
  return key === "solution" ? json(given) : value(given);
}

function dataField(key: string, given: unknown): string {
  return key === "direction" ? `om::DataOptions::Way::${String(given)}` : value(given);
}

/** The standard fields, and all others as metrics. */
function iteration(kwargs: Fields): string[] {
  const standard =
    /^(evaluations|best|current|mean|median|std|min|max|bound|gap|violation|feasible|hypervolume|front_size|diversity|step_size|gradient_norm|temperature|acceptance_rate|nodes|open_nodes|lp_iterations|population_size)$/;
  const own = Object.entries({ ...kwargs, ...(kwargs["metrics"] as Fields | undefined) }).filter(
    ([key]) => key !== "metrics" && key !== "objectives" && !standard.test(key),
  );
  const fields = Object.entries(kwargs).filter(([key]) => standard.test(key));
  const metrics = own.map(([key, given]) => `{${text(key)}, ${value(given)}}`);
  return [
    ...fields.map(([key, given]) => `step.${key} = ${value(given)};`),
    ...("objectives" in kwargs
      ? [`step.objectives = {${(kwargs["objectives"] as unknown[]).map(value).join(", ")}};`]
      : []),
    ...(metrics.length > 0 ? [`step.metrics = {${metrics.join(", ")}};`] : []),
  ];
}

function points(given: unknown): string {
  const rows = (given as readonly (readonly unknown[])[]).map((row) => `{${row.map(value).join(", ")}}`);
  return `std::vector<std::vector<double>>{${rows.join(", ")}}`;
}

const optional = (given: unknown): string => (given === undefined ? "" : `, ${value(given)}`);

function component(name: unknown, variable: string): string[] {
  return name === undefined ? [] : [`om::Component ${variable}(${text(name)});`];
}

function metricOptions(kwargs: Fields): string {
  const unit = "unit" in kwargs ? `, ${text(kwargs["unit"])}` : "";
  return "run" in kwargs ? `${unit === "" ? ", {}" : unit}, open.id()` : unit;
}

/** A value of an argument: a number, a text or an answer. */
function value(given: unknown): string {
  if (typeof given === "string") return NUMBERS[given] ?? text(given);
  return String(given);
}

/** A value for parameters and solutions. */
function json(given: unknown): string {
  if (given === null) return "nullptr";
  if (Array.isArray(given)) return `om::Json::list({${given.map(json).join(", ")}})`;
  if (typeof given !== "object") return value(given);
  const members = Object.entries(given).map(([key, member]) => `{${text(key)}, ${json(member)}}`);
  return members.length === 0 ? "om::Json::object()" : `{${members.join(", ")}}`;
}

/** A text with every byte that is not plain ASCII in octal, since C++ compilers disagree on the rest. */
function text(given: unknown): string {
  const bytes = [...Buffer.from(String(given))];
  const escaped = bytes.map((byte) => {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    return isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${escaped.join("")}"s`;
}
