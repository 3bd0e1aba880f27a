import { UserError } from "../base/userError";
import { VERSION } from "../base/version";
import { compare } from "./compareCommand";
import { doctor } from "./doctorCommand";
import { exportCommand } from "./exportCommand";
import { history } from "./historyCommand";
import { prune } from "./pruneCommand";
import { report } from "./reportCommand";
import { run } from "./runCommand";
import { serve } from "./serveCommand";
import { baseline, trend } from "./trendCommand";
import { complain, print, printError } from "./output";

const HELP = `optimizer-monitor ${VERSION}: records what an optimization costs and how it converges.

Usage:
  optimizer-monitor run [--label L] [--workspace DIR] -- CMD ARGS…   run a command and record it
  optimizer-monitor history list [QUERY…] [--json] [--limit N]       sessions of the workspace, newest first; QUERY as in
                            'tag:night best<0.1 after:2026-11-01 sort:-duration'
  optimizer-monitor history show ID [--json]                         one session ("latest" for the newest)
  optimizer-monitor history note ID TEXT | rename ID LABEL | tag ID TAG… [--remove]
  optimizer-monitor history pin|unpin ID…  | delete ID… --yes        pinned sessions are never pruned
  optimizer-monitor history facts [--json]                           what the history holds
  optimizer-monitor history import PATH [--json]                     sessions of exported files, IOHprofiler data, Optuna studies
  optimizer-monitor history merge FOLDER [--json]                    sessions of another workspace's history
  optimizer-monitor prune [--dry-run] [--days N] [--sessions N] [--megabytes N] [--json]
                                                                     by these limits, else by those of the settings
  optimizer-monitor export ID…|latest|--query QUERY --format json|csv|sqlite|iohprofiler|coco|tensorboard|charts [--output PATH]
  optimizer-monitor report ID|latest [--format html|markdown|text] [--output PATH]
  optimizer-monitor report --from session.json [--format …] [--output PATH]   of an exported session
  optimizer-monitor report --compare [QUERY|ID…] [--by …] [--problem P] [--axis …] [--format …] [--output PATH]
  optimizer-monitor report --since 7d [--format …] [--output PATH]   of a period: h, d or w
  optimizer-monitor compare [QUERY|ID…] [--by algorithm|problem|tag|commit|session|label|parameter:NAME]
                            [--problem P] [--algorithm A] [--axis evaluations|time|iteration] [--json]
                                                                     runs side by side
  optimizer-monitor compare --baseline ID|LABEL [ID…] [--fail-if-slower 5%] [--fail-if-worse 1%] [--strict] [--json]
                                                                     the newest sessions against a baseline
  optimizer-monitor trend [METRIC] [--label L] [--fail-on-regression] [--strict] [--json]   a figure over sessions
  optimizer-monitor baseline set|unset ID… | list [--json]           what later sessions of the same label are held against
  optimizer-monitor serve [--port N]                                 keep an engine for the workspace until Ctrl-C,
                                                                     with --port also its HTTP API (0: a free port)
  optimizer-monitor doctor [--json]                                  what works on this machine

Every command takes --workspace DIR (default: the current folder) and --help.
Settings come from DIR/.vscode/settings.json; OPTIMIZER_MONITOR_* variables win over them, flags over both.
Exit codes: run gives the command's own; otherwise 0 success, 1 failure, 2 wrong usage, 3 a regression was found.
Too few runs to tell is said and counts as success; with --strict it is 3.
`;

/** What failures with a meaning of their own exit with; 130 is what a shell makes of Ctrl-C. */
const EXIT_CODES: Readonly<Record<string, number>> = { usage: 2, cancelled: 130 };

/** A subcommand: its arguments without its name in, its exit code out. */
type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["run", run],
  ["history", history],
  ["export", exportCommand],
  ["prune", prune],
  ["report", report],
  ["compare", compare],
  ["trend", trend],
  ["baseline", baseline],
  ["serve", serve],
  ["doctor", doctor],
]);

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version" || name === "-v") {
    print(`${VERSION}\n`);
    return 0;
  }
  const command = COMMANDS.get(name ?? "");
  if (command !== undefined && !asksForHelp(rest)) return command(rest);
  if (command !== undefined || name === "help" || asksForHelp(args)) {
    print(HELP);
    return 0;
  }
  printError(name === undefined ? HELP : `optimizer-monitor: there is no command "${name}".\n\n${HELP}`);
  return 2;
}

/** What follows `--` belongs to the command that is run. */
function asksForHelp(args: readonly string[]): boolean {
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  return own.includes("--help") || own.includes("-h");
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof UserError) complain(error.message);
    else printError(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = error instanceof UserError ? (EXIT_CODES[error.code] ?? 1) : 1;
  },
);
