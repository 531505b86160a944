/** ferry console: the reference console alone. Other commands start it as a child, which ends when they do. */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureTokens, startConsole } from '../console/server.ts';
import { acquireServices } from '../embedded/services.ts';
import { isFerryError } from '../errors.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { untilInterrupted } from './interrupt.ts';

export interface ConsoleCommandOptions extends CommonOptions {
  readonly port?: number;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  /** Runs into it ask for an approved plan. */
  readonly production?: boolean;
  readonly child?: boolean;
}

/**
 * Serves until it is interrupted, or as a child until its parent is gone. Throws UsageError `port-taken` for a port
 * asked for.
 */
export async function console(context: Context, options: ConsoleCommandOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const gone = options.child === true ? once(process, 'disconnect') : untilInterrupted();
  const services = await acquireServices({ home, env: childEnv(env, options), note: output.note });
  const { tokens, operateFile } = await ensureTokens(home);
  const running = await startOnPort(home, options, (port) =>
    startConsole({
      databaseUrl: services.databaseUrl,
      port,
      tokens,
      production: options.production === true,
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.allowHost === undefined ? {} : { allowHosts: options.allowHost }),
    }),
  );
  const place = { url: running.url, tokenFile: operateFile };
  if (options.child === true) process.send?.(place);
  else {
    output.say(`Console at ${place.url}   (token: ${place.tokenFile})`);
    output.give({ console: place });
  }
  await gone;
  await running.close();
  await services.release();
  return EXIT.done;
}

/** The console needs no Temporal; as a child it is handed its database. */
function childEnv(env: NodeJS.ProcessEnv, { child }: ConsoleCommandOptions): NodeJS.ProcessEnv {
  return child === true ? { ...env, TEMPORAL_ADDRESS: env.TEMPORAL_ADDRESS ?? 'not-needed' } : env;
}

/** The port asked for; else the one it had last, so that links stay good; else any. */
async function startOnPort<T extends { readonly url: string }>(
  home: string,
  { port }: ConsoleCommandOptions,
  start: (port: number) => Promise<T>,
): Promise<T> {
  if (port !== undefined) return start(port);
  const file = path.join(home, 'console.port');
  const last = Number(await readFile(file, 'utf8').catch(() => '0'));
  const started = await start(Number.isInteger(last) ? last : 0).catch((error: unknown) => {
    if (isFerryError(error) && error.code === 'port-taken') return start(0);
    throw error;
  });
  await writeFile(file, new URL(started.url).port);
  return started;
}
