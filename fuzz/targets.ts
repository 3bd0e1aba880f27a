import type { FuzzTarget } from "./target";
import { history } from "./targets/history";
import { importers } from "./targets/importers";
import { journal } from "./targets/journal";
import { rpc } from "./targets/rpc";
import { solverLogs } from "./targets/solverLogs";
import { wire } from "./targets/wire";

/** All that reads what cannot be trusted. */
export const TARGETS: readonly FuzzTarget[] = [wire, rpc, history, journal, solverLogs, importers];
