// A mutant is dead with the first example that fails: looking for the smallest one takes a hundred times as long.
import { configureGlobal } from "fast-check";

configureGlobal({ endOnFailure: true });
