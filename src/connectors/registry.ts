/** The list of connectors: the options each takes in `ferry.yaml`, and its factory. Adding one is a line here. */
import type { z } from 'zod';
import type { Secret } from '../model/secret.ts';
import { consoleOptions, consoleTarget } from './console.ts';
import { csvOptions, csvSource } from './csv.ts';
import type { RateLimitOf } from './http/rate-limit.ts';
import { markdownOptions, markdownSource } from './markdown.ts';
import type { Source, Target } from './port.ts';
import { requestTrackerOptions, requestTrackerSource } from './request-tracker.ts';

/** What every connector is given beside its options. `src/project/connect.ts` makes it. */
export interface ConnectorDeps {
  /** Folder of the configuration file: relative paths in options start here. */
  readonly baseDir: string;
  /** Private scratch folder of this connector; may be wiped between runs. */
  readonly workDir: string;
  /** Resolves `env:NAME` or `file:path`, anew each time, so that a changed token is used without a restart. */
  readonly secret: (reference: string) => Secret;
  /** The rate limit of a system by its address, shared by all that call it; left out: the connector has one of its own. */
  readonly rateLimit?: RateLimitOf;
}

/** One kind of connector. `options` is strict and includes the `kind`; `create` takes what it parsed and does no I/O. */
export interface ConnectorKind<Made> {
  readonly options: z.ZodObject;
  /** Its records hold nothing but texts: a rule that copies one into a number or a list is refused before any is read. */
  readonly textual?: true;
  create(name: string, options: unknown, deps: ConnectorDeps): Made;
}

/** By the `kind:` of a source in ferry.yaml. `create` throws ZodError for options that its schema doesn't take. */
export const SOURCES: Readonly<Record<string, ConnectorKind<Source>>> = {
  csv: { ...connector(csvOptions, (_name, options, deps) => csvSource(options, deps)), textual: true },
  markdown: connector(markdownOptions, (_name, options, deps) => markdownSource(options, deps)),
  'request-tracker': connector(requestTrackerOptions, (_name, options, deps) => requestTrackerSource(options, deps)),
};

/** By the `kind:` of the target, otherwise as `SOURCES`. */
export const TARGETS: Readonly<Record<string, ConnectorKind<Target>>> = {
  console: connector(consoleOptions, (_name, options, deps) => consoleTarget(options, deps)),
};

/** Pairs a schema with the factory that takes its output, so that the list can hold connectors of different options. */
function connector<Options extends z.ZodObject, Made>(
  options: Options,
  make: (name: string, options: z.output<Options>, deps: ConnectorDeps) => Made,
): ConnectorKind<Made> {
  return { options, create: (name, given, deps) => make(name, options.parse(given), deps) };
}
