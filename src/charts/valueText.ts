import { formatValue } from "../base/format";
import { fromWireNumber, type WireNumber } from "../protocol/number";

/** A number of the wire as a person reads it; `–` where there is none. */
export function valueText(value: WireNumber | undefined): string {
  const number = fromWireNumber(value);
  return number === undefined || Number.isNaN(number) ? "–" : formatValue(number);
}
