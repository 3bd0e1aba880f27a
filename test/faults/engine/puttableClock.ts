import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, realpathSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The time of day as the C library gives it, plus what stands in a file; nothing else that a program asks for changes.
const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static volatile double *ahead;
static double seconds_ahead(void) {
  if (ahead == NULL) {
    int file = open(getenv("CLOCK_FILE"), O_RDONLY);
    ahead = mmap(NULL, sizeof(double), PROT_READ, MAP_SHARED, file, 0);
    close(file);
  }
  return *ahead;
}
int clock_gettime(clockid_t id, struct timespec *at) {
  static int (*real)(clockid_t, struct timespec *);
  if (real == NULL) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(id, at);
  if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) at->tv_sec += (time_t)seconds_ahead();
  return result;
}
int gettimeofday(struct timeval *restrict at, void *restrict zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at != NULL) *at = now.tv_sec;
  return now.tv_sec;
}
`;

/** Whether programs can be given another clock here. */
export function canPutClock(): boolean {
  if (process.platform !== "linux") return false;
  try {
    execFileSync("cc", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A time of day that a test puts back and ahead, for the programs that run with its environment. */
export class PuttableClock {
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "om-clock-")));
  private readonly file = join(this.folder, "ahead");
  readonly env: NodeJS.ProcessEnv;

  constructor() {
    const source = join(this.folder, "clock.c");
    const library = join(this.folder, "clock.so");
    writeFileSync(source, SOURCE);
    execFileSync("cc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"]);
    this.put(0);
    this.env = { LD_PRELOAD: library, CLOCK_FILE: this.file };
  }

  /** So many seconds ahead of the machine's clock; behind it where negative. */
  put(seconds: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(seconds);
    // In place, as the programs have the file mapped.
    const file = openSync(this.file, constants.O_CREAT | constants.O_WRONLY);
    writeSync(file, bytes);
    closeSync(file);
  }

  /** What a program with this clock takes the time for, in Unix seconds. */
  read(): number {
    const script = "process.stdout.write(String(Date.now() / 1000))";
    return Number(execFileSync(process.execPath, ["-e", script], { env: { ...process.env, ...this.env } }));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
