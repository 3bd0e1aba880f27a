import { join } from "node:path";
import { engineAddresses, type EngineAddresses } from "../base/addresses";
import { SteadyClock } from "../base/clock";
import { DisposableStore, toDisposable } from "../base/disposable";
import { Emitter } from "../base/event";
import { historyFolderIn } from "../base/insideFolder";
import type { Log } from "../base/log";
import { HistoryStore } from "../history/historyStore";
import { listenOnLoopback, listenOnSocket, type IngestEndpoint } from "../ingest/listener";
import type { ClientReceiver } from "../ingest/receiver";
import type { EngineFacts } from "../protocol/rpc";
import { RPC_VERSION } from "../protocol/rpc";
import type { MachineFacts } from "../protocol/session";
import type { Settings } from "../protocol/settings";
import { createGpuSampler, type GpuSampler } from "../sampling/gpuSampler";
import { readMachineFacts } from "../sampling/machineFacts";
import { createProcessTable } from "../sampling/processTable";
import { ProcessTreeSampler } from "../sampling/processTreeSampler";
import { createSystemSampler } from "../sampling/systemSampler";
import { judgeEndedSessions } from "./analysisHandlers";
import { Announcer } from "./announcer";
import { ApiHost } from "./apiHost";
import { createApiSource, type ApiParts } from "./apiSource";
import { claimWorkspace, securePrivateFolder } from "./claim";
import { createAlerting } from "./createAlerting";
import { createCare } from "./createCare";
import { createReceiver } from "./clientAnswers";
import { ControlServer, type RequestHandlers } from "./controlServer";
import { closeJournals, hasWork, type Parts } from "./engineParts";
import { keepFindable, removeFacts, writeFacts } from "./findable";
import { readGitFacts } from "./gitFacts";
import { createHandlers, type Services } from "./handlers";
import type { HistoryCare } from "./historyCare";
import { Lifetime } from "./lifetime";
import { OtlpHost } from "./otlpHost";
import { Recordings } from "./recordings";
import { loadReportBundle } from "./reportBundle";
import { SessionReports } from "./sessionReports";
import { SessionSampler } from "./sessionSampler";
import { SessionSource } from "./sessionSource";
import { startTicking } from "./ticking";
import { Warnings } from "./warnings";

/** What an engine is started with. */
export interface EngineOptions {
  readonly workspace: string;
  readonly version: string;
  readonly settings: Settings;
  readonly log: Log;
  /** Seconds that an engine which nobody needs waits before it leaves. */
  readonly lingerSeconds?: number;
}

/**
 * The engine of one workspace folder: sockets, recordings, samplers, history. `start` gives undefined when another
 * engine already serves the folder.
 */
export class Engine {
  private readonly owned = new DisposableStore();
  private readonly left = new Emitter<void>();
  private readonly clock = new SteadyClock();
  private settings: Settings;
  private control: ControlServer | undefined;
  private ingest: IngestEndpoint | undefined;
  private otlp: OtlpHost | undefined;
  private isClosing = false;

  /** Fires when the engine has nothing more to do. */
  readonly onDidLeave = this.left.event;

  private constructor(
    private readonly options: EngineOptions,
    private readonly addresses: EngineAddresses,
    private readonly history: HistoryStore,
    private readonly gpu: GpuSampler,
    private readonly machine: MachineFacts,
    private readonly warnings: Warnings,
  ) {
    this.settings = options.settings;
  }

  static async start(options: EngineOptions): Promise<Engine | undefined> {
    const addresses = engineAddresses(options.workspace);
    securePrivateFolder(addresses.folder);
    let engine: Engine | undefined;
    const claimed = await claimWorkspace(addresses, async () => {
      engine = await Engine.open(options, addresses);
    });
    return claimed ? engine : undefined;
  }

