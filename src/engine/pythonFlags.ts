/** A Python on a command line, and the options before its program; `-X` and `-W` take a value of their own. */
const PYTHON = /(?:^|[\s/\\"'])python[\d.]*(?:\.exe)?["']?(?=\s|$)((?:\s+-(?:[XW]\s*\S+|[A-Za-z]+))*)/i;

/** The options that keep the automatic instrumentation out: isolated, no environment, no `site`. */
const KEEPS_OUT = /(?:^|\s)-(?![XW])[A-Za-z]*?([IES])/;

/** What to tell of a Python that was started so that unmodified optimizers in it cannot be seen; undefined of any other. */
export function isolationNote(command: string | undefined): string | undefined {
  const flag = KEEPS_OUT.exec(PYTHON.exec(command ?? "")?.[1] ?? "")?.[1];
  if (flag === undefined) return undefined;
  const remedy =
    flag === "S"
      ? ""
      : ", with the package optimizer-monitor installed, since that option hides the one that comes along";
  return (
    `Python was started with -${flag}, which keeps the automatic instrumentation out. ` +
    `The program can ask for it: import optimizer_monitor.auto; optimizer_monitor.auto.install()${remedy}.`
  );
}
