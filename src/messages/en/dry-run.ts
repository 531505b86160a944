/** English: what a plan found, and what to do about it. */
import { limitWords, typeWord } from './contract.ts';

type Place = {
  /** File and line of the mapping. */
  readonly place: string;
  readonly entity: string;
  readonly field: string;
};

type Count = {
  readonly count: number;
};

type MasterCount = Count & {
  readonly entity: string;
};

type QuarantineShare = Count & {
  readonly distinct: number;
  /** What the route allows, when it is more than that. */
  readonly percent: number | null;
} & (TopReason | { readonly [K in keyof TopReason]?: never });

/** Why most of the records are quarantined. */
type TopReason = {
  readonly code: string;
  readonly path: string;
  /** Records that have this reason. */
  readonly affected: number;
  readonly sentence: string;
};

/** `count`: records. */
type UnknownValues = Count & {
  readonly target: string;
  readonly values: number;
  /** There are more values than that. */
  readonly capped: boolean;
  readonly becomes: 'quarantine' | 'null' | 'default';
  readonly file: string;
  readonly line: number;
};

type News = {
  readonly kind: string;
  readonly field: string;
  /** Empty for a new field. */
  readonly what: string;
  /** Whether the lane would wait. */
  readonly holds: boolean;
};

/** `gone`: what it took before; left out when it had no list of words then. */
type Words = Place & ({ readonly gone: readonly string[] } | { readonly only: readonly string[] });

type Limit = Place & {
  readonly limit: string;
  readonly now: number;
  /** Null: there was none. */
  readonly before: number | null;
};

const at = ({ place, entity, field }: Place) => `${place}: ${entity} ${field}`;

function quarantined(params: QuarantineShare): string {
  const { count, distinct, percent } = params;
  const over = percent === null ? '' : `, more than the route allows (${percent} %)`;
  return `${count} of ${distinct} records would be quarantined${over}${topReason(params)}`;
}

function topReason(params: QuarantineShare): string {
  if (!('sentence' in params) || params.sentence === undefined) return '';
  const { code, path, affected, sentence } = params;
  return `; ${affected} of them because ${path === '' ? '' : `${path} `}${sentence} (${code})`;
}

function unknownValues({ target, values, capped, count, becomes }: UnknownValues): string {
  const then = {
    quarantine: 'they quarantine the record',
    null: 'they become nothing',
    default: 'they become a default',
  };
  const many = `${capped ? 'more than ' : ''}${values} ${values === 1 ? 'value' : 'values'}`;
  return `the table of ${target} doesn't list ${many} that ${count} ${count === 1 ? 'record holds' : 'records hold'}: ${then[becomes]}`;
}

type UnmappedFields = Count & {
  /** Fields by name, the first few. */
  readonly names: readonly string[];
  readonly total: number;
  /** There are more fields than that. */
  readonly capped: boolean;
};

function unmappedFields({ names, total, capped, count }: UnmappedFields): string {
  const [only] = names;
  const filled = `${count} ${count === 1 ? 'record fills' : 'records fill'}`;
  if (total === 1 && only !== undefined) return `nothing maps ${only}, which ${filled}`;
  const more = total - names.length;
  const list = `${names.join(', ')}${more > 0 ? `, … and ${more} more` : ''}`;
  return `nothing maps ${capped ? 'more than ' : ''}${total} source fields, of which ${filled} one at least: ${list}`;
}

function news({ kind, field, what, holds }: News): string {
  const named = what === '' ? field : `${field} ${JSON.stringify(what)}`;
  return `new at the source: ${kind} ${named}${holds ? ', at which the lane would wait' : ''}`;
}

const records = (count: number) => `${count} record${count === 1 ? '' : 's'}`;
const among = (keys: readonly string[]) => (keys.length === 0 ? '' : `, for example ${keys.join(', ')}`);

