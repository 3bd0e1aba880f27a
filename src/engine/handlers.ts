import type { Log } from "../base/log";
import { UserError } from "../base/userError";
import { preparePictures } from "../model/preparePictures";
import { queryTable } from "../model/queryTable";
import type { ControllerKind, EngineFacts } from "../protocol/rpc";
import type { Settings } from "../protocol/settings";
import { tableCsv } from "../reports/exportCsv";
import { writeTextFile } from "../reports/exportFile";
import type { GpuSampler } from "../sampling/gpuSampler";
import { alertHandlers, type AlertServices } from "./alertHandlers";
import { analysisHandlers, type AnalysisServices } from "./analysisHandlers";
import type { Announcer } from "./announcer";
import type { ApiHost } from "./apiHost";
import type { Controller, RequestHandlers } from "./controlServer";
import { examine } from "./doctor";
import { exportSessions } from "./exports";
import { historyHandlers, type HistoryServices } from "./historyHandlers";
import type { OtlpHost } from "./otlpHost";
import type { Recordings } from "./recordings";
import type { ReportBundle } from "./reportBundle";
import type { SessionSampler } from "./sessionSampler";
import type { SessionSource } from "./sessionSource";
import { reportOf } from "./subjectReports";
import { stopProcesses } from "./stopper";
import { tryLines } from "../solverLogs/tryLine";
import { Views } from "./views";
import type { Warnings } from "./warnings";

/** What requests are answered from. */
export interface Services extends AlertServices, AnalysisServices, HistoryServices {
  readonly facts: () => EngineFacts;
  readonly recordings: Recordings;
  readonly source: SessionSource;
  readonly sampler: SessionSampler;
  readonly announcer: Announcer;
  readonly warnings: Warnings;
  readonly gpu: GpuSampler;
  readonly api: ApiHost;
  readonly otlp: OtlpHost;
  readonly log: Log;
  readonly now: () => number;
  readonly reports: () => Promise<ReportBundle>;
  readonly settings: () => Settings;
  readonly configure: (settings: Settings) => void;
  readonly greet: (kind: ControllerKind) => void;
  readonly leave: () => boolean;
}

/** The answers to all requests of the control socket. */
export function createHandlers(services: Services): RequestHandlers {
  return {
    ...controlHandlers(services),
    ...launchHandlers(services),
    ...sessionHandlers(services),
    ...reportHandlers(services),
    ...viewHandlers(services),
    ...alertHandlers(services),
    ...analysisHandlers(services),
    ...historyHandlers(services),
    ...otlpHandlers(services),
  };
}

type Part<K extends keyof RequestHandlers> = Pick<RequestHandlers, K>;

function controlHandlers({
  facts,
  configure,
  greet,
  leave,
  gpu,
  warnings,
  settings: currentSettings,
  api,
  alerting,
}: Services): Part<"hello" | "updateSettings" | "tryLogLines" | "doctor" | "leave" | "configureApi" | "apiStatus"> {
  return {
    hello: ({ settings }, controller) => {
      warnings.connect(controller);
      alerting.connect(controller);
      greet(controller.kind);
      if (settings !== undefined) configure(settings);
      return facts();
    },
    updateSettings: ({ settings }) => {
      configure(settings);
      return null;
    },
    tryLogLines: ({ text }) => tryLines(text, currentSettings().logMatchers),
    doctor: () => examine(facts(), gpu, api.status),
    configureApi: (configuration) => api.configure(configuration),
    apiStatus: () => api.status,
    leave: () => ({ leaving: leave() }),
  };
}

function otlpHandlers({ otlp }: Services): Part<"otlpStatus" | "setOtlpHeaders"> {
  return {
    otlpStatus: () => otlp.status(),
    setOtlpHeaders: ({ headers }) => {
      otlp.setHeaders(headers);
      return null;
    },
  };
}

