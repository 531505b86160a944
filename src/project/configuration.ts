/** The user's configuration: read from ferry.yaml, checked whole, with every path made absolute. Secrets stay references. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { nearest } from '../mapping/suggest.ts';
import type { DriftPolicies } from '../model/drift.ts';
import type { Entity } from '../model/entity.ts';
import type { VanishedRule } from '../model/vanished.ts';
import { mistakesOf } from './config-mistakes.ts';
import { type ConfigDocument, type ConfigIssue, readConfigDocument } from './document.ts';
import { type ConfigInput, configJsonSchema, configSchema, type RouteInput } from './schema.ts';

/** A system to speak to, with its connector's options as that connector's schema left them. */
export type Connection = ConfigInput['sources'][string];

/** One directory that a route takes mappings from. It isn't looked into here, so it may not exist. */
export interface MappingDir {
  /** Absolute. */
  readonly dir: string;
  /** As the user wrote it, for messages. */
  readonly shown: string;
  /** The source the directory is for, when it says so. */
  readonly from: string | null;
  /** `ferry.yaml:14:9`. */
  readonly at: string;
}

/** What narrows which records of a source entity are read. */
export interface Scope {
  /** In the source's own query language. */
  readonly query: string;
  /** `ferry.yaml:14:9`. */
  readonly at: string;
}

/** What a route does about what is new at a source. */
export interface DriftRule {
  readonly policies: Partial<DriftPolicies>;
  /** `ferry.yaml:14:9`. */
  readonly at: string;
}

/** What a route does about records that vanished. */
export interface VanishedChoice extends VanishedRule {
  /** `ferry.yaml:14:9`. */
  readonly at: string;
}

/** One route with its defaults filled in. Its sources are among the configuration's. */
export interface Route {
  readonly name: string;
  /** In order of precedence. */
  readonly from: readonly string[];
  readonly mappings: readonly MappingDir[];
  /** Null: every mapping there is. */
  readonly entities: readonly Entity[] | null;
  /** By entity of the target, or by lane (`source.mapping`), which goes before. */
  readonly where: Readonly<Record<string, Scope>>;
  /** Share of records (0–1). */
  readonly quarantineLimit: number;
  /** By entity of the target, by lane, which goes before, or by `*` for all; what none names evolves. */
  readonly drift?: Readonly<Record<string, DriftRule>>;
  /** By entity of the target, by lane, which goes before, or by `*` for all; what none names is reported. */
  readonly vanished?: Readonly<Record<string, VanishedChoice>>;
  readonly batch: number;
  readonly window: number;
}

/** All of ferry.yaml. It has where secrets are, never a secret, so it may be shown and stored. */
export interface Configuration {
  /** Absolute. */
  readonly file: string;
  /** Where the configuration lies; relative paths in it start here. */
  readonly dir: string;
  readonly sources: Readonly<Record<string, Connection>>;
  /** Null: the console that Ferry brings along. */
  readonly target: Connection | null;
  readonly routes: Readonly<Record<string, Route>>;
}

/** Throws UsageError `config-missing` or `config-invalid`, the latter with every mistake and its position. */
export async function loadConfig(file: string, env: NodeJS.ProcessEnv): Promise<Configuration> {
  const absolute = path.resolve(file);
  const text = await readText(absolute, file);
  const document = readConfigDocument(file, text, env);
  const parsed = configSchema.safeParse(document.content, { reportInput: true });
  if (!parsed.success) {
    const known = [...knownWords(configJsonSchema())];
    throw document.error(parsed.error.issues.flatMap((issue) => mistakesOf(issue, known)));
  }
  return resolve(absolute, parsed.data, document);
}

async function readText(absolute: string, shown: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(absolute));
  } catch (error) {
    if (error instanceof TypeError) {
      throw new UsageError(`${shown} is not UTF-8`, { code: 'config-invalid', at: shown, hint: 'save it as UTF-8' });
    }
    const hint = 'ferry init writes one here; --config FILE names another';
    throw new UsageError(`there is no readable ${shown}`, { code: 'config-missing', at: shown, hint, cause: error });
  }
}

function knownWords(schema: unknown): Set<string> {
  if (typeof schema !== 'object' || schema === null) return new Set();
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return new Set([...own, ...Object.values(schema).flatMap((part) => [...knownWords(part)])]);
}

