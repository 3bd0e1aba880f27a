import { cbc } from "./cbc";
import { cplex } from "./cplex";
import { glpk } from "./glpk";
import { gurobi } from "./gurobi";
import { highs } from "./highs";
import { pycma } from "./pycma";
import { scip } from "./scip";
import { scipyGlobal } from "./scipyGlobal";
import { scipyMinimize } from "./scipyMinimize";
import type { LogFormat } from "./solverLog";

/** The formats that are known without anyone's settings. */
export const FORMATS: readonly LogFormat[] = [cbc, glpk, highs, scip, gurobi, cplex, pycma, scipyGlobal, scipyMinimize];
