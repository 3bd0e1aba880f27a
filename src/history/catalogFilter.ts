import type { SessionFilter } from "../protocol/sessionFilter";
import type { Parameter } from "./sqlite";

/** The conditions of a filter on the rows of `sessions`, and the values for its question marks. */
export function sessionConditions(filter: SessionFilter): { readonly where: string; readonly values: Parameter[] } {
  const { text } = filter;
  const wanted: readonly (readonly [condition: string, value: Parameter | undefined])[] = [
    ["status = ?", filter.status],
    ["instr(search_text, ?) > 0", text === undefined || text === "" ? undefined : text.toLowerCase()],
    ["start_time >= ?", filter.from],
    ["start_time <= ?", filter.to],
    // A JSON list holds a text as JSON writes it, between quotation marks.
    ["instr(algorithms, ?) > 0", filter.algorithm === undefined ? undefined : JSON.stringify(filter.algorithm)],
    ["problem = ?", filter.problem],
    ["label = ?", filter.label],
    ["EXISTS (SELECT 1 FROM tags WHERE session_number = sessions.number AND tag = ?)", filter.tag],
  ];
  const used = wanted.filter(([, value]) => value !== undefined);
  return {
    where: used.length === 0 ? "" : `WHERE ${used.map(([condition]) => condition).join(" AND ")}`,
    values: used.map(([, value]) => value ?? null),
  };
}