  private static async open(options: EngineOptions, addresses: EngineAddresses): Promise<Engine> {
    const { log } = options;
    const warnings = new Warnings(log);
    const onWarning = (message: string): void => warnings.add(message);
    const gpu = createGpuSampler({ log, onWarning });
    const [history, machine] = await Promise.all([
      HistoryStore.open({ folder: historyFolderOf(options), log, onWarning }),
      readMachineFacts({ log }),
    ]);
    const engine = new Engine(options, addresses, history, gpu, machine, warnings);
    await engine.listen();
    return engine;
  }

  get facts(): EngineFacts {
    const { ingest, options } = this;
    return {
      rpcVersion: RPC_VERSION,
      version: options.version,
      pid: process.pid,
      workspace: options.workspace,
      endpoint: ingest?.endpoint ?? "",
      historyFolder: historyFolderOf(options),
      ...(ingest?.token === undefined ? {} : { token: ingest.token }),
    };
  }

  /** Ends the engine; running sessions stay in their journals and are taken up by the next engine. */
  async close(): Promise<void> {
    if (this.isClosing) return;
    this.isClosing = true;
    // Before anyone can start another engine, whose facts they would be.
    removeFacts(this.addresses, this.options.log);
    const exported = this.otlp?.finish();
    this.owned.dispose();
    await this.history.close();
    await exported;
    this.left.fire();
  }

  private async listen(): Promise<void> {
    const parts = this.assemble();
    const { recordings } = parts;
    this.owned.add(recordings.onDidEnd(({ state }) => parts.sessionReports.take(state)));
    await recordings.recover();
    const receiver = createReceiver({ recordings, reports: loadReportBundle, now: this.clock.now });
    this.ingest = this.owned.add(await this.listenForClients(receiver));
    const lifetime = this.owned.add(this.createLifetime(parts));
    const outlets = this.createOutlets(parts, receiver);
    this.otlp = outlets.otlp;
    const handlers = createHandlers({
      ...parts,
      ...outlets,
      care: this.createCare(parts),
      facts: () => this.facts,
      warnings: this.warnings,
      gpu: this.gpu,
      log: this.options.log,
      now: this.clock.now,
      queries: () => this.history.analysis,
      reports: loadReportBundle,
      settings: () => this.settings,
      configure: (settings) => {
        this.settings = settings;
        parts.sampler.configure(settings);
        parts.alerting.configure();
        outlets.otlp.configure(settings);
      },
      greet: (kind) => (kind === "editor" ? lifetime.calm() : undefined),
      leave: () => {
        lifetime.hurry();
        return !hasWork(parts) && (this.control?.count ?? 0) <= 1;
      },
    });
    const review = (): void => lifetime.review();
    this.control = await this.listenForControllers(handlers, review, this.ingest);
    this.owned.add(recordings.onDidChange(review));
    this.owned.add(recordings.onDidEnd(review));
    this.owned.add(parts.sessionReports.onDidSettle(review));
    // Launches that never became a session end without a word.
    const settled = (): void => {
      if (parts.recordings.isIdle) this.clock.settle();
      if (!this.isClosing) review();
    };
    this.owned.add(startTicking({ ...parts, log: this.options.log }, settled));
  }

  /** Puts together what records; nothing can be heard from outside yet. */
  private assemble(): Parts {
    const { log } = this.options;
    const { now } = this.clock;
    const onWarning = (message: string): void => this.warnings.add(message);
    const processes = createProcessTable({ log });
    const recordings = new Recordings({
      liveFolder: join(historyFolderOf(this.options), "live"),
      processes,
      machine: () => this.machineFacts(),
      workspace: this.options.workspace,
      readGit: readGitFacts,
      settings: () => this.settings,
      save: (session) => this.history.save(session),
      log,
      onWarning,
      now,
      follow: (time) => this.clock.follow(time),
    });
    this.owned.add(toDisposable(() => closeJournals(recordings)));
    const source = new SessionSource(recordings, this.history, now);
    this.owned.add(judgeEndedSessions({ recordings, history: this.history, log }));
    const { channels, alerting } = this.createAlerting(recordings);
    const announcer = this.owned.add(new Announcer(() => this.control, recordings, source, now));
    this.owned.add(this.gpu);
    const samplers = {
      system: createSystemSampler({ log }),
      processes: new ProcessTreeSampler(processes),
      gpu: this.gpu,
    };
    const sampler = this.owned.add(
      new SessionSampler(recordings, samplers, { settings: this.settings, log, onWarning, now }, () => {
        for (const { state } of recordings.list()) state.describeMachine(this.machineFacts());
        announcer.tellReadouts();
      }),
    );
    const sessionReports = new SessionReports({
      workspace: this.options.workspace,
      settings: () => this.settings,
      reports: loadReportBundle,
      log,
      onWarning,
      now,
    });
    return { recordings, source, announcer, sampler, channels, alerting, sessionReports };
  }

