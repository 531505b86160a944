/** Builds connectors from a configuration. Nothing else makes connectors of what the user wrote. */
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ownRateLimit, type RateLimitOf } from '../connectors/http/rate-limit.ts';
import type { Source, Target } from '../connectors/port.ts';
import { type ConnectorDeps, type ConnectorKind, SOURCES, TARGETS } from '../connectors/registry.ts';
import { UsageError } from '../errors.ts';
import { sha256 } from '../sha256.ts';
import { type Configuration, type Connection, loadConfig } from './configuration.ts';
import { resolveSecret } from './secret.ts';

/** The systems of one configuration. Made without a call: what is wrong with them shows when they are used. */
export interface Connected {
  readonly config: Configuration;
  /** The source of this name; the same object every time. */
  source(name: string): Source;
  readonly target: Target;
}

/** What connecting needs besides the file. Work folders of connectors lie below `home`, one for each configuration. */
export interface ConnectOptions {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** The target of configurations that name none: the console that Ferry brings along. Null: there is none. */
  readonly embedded: Connection | null;
  /** What keeps each system's rate limit; left out: this process alone. */
  readonly rateLimit?: RateLimitOf;
}

/**
 * Returns a function that connects what a configuration file names. Nothing is sent yet. Repeated calls give the same
 * connectors until the file changes; limiters and caches in them are shared that way.
 */
export function connector(given: ConnectOptions): (file: string) => Promise<Connected> {
  const options = { ...given, rateLimit: given.rateLimit ?? ownRateLimit() };
  const known = new Map<string, { readonly mtime: number; readonly connected: Connected }>();
  return async (file) => {
    const mtime = await modified(file);
    const before = known.get(file);
    if (before !== undefined && before.mtime === mtime) return before.connected;
    const connected = await connect(await loadConfig(file, options.env), options);
    known.set(file, { mtime, connected });
    return connected;
  };
}

/** 0 for a file that isn't there: reading it says so better. */
async function modified(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

/** Makes the connectors of one configuration, without caching. */
export async function connect(config: Configuration, options: ConnectOptions): Promise<Connected> {
  const depsOf = (name: string) => connectorDeps(name, config, options);
  const names = Object.keys(config.sources);
  await Promise.all([...names, 'target'].map((name) => mkdir(depsOf(name).workDir, { recursive: true, mode: 0o700 })));
  const sources = new Map<string, Source>();
  for (const [name, connection] of Object.entries(config.sources)) {
    sources.set(name, make(SOURCES, name, connection, depsOf(name)));
  }
  return {
    config,
    source: (name) => sources.get(name) ?? refuse(`there is no source ${name} in ${config.file}`),
    target: make(
      TARGETS,
      'target',
      config.target ?? options.embedded ?? refuse('there is no target'),
      depsOf('target'),
    ),
  };
}

function make<Made>(
  kinds: Readonly<Record<string, ConnectorKind<Made>>>,
  name: string,
  connection: Connection,
  deps: ConnectorDeps,
): Made {
  const kind = kinds[String(connection.kind)] ?? refuse(`there is no connector ${String(connection.kind)}`);
  return kind.create(name, connection, deps);
}

function connectorDeps(name: string, config: Configuration, { home, env, rateLimit }: ConnectOptions): ConnectorDeps {
  const folder = sha256(config.file).slice(0, 12);
  return {
    baseDir: config.dir,
    workDir: path.join(home, 'work', folder, name),
    secret: (reference) => resolveSecret(reference, config.dir, env),
    ...(rateLimit && { rateLimit }),
  };
}

function refuse(message: string): never {
  throw new UsageError(message, { code: 'config-invalid', hint: 'ferry check' });
}
