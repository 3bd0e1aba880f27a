import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What numbers take in memory now, without what nobody holds any more. */
export function heldBytes(): number {
  collect();
  // The first one's findings are given back by the second.
  collect();
  return process.memoryUsage().arrayBuffers;
}
