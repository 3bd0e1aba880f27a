BEGIN TRANSACTION;
CREATE TABLE alerts (
    number INTEGER PRIMARY KEY, session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, time REAL NOT NULL,
    rule TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, value REAL
  , alert_id TEXT, kind TEXT, subject TEXT, end_time REAL, is_quiet INTEGER NOT NULL DEFAULT 0);
INSERT INTO "alerts" VALUES(1,1,5.5,'hot','notice','It is hot.',91.0,'hot#1','threshold',NULL,9.5,1);
CREATE TABLE baselines (
    number INTEGER PRIMARY KEY, session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, name TEXT NOT NULL,
    created_time REAL NOT NULL
  );
INSERT INTO "baselines" VALUES(1,1,'A first session',1700000100.0);
CREATE TABLE components (
    session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, position INTEGER NOT NULL, name TEXT NOT NULL,
    parent TEXT, count INTEGER NOT NULL, total_seconds REAL NOT NULL, min_seconds REAL, max_seconds REAL, source_file TEXT,
    source_line INTEGER, PRIMARY KEY (session_number, position)
  ) WITHOUT ROWID;
INSERT INTO "components" VALUES(1,0,'Evaluate',NULL,200,3.5,0.01,0.05,'ga.py',7);
INSERT INTO "components" VALUES(1,1,'Load','Evaluate',1,0.25,NULL,NULL,NULL,NULL);
CREATE TABLE convergence (
    run_number INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, position INTEGER NOT NULL, iteration REAL, evaluations REAL,
    time REAL, best REAL, PRIMARY KEY (run_number, position)
  ) WITHOUT ROWID;
INSERT INTO "convergence" VALUES(1,0,1.0,50.0,1.70000000002078318597e+09,97.0);
INSERT INTO "convergence" VALUES(1,1,4.0,200.0,1.70000000008002328868e+09,94.09);
INSERT INTO "convergence" VALUES(1,2,5.0,250.0,1.700000000100933075e+09,94.09);
INSERT INTO "convergence" VALUES(2,0,1.0,50.0,1.70000000002067470548e+09,97.0);
INSERT INTO "convergence" VALUES(2,1,5.0,250.0,1.70000000010089969632e+09,97.0);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('schema_version','2');
CREATE TABLE notes (
    session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, position INTEGER NOT NULL, time REAL NOT NULL,
    level TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (session_number, position)
  ) WITHOUT ROWID;
INSERT INTO "notes" VALUES(1,0,1700000004.0,'warning','Früh angehalten, "so" – 東京');
CREATE TABLE resource_summaries (
    session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, metric TEXT NOT NULL, labels TEXT NOT NULL,
    unit TEXT, count INTEGER NOT NULL, min REAL, mean REAL, max REAL, p95 REAL, last REAL,
    PRIMARY KEY (session_number, metric, labels)
  ) WITHOUT ROWID;
INSERT INTO "resource_summaries" VALUES(1,'process_count','',NULL,3,3.0,3.0,3.0,3.0,3.0);
INSERT INTO "resource_summaries" VALUES(1,'process_cpu_percent','','%',2,19.2,57.1,95.0,95.0,95.0);
INSERT INTO "resource_summaries" VALUES(1,'process_memory_rss_bytes','','B',3,100004096.0,1.00005461333333328362e+08,100008192.0,100008192.0,100008192.0);
INSERT INTO "resource_summaries" VALUES(1,'system_cpu_percent','','%',3,13.5,3.313333333333333286e+01,50.8,50.8,50.8);
INSERT INTO "resource_summaries" VALUES(1,'system_memory_percent','','%',3,25.1,2.52000000000000028426e+01,25.3,25.3,25.2);
INSERT INTO "resource_summaries" VALUES(1,'system_memory_used_bytes','','B',3,4000909312.0,4.00259413333333349208e+09,4003964928.0,4003964928.0,4002908160.0);
CREATE TABLE runs (
    number INTEGER PRIMARY KEY, session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
    run_id TEXT NOT NULL, algorithm TEXT NOT NULL, parent TEXT, library TEXT, problem TEXT, dimension REAL, direction TEXT,
    budget REAL, target REAL, seed, population_size REAL, parameters TEXT, status TEXT NOT NULL, converged INTEGER,
    termination TEXT, message TEXT, solution TEXT, start_time REAL NOT NULL, end_time REAL,
    iteration_count INTEGER NOT NULL, last_iteration REAL, best REAL, evaluations REAL
  );
INSERT INTO "runs" VALUES(1,1,'r1','GA',NULL,NULL,'tour',10.0,'minimize',5000.0,'-Infinity',1,50.0,'{"mutation":0.1,"crossover":"two-point"}','completed',1,'tolerance',NULL,'[1,2,3]',1700000000.0,1700000050.0,5,5.0,94.09,250.0);
INSERT INTO "runs" VALUES(2,1,'r2','PSO',NULL,NULL,'tour',10.0,'minimize',5000.0,'-Infinity',2,50.0,'{"mutation":0.1,"crossover":"two-point"}','completed',1,'tolerance',NULL,'[1,2,3]',1700000000.0,1700000050.0,5,5.0,97.0,250.0);
CREATE TABLE sessions (
    number INTEGER PRIMARY KEY, session_id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, status TEXT NOT NULL,
    kind TEXT NOT NULL, start_time REAL NOT NULL, end_time REAL, exit_code INTEGER, signal TEXT, reason TEXT, command TEXT,
    cwd TEXT, pid INTEGER, algorithms TEXT NOT NULL, problem TEXT, run_count INTEGER NOT NULL,
    iteration_count INTEGER NOT NULL, evaluations REAL, best REAL, direction TEXT, dropped INTEGER NOT NULL,
    peak_rss_bytes REAL, mean_cpu_percent REAL, host TEXT NOT NULL, platform TEXT, cpu_model TEXT, core_count INTEGER,
    memory_bytes REAL, gpus TEXT, is_edited INTEGER NOT NULL DEFAULT 0, search_text TEXT NOT NULL
  );
INSERT INTO "sessions" VALUES(1,'first','Renamed','completed','task',1700000000.0,1700000060.0,0,NULL,NULL,'python ga.py','/home/user',41,'["GA","PSO"]','tour',2,10,500.0,94.09,'minimize',3,100008192.0,3.313333333333333286e+01,'workstation','linux x64','Test CPU',4,16000000000.0,'["GPU 0"]',1,'renamed
ga
pso
tour
kept');
CREATE TABLE tags (
    session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, position INTEGER NOT NULL, tag TEXT NOT NULL,
    PRIMARY KEY (session_number, position)
  ) WITHOUT ROWID;
INSERT INTO "tags" VALUES(1,0,'kept');
CREATE INDEX sessions_by_start ON sessions (start_time DESC, session_id);
CREATE INDEX runs_by_session ON runs (session_number);
CREATE INDEX runs_by_problem ON runs (problem, algorithm);
CREATE INDEX alerts_by_session ON alerts (session_number);
CREATE INDEX baselines_by_session ON baselines (session_number);
COMMIT;
