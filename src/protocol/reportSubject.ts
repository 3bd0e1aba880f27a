import type { ComparisonRequest } from "./comparison";
import type { SessionFilter } from "./sessionFilter";

/** What a report is of: one session, a comparison of runs, or all sessions of a period. Times are Unix seconds. */
export type ReportSubject =
  | { readonly kind: "session"; readonly sessionId: string }
  | { readonly kind: "comparison"; readonly request: ComparisonRequest }
  | { readonly kind: "period"; readonly from: number; readonly to?: number; readonly filter?: SessionFilter };
