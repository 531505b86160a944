/** The list of connectors: what each may be told in `ferry.yaml`, and how it is made. Adding one is a line here. */
import type { z } from 'zod';
import type { Secret } from '../model/secret.ts';
import { consoleOptions, consoleTarget } from './console.ts';
import { csvOptions, csvSource } from './csv.ts';
import type { RateLimitOf } from './http/rate-limit.ts';
import { markdownOptions, markdownSource } from './markdown.ts';
import type { Source, Target } from './port.ts';
import { requestTrackerOptions, requestTrackerSource } from './request-tracker.ts';

/** What every connector is given beside its options, needed or not. `src/connect.ts` makes it. */
export interface ConnectorDeps {
  /** Folder of the configuration file: relative paths in options start here. */
  readonly baseDir: string;
  /** Private scratch folder of this connector; may be wiped between runs. */
  readonly workDir: string;
  /** The value behind `env:NAME` or `file:path`, read anew each time, so a changed token is used without a restart. */
  readonly secret: (reference: string) => Secret;
  /** The limit of a system by its address, shared with everybody who asks it; left out: the connector keeps one of its own. */
  readonly rateLimit?: RateLimitOf;
}

/** One kind of connector. `options` is strict and carries the `kind` itself; `create` takes what it parsed and does no I/O. */
export interface ConnectorKind<Made> {
  readonly options: z.ZodObject;
  create(name: string, options: unknown, deps: ConnectorDeps): Made;
}

/** By the `kind:` of a source in ferry.yaml. `create` throws ZodError for options that its schema doesn't take. */
export const SOURCES: Readonly<Record<string, ConnectorKind<Source>>> = {
  csv: connector(csvOptions, (_name, options, deps) => csvSource(options, deps)),
  markdown: connector(markdownOptions, (_name, options, deps) => markdownSource(options, deps)),
  'request-tracker': connector(requestTrackerOptions, (_name, options, deps) => requestTrackerSource(options, deps)),
};

/** By the `kind:` of the target, otherwise as `SOURCES`. */
export const TARGETS: Readonly<Record<string, ConnectorKind<Target>>> = {
  console: connector(consoleOptions, (_name, options, deps) => consoleTarget(options, deps)),
};

/** Ties a schema to the factory that takes its output, so that the list can hold them all. */
function connector<Options extends z.ZodObject, Made>(
  options: Options,
  make: (name: string, options: z.output<Options>, deps: ConnectorDeps) => Made,
): ConnectorKind<Made> {
  return { options, create: (name, given, deps) => make(name, options.parse(given), deps) };
}