function launchHandlers({
  recordings,
  sampler,
  log,
  now,
}: Services): Part<"startLaunch" | "endLaunch" | "launchOutput" | "stopSession"> {
  return {
    startLaunch: (announcement, controller) => {
      controller.onClose(() => recordings.launcherLeft(announcement.launchId, controller));
      return recordings.startLaunch(announcement, controller);
    },
    endLaunch: async ({ launchId, pid, time = Infinity, ...end }) => {
      const key = { ...(launchId === undefined ? {} : { launchId }), ...(pid === undefined ? {} : { pid }) };
      const sessionId = await recordings.endLaunch(key, { ...end, time: Math.min(time, now()) });
      return sessionId === undefined ? {} : { sessionId };
    },
    launchOutput: async ({ launchId, text }) => ({ wanted: await recordings.printed(launchId, text) }),
    stopSession: ({ sessionId }) => {
      const recording = recordings.list().find(({ id }) => id === sessionId);
      if (recording === undefined) throw new UserError("session-not-running", "The session is not running any more.");
      const launch = recordings.launchOf(recording);
      if (launch !== undefined) launch.stopRequested = true;
      else recording.stopRequested = true;
      stopProcesses(() => (recording.state.isEnded ? [] : sampler.members(recording)), log);
      return null;
    },
  };
}

function sessionHandlers(
  services: Services,
): Part<"listSessions" | "renameSession" | "setTags" | "deleteSession" | "querySeries" | "tableCsv" | "exportSession"> {
  const { source, announcer } = services;
  return {
    listSessions: (filter) => source.list(filter),
    renameSession: async ({ sessionId, label }) => {
      const summary = await source.rename(sessionId, label);
      announcer.touch(sessionId);
      return summary;
    },
    setTags: async ({ sessionId, tags }) => {
      const summary = await source.setTags(sessionId, tags);
      announcer.touch(sessionId);
      return summary;
    },
    deleteSession: async ({ sessionId }) => {
      await source.delete(sessionId);
      announcer.touch(sessionId);
      return null;
    },
    querySeries: async ({ sessionId, queries }) => {
      const { tables } = await source.get(sessionId);
      await preparePictures(tables, queries);
      return queries.map((query) => queryTable(tables, query));
    },
    tableCsv: async ({ sessionId, table, columns }) => {
      const found = (await source.get(sessionId)).tables.get(table);
      if (found === undefined) throw new UserError("unknown-table", `The session has no table "${table}".`);
      return { csv: tableCsv(found, columns) };
    },
    exportSession: async (request, _controller, work) => ({ files: await exportSessions(request, services, work) }),
  };
}

/** Reports show what was recorded up to now; drawing them needs Vega, which is loaded for the first one. */
function reportHandlers(services: Services): Part<"createReport" | "reportPage"> {
  const { source, now, reports } = services;
  return {
    createReport: async ({ sessionId, subject, format, path }) => {
      const report = await reportOf(services, subject ?? { kind: "session", sessionId: sessionId ?? "" }, format);
      await writeTextFile(path, [report], "report");
      return { file: path };
    },
    reportPage: async ({ sessionId }) => {
      const session = await source.get(sessionId);
      return (await reports()).createReportPage(session, now());
    },
  };
}

function viewHandlers({ source, log, now }: Services): Part<"getSession" | "openView" | "closeView"> {
  const viewsOf = new WeakMap<Controller, Views>();
  const views = (controller: Controller): Views => {
    let found = viewsOf.get(controller);
    if (found === undefined) {
      found = new Views(source, (update) => controller.notify("viewDidChange", update), log, now);
      viewsOf.set(controller, found);
      controller.onClose(() => found?.dispose());
    }
    return found;
  };
  return {
    getSession: async ({ sessionId }, controller) => views(controller).detail(await source.get(sessionId)),
    openView: (request, controller) => views(controller).open(request),
    closeView: ({ viewId }, controller) => {
      views(controller).close(viewId);
      return null;
    },
  };
}
