// What the operating system must provide: installed with apt where we may, else named exactly.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { findCommand, run, step } from "./command.mjs";

const headlessShell = "chromium-headless-shell";

/** Every need: how to see that it is there, and the Debian packages that bring it. */
const needs = {
  // The one without windows draws none around each page, which takes the other a third of its time. Ubuntu does not have it.
  browser: { present: () => findChromium() !== undefined, packages: [headlessShell], otherwise: ["chromium"] },
  fonts: { present: hasFonts, packages: ["fonts-dejavu-core"] },
  git: { present: () => findCommand("git") !== undefined, packages: ["git"] },
  python: { present: () => findCommand("python3") !== undefined, packages: ["python3"] },
  certificates: { present: () => existsSync("/etc/ssl/certs/ca-certificates.crt"), packages: ["ca-certificates"] },
  debugpy: { present: () => existsSync("/usr/lib/python3/dist-packages/debugpy"), packages: ["python3-debugpy"] },
  // Optimizers of Debian's own Python, whose programs the tests run unmodified.
  deap: {
    present: () => hasPythonPackages("deap", "numpy", "joblib"),
    packages: ["python3-deap", "python3-numpy", "python3-joblib"],
  },
  scipy: { present: () => hasPythonPackages("scipy"), packages: ["python3-scipy"] },
  nlopt: { present: () => hasPythonPackages("nlopt.py"), packages: ["python3-nlopt"] },
  sklearn: { present: () => hasPythonPackages("sklearn"), packages: ["python3-sklearn"] },
  optuna: { present: () => hasPythonPackages("optuna", "cmaes"), packages: ["python3-optuna", "python3-cmaes"] },
  // Reads exported tables as their users would.
  pandas: { present: () => hasPythonPackages("pandas"), packages: ["python3-pandas"] },
  pyswarms: { present: () => hasPythonPackages("pyswarms"), packages: ["python3-pyswarms"] },
  // Scrapes the engine in a test. As a Debian service it would also watch this machine, which nobody asked for.
  prometheus: {
    present: () => findCommand("prometheus") !== undefined && findCommand("promtool") !== undefined,
    packages: ["prometheus"],
    service: "prometheus",
  },
  netcat: { present: () => existsSync("/bin/nc.openbsd"), packages: ["netcat-openbsd"] },
  solvers: {
    present: () => ["cbc", "glpsol"].every((name) => findCommand(name) !== undefined),
    packages: ["coinor-cbc", "glpk-utils"],
  },
  compiler: {
    present: () => findCommand("g++") !== undefined && findCommand("make") !== undefined,
    packages: ["g++", "make"],
  },
  // About 10 MB, 20 MB where Boost's headers are not there yet.
  pagmo: { present: () => existsSync("/usr/include/pagmo/population.hpp"), packages: ["libpagmo-dev"] },
};

/** What each script needs of the operating system. */
export const forTests = Object.keys(needs);
export const forDemo = ["browser", "fonts", "python", "certificates"];

/** Makes sure of the named needs; throws with the exact command to type where it cannot install them. */
export async function ensureSystemPackages(names) {
  if (process.platform !== "linux") return;
  const missing = names.filter((name) => !needs[name].present());
  if (missing.length === 0) return;
  if (findCommand("apt-get") === undefined || process.getuid?.() !== 0) {
    const install = ["apt-get", "install", ...packagesOf(missing)].join(" ");
    throw new Error(`Missing: ${missing.join(", ")}. On Debian or Ubuntu:\n\n  sudo ${install}\n`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const patient = ["-q", "-o", "DPkg::Lock::Timeout=120"];
  await step("Updating the list of system packages", () =>
    run("apt-get", [...patient, "update"], { env, tolerate: true }),
  );
  const packages = packagesOf(missing);
  await step(`Installing ${packages.join(", ")}`, async () => {
    const services = missing.flatMap((name) => needs[name].service ?? []);
    const install = ["install", "-y", "--no-install-recommends", ...packages];
    await withoutServices(services, () => run("apt-get", [...patient, ...install], { env }));
  });
}

function packagesOf(names) {
  const chosen = names.map((name) => needs[name]);
  const lists = chosen.map(({ packages, otherwise }) =>
    otherwise === undefined || packages.every(isOffered) ? packages : otherwise,
  );
  return [...new Set(lists.flat())];
}

/** Whether this system's sources have a package, as far as its lists are up to date. */
function isOffered(name) {
  return spawnSync("apt-cache", ["show", "--no-all-versions", name], { stdio: "ignore" }).status === 0;
}

/** Debian asks this file before it starts a service that was just installed: 101 is no. */
const policyFile = "/usr/sbin/policy-rc.d";

/** Installs so that no service of a package starts, neither now nor with the machine. */
async function withoutServices(services, install) {
  const isOurs = services.length > 0 && !existsSync(policyFile);
  if (isOurs) writeFileSync(policyFile, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await install();
  } finally {
    if (isOurs) rmSync(policyFile, { force: true });
  }
  if (findCommand("systemctl") === undefined) return;
  for (const service of services) await run("systemctl", ["disable", "--now", service], { tolerate: true });
}

/**
 * The Chromium or Chrome of this machine, the one without windows before the others where none are asked for;
 * `OPTIMIZER_MONITOR_CHROMIUM` names another.
 */
export function findChromium({ headed = false } = {}) {
  const named = process.env.OPTIMIZER_MONITOR_CHROMIUM;
  if (named !== undefined && existsSync(named)) return named;
  const mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  const shell = headed ? [] : [headlessShell];
  return (
    findCommand(...shell, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable") ??
    (existsSync(mac) ? mac : undefined)
  );
}

function hasPythonPackages(...names) {
  return names.every((name) => existsSync(`/usr/lib/python3/dist-packages/${name}`));
}

/** Pictures without any font show empty boxes, so one TrueType font somewhere is enough. */
function hasFonts() {
  const folder = "/usr/share/fonts/truetype";
  return existsSync(folder) && readdirSync(folder).length > 0;
}