/** Findings by code. Kinds of loss are findings too: `loss-CODE`, said by `loss` with the sentence of the loss in it. */
export const findings = {
  'not-settled': ({ difference }: { difference: string | null }) =>
    difference ?? 'not every lane of the plan has settled',
  sampled: ({ how }: { how: string }) => `only ${how} was profiled`,
  'nothing-read': 'no record was read',
  unproven: ({ how }: { how: string }) => `nobody counted what the source has: ${how}`,
  quarantined,
  'quarantine-limit': quarantined,
  'source-empty': ({ source, entity, before }: { source: string; entity: string; before: boolean }) =>
    `${source} has no ${entity}${before ? ', and it had some before' : ''}`,
  'mapping-drift': ({ mapping }: { mapping: string }) => `${mapping} says something else than when it was locked`,
  'mapping-unlocked': ({ mapping }: { mapping: string }) => `${mapping} is not locked`,
  'field-unmapped': unmappedFields,
  'value-unknown': unknownValues,
  loss: ({ field, sentence }: { field: string; code: string; sentence: string }) => `${field}: ${sentence}`,
  'reference-cycle': ({ count }: Count) => `${count} circles of records that lead back to themselves`,
  'duplicate-content': ({ count }: Count) => `${count} groups of records differ in nothing but their keys`,
  placeholders: ({ count, entity }: MasterCount) =>
    `${count} records of ${entity} are referred to and not there: each gets a placeholder`,
  'match-ambiguous': ({ count, entity }: MasterCount) => `${count} records of ${entity} could be one of several`,
  'identity-duplicate': ({ count, entity }: MasterCount) => `${count} records of ${entity} are twice in their source`,
  'drift-field': news,
  'drift-type': news,
  'drift-value': news,
  'drift-too-many': ({ field }: { field: string | null }) =>
    field === null
      ? 'the source has more fields than are remembered: which of them are new can’t be told'
      : `${field} has more values than are remembered: which of them are new can’t be told`,
  'drift-gone': ({ field, holds }: News) =>
    `gone from the source: ${field}, which the mapping reads${holds ? '; the lane would wait' : ''}`,
  'field-absent': ({ place, field, near }: { place: string; field: string; near: string }) =>
    `${place} reads ${field}, which no record has; did you mean ${near}?`,
  'fields-absent': ({ file, total, fields }: { file: string; total: number; fields: readonly string[] }) =>
    `no record has ${fields.join(', ')}${total > fields.length ? ` and ${total - fields.length} more` : ''}, which ${file} reads if there`,
  'records-vanished': ({ count, treatment, keys }: Count & { treatment: string; keys: readonly string[] }) =>
    `${records(count)} loaded before ${count === 1 ? 'is' : 'are'} no longer in the source${treatment === 'tombstoned' ? ` and ${count === 1 ? 'is' : 'are'} tombstoned` : `; ${count === 1 ? 'it stays' : 'they stay'} in the target`}${among(keys)}`,
  'number-shared': ({ count, source, keys }: Count & { source: string; keys: readonly string[] }) =>
    `${records(count)} ${count === 1 ? 'has' : 'have'} a number that ${source} gives another record; both are loaded${among(keys)}`,
  /** In the source's own words. */
  'source-remark': ({ source, remark }: { source: string; remark: string }) => `${source}: ${remark}`,
  'example-failed': ({
    file,
    example,
    differences,
  }: {
    file: string;
    example: string;
    differences: readonly string[];
  }) => `${file}: example “${example}”: ${differences.join('; ')}`,
  'golden-failed': ({ file, count, names }: Count & { file: string; names: readonly string[] }) =>
    `${file}: ${count} golden records come out otherwise: ${names.map((name) => `“${name}”`).join(', ')}`,
  'contract-entity': ({ file, entity }: { file: string; entity: string }) => `${file}: the console takes no ${entity}`,
  'contract-field': (params: Place) => `${at(params)} is no field of the console`,
  'contract-type': ({ gone, only, ...place }: Place & { gone: readonly string[]; only: readonly string[] }) =>
    `${at(place)} no longer takes ${gone.map(typeWord).join(' or ')}; only ${only.map(typeWord).join(' or ')}`,
  'contract-enum': (params: Words) =>
    'gone' in params
      ? `${at(params)} takes no ${params.gone.join(', no ')}`
      : `${at(params)} takes only ${params.only.join(', ')}`,
  'contract-limit': ({ limit, now, before, ...place }: Limit) =>
    `${at(place)} takes ${limitWords(limit, now)}${before === null ? '' : `; it was ${limitWords(limit, before)}`}`,
  'contract-pattern': (params: Place) => `${at(params)} must match a pattern that this Ferry does not know`,
  'contract-required': (params: Place) => `${at(params)} is required by the console, and no rule fills it`,
};