  private createCare(parts: Parts): HistoryCare {
    const { history, options, clock } = this;
    const tell = (message: string): void => this.warnings.add(message);
    const services = { history, tell, settings: () => this.settings, log: options.log, now: clock.now };
    return createCare(parts, services, this.owned);
  }

  /** Through what others read the engine. */
  private createOutlets(
    parts: Pick<ApiParts, "recordings" | "source" | "announcer">,
    receiver: ClientReceiver,
  ): Pick<Services, "api" | "otlp"> {
    const { workspace, version, log } = this.options;
    const source = createApiSource({ ...parts, workspace, version, log, now: this.clock.now });
    const onWarning = (message: string): void => this.warnings.add(message);
    const { onDidEnd } = parts.recordings;
    return {
      api: this.owned.add(new ApiHost({ source, workspace, log })),
      otlp: this.owned.add(new OtlpHost({ source, receiver, onDidEnd, log, onWarning })),
    };
  }

  private createAlerting(recordings: Recordings): Pick<Parts, "channels" | "alerting"> {
    const { channels, alerting } = createAlerting({
      ...this.options,
      recordings,
      historyFolder: historyFolderOf(this.options),
      control: () => this.control,
      settings: () => this.settings,
      queries: () => this.history.analysis,
      onWarning: (message) => this.warnings.add(message),
      now: this.clock.now,
    });
    return { channels: this.owned.add(channels), alerting: this.owned.add(alerting) };
  }

  private createLifetime(parts: Parts): Lifetime {
    const isNeeded = (): boolean => (this.control?.count ?? 0) > 0 || hasWork(parts);
    const lingerMs = this.options.lingerSeconds === undefined ? undefined : this.options.lingerSeconds * 1000;
    return new Lifetime(isNeeded, () => void this.close(), lingerMs);
  }

  private async listenForControllers(
    handlers: RequestHandlers,
    review: () => void,
    ingest: IngestEndpoint,
  ): Promise<ControlServer> {
    const { addresses, owned } = this;
    const { log } = this.options;
    const facts = (): EngineFacts => this.facts;
    // Whoever gets an answer from the control socket finds them there.
    await writeFacts(facts(), addresses);
    const control = owned.add(await ControlServer.listen(addresses.control, handlers, log, review));
    owned.add(keepFindable({ addresses, facts, control, ingest, leave: () => void this.close(), log }));
    return control;
  }

  private listenForClients(receiver: ClientReceiver): Promise<IngestEndpoint> {
    const { log } = this.options;
    const { ingest } = this.addresses;
    return ingest === undefined ? listenOnLoopback(receiver, log) : listenOnSocket(ingest, receiver, log);
  }

  private machineFacts(): MachineFacts {
    const gpus = this.settings.sampleGpu ? this.gpu.devices() : undefined;
    return gpus === undefined ? this.machine : { ...this.machine, gpus };
  }
}

/** The folder of the history: in the workspace folder unless the setting is absolute. Throws where a link leads out of it. */
export function historyFolderOf({ workspace, settings }: Pick<EngineOptions, "workspace" | "settings">): string {
  return historyFolderIn(workspace, settings.historyFolder);
}