function resolve(file: string, input: ConfigInput, document: ConfigDocument): Configuration {
  const dir = path.dirname(file);
  const names = Object.keys(input.sources);
  const unknown = Object.entries(input.routes).flatMap(([name, route]) => unknownSources(name, route, names));
  if (unknown.length > 0) throw document.error(unknown);
  const routes = Object.entries(input.routes).map(
    ([name, route]) => [name, routeOf(name, route, { dir, document })] as const,
  );
  return { file, dir, sources: input.sources, target: input.target ?? null, routes: Object.fromEntries(routes) };
}

function unknownSources(route: string, { from, mappings }: RouteInput, names: readonly string[]): ConfigIssue[] {
  const wanted = [
    ...listOf(from),
    ...listOf(mappings).flatMap((entry) => (typeof entry === 'string' ? [] : entry.from)),
  ];
  return wanted
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = nearest(name, names);
      const known = near === null ? `sources are: ${names.join(', ')}` : `did you mean ${near}?`;
      return { path: ['routes', route, 'from'], message: `there is no source ${name}; ${known}` };
    });
}

/** The file that a route stands in. */
type RouteSite = Pick<Configuration, 'dir'> & { readonly document: ConfigDocument };

function routeOf(name: string, input: RouteInput, { dir, document }: RouteSite): Route {
  const where = Object.entries(input.where).map(([of, query]): [string, Scope] => [
    of,
    { query, at: document.position(['routes', name, 'where', of]) },
  ]);
  const drift = Object.entries(input.drift).map(([of, rule]): [string, DriftRule] => [
    of,
    { policies: given(rule), at: document.position(['routes', name, 'drift', of]) },
  ]);
  return {
    name,
    from: listOf(input.from),
    mappings: listOf(input.mappings).map((entry, index) => {
      const { dir: shown, from } = typeof entry === 'string' ? { dir: entry, from: null } : entry;
      const steps = ['routes', name, 'mappings', ...(Array.isArray(input.mappings) ? [index] : [])];
      const at = document.position(typeof entry === 'string' ? steps : [...steps, 'dir']);
      return { dir: path.resolve(dir, shown), shown, from, at };
    }),
    entities: input.entities ?? null,
    where: Object.fromEntries(where),
    drift: Object.fromEntries(drift),
    quarantineLimit: Number.parseFloat(input.limits.quarantine) / 100,
    vanished: vanishedOf(name, input, document),
    batch: input.batch,
    window: input.window,
  };
}

/** One policy for all lanes is written without naming them. */
function vanishedOf(
  name: string,
  { vanished, limits }: RouteInput,
  document: ConfigDocument,
): Readonly<Record<string, VanishedChoice>> {
  const limit = Number.parseFloat(limits.vanished) / 100;
  const rules = typeof vanished === 'string' ? { '*': vanished } : vanished;
  return Object.fromEntries(
    Object.entries(rules).map(([of, policy]) => [
      of,
      {
        policy,
        limit,
        at: document.position(['routes', name, 'vanished', ...(typeof vanished === 'string' ? [] : [of])]),
      },
    ]),
  );
}

/** Kinds that the rule doesn't name are left to broader rules. */
function given(rule: RouteInput['drift'][string]): Partial<DriftPolicies> {
  return Object.fromEntries(Object.entries(rule).filter(([, policy]) => policy !== undefined));
}

function listOf<T>(one: T | readonly T[]): readonly T[] {
  return Array.isArray(one) ? one : [one as T];
}

/** The route asked for, or the only one. Throws UsageError `route-unknown`. */
export function chooseRoute(config: Configuration, asked: string | undefined): Route {
  const names = Object.keys(config.routes);
  const name = asked ?? (names.length === 1 ? names[0] : undefined);
  const route = name === undefined ? undefined : config.routes[name];
  if (route !== undefined) return route;
  const near = asked === undefined ? null : nearest(asked, names);
  const message = asked === undefined ? 'there are several routes' : `there is no route ${asked}`;
  throw new UsageError(`${message}${near === null ? '' : `; did you mean ${near}?`}`, {
    code: 'route-unknown',
    hint: `--route ${near ?? names.join(' | ')}`,
  });
}