/** What is said beside findings, of any code. */
export const phrases = {
  /** `names`: of a few of the others. */
  further: ({ count, names }: Count & { names: readonly string[] }) =>
    ` — and ${count} more of this kind${names.length === 0 ? '' : `: ${names.join(', ')}${names.length < count ? ', …' : ''}`}`,
};

const readAgain = 'read the source again: ferry plan';
const quarantineHint =
  'see Quarantine: fix the mapping, or leave them quarantined until it is mended: ferry quarantine retry';
const contractHint = ({ field }: Place) =>
  `change the rule for ${field}, or let the console take what it took when this Ferry was made`;
const newsHint = ({ holds }: News) => (holds ? 'map it or ignore it, or change drift: of the route' : null);

/** The next thing to type or to change, by the code and with the parameters of its finding. */
export const hints = {
  'not-settled': readAgain,
  sampled: 'plan without --sample, or approve with --despite sampled',
  'nothing-read': 'check the route and its conditions',
  quarantined: quarantineHint,
  'quarantine-limit': quarantineHint,
  'source-empty': 'if that is right, nothing is to be done; if not, look at the source and at where:',
  'mapping-drift': 'give it a new version, then: ferry mapping lock',
  'mapping-unlocked': 'ferry mapping lock',
  'field-unmapped': ({ names: [only = ''], total }: UnmappedFields) =>
    total === 1
      ? `map it, or under ignore: - { field: ${JSON.stringify(only)}, because: … }`
      : 'map them, or ignore them by the lines under Coverage',
  'value-unknown': ({ file, line }: UnknownValues) =>
    `paste the lines proposed under Observed values into ${file}:${line}`,
  loss: ({ code, field }: { code: string; field: string }) =>
    `in the mapping: accept: [{ loss: ${code}, field: ${JSON.stringify(field)}, because: …, by: … }]`,
  placeholders: 'bring them from another source, or later: ferry people match',
  'match-ambiguous': ({ entity }: MasterCount) =>
    `decide who is who: ferry ${entity === 'customer' ? 'customers' : 'people'} match`,
  'records-vanished':
    'if they are gone on purpose: vanished: of the route says what happens; if not, look at the export',
  'number-shared': 'decide which of the two is the record, and exclude the other one',
  'drift-field': newsHint,
  'drift-type': newsHint,
  'drift-value': newsHint,
  'drift-gone':
    'bring the field back at the source, or let the mapping do without it; drift: { gone: … } of the route says what else',
  'field-absent': 'correct the name if it is a slip; otherwise nothing is to be done',
  'example-failed': ({ file }: { file: string }) => `ferry mapping test ${file}`,
  'golden-failed': ({ file }: { file: string }) => `ferry mapping test ${file}`,
  'contract-entity': 'check which console `target:` leads to',
  'contract-field': contractHint,
  'contract-type': contractHint,
  'contract-enum': contractHint,
  'contract-limit': contractHint,
  'contract-pattern': contractHint,
  'contract-required': contractHint,
};
