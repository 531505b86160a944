/** Runs the compiled parts of a mapping on one record after the other. */
import type { z } from 'zod';
import { problem } from '../messages/make.ts';
import { furtherProblems } from '../model/further-problems.ts';
import type { JsonObject } from '../model/json.ts';
import type { Trace } from '../model/mapping-facts.ts';
import type { Problem } from '../model/outcome.ts';
import {
  type Excluded,
  externalKey,
  type Mapped,
  type MapResult,
  type Quarantined,
  type SourceRecord,
} from '../model/record.ts';
import type { Gates } from './exclusions-and-checks.ts';
import type { FillFields } from './fields.ts';
import type { ReadIdentities } from './identities.ts';
import { type Frame, type Journal, newJournal } from './journal.ts';
import type { ReadKey } from './key.ts';
import type { FillList } from './lists.ts';
import { brokenContract, clearReferences, tooDeep } from './target/contract.ts';
import type { TargetEntity } from './target/contracts.ts';
import type { Growing } from './values.ts';

/** A mapping whose every part has been compiled. Nothing of it changes while records are mapped. */
export interface Parts extends Gates {
  readonly target: TargetEntity;
  readonly schema: z.ZodObject;
  readonly key: ReadKey;
  readonly fields: FillFields;
  readonly lists: readonly { readonly name: string; readonly fill: FillList }[];
  readonly identities: ReadIdentities;
  readonly match: readonly (readonly string[])[];
}

/** The mapping as a function. It never throws: a record that a fault of ours breaks on is quarantined under `mapping-fault`. */
export function recordMapper(parts: Parts): (record: SourceRecord, system: string) => MapResult {
  return (record, system) => {
    try {
      return mapRecord(parts, { record, system, journal: newJournal() }).result;
    } catch {
      // The error's own words may quote the record, so they stay out.
      return quarantined(record, [problem({ code: 'mapping-fault', path: '' })]);
    }
  };
}

/** The same for reports: with the values that its tables were asked for. */
export function recordTracer(parts: Parts): (record: SourceRecord, system: string) => Trace {
  return (record, system) => {
    const journal = newJournal([]);
    try {
      const { result, fields } = mapRecord(parts, { record, system, journal });
      const made = result.kind === 'mapped' ? fields : madeAlone(parts, record);
      return { result, fields, seen: journal.seen ?? [], made };
    } catch {
      const fault = problem({ code: 'mapping-fault', path: '' });
      return { result: quarantined(record, [fault]), fields: {}, seen: journal.seen ?? [], made: {} };
    }
  };
}

/** Runs every rule of `fields`, also of a record whose source or exclusions end it before. */
function madeAlone(parts: Parts, record: SourceRecord): JsonObject {
  const made: Growing = {};
  if (tooDeep(record.data) === null)
    parts.fields(made, { data: record.data, record: record.data, at: [], journal: newJournal() });
  return made;
}

/** One record, the source it was read from, and what rules note about it. */
interface Mapping {
  readonly record: SourceRecord;
  readonly system: string;
  readonly journal: Journal;
}

/**
 * The steps of one record, each of which may end it: what its source reports of it, exclusions, its key, its fields, the
 * contract, the checks. The fields are as far as they came, also when the record is quarantined.
 */
function mapRecord(parts: Parts, mapping: Mapping): Pick<Trace, 'result' | 'fields'> {
  const { record, system, journal } = mapping;
  const known = record.problem ?? tooDeep(record.data);
  if (known !== undefined && known !== null) return { result: quarantined(record, [known]), fields: {} };
  const frame: Frame = { data: record.data, record: record.data, at: [], journal };
  const left = exclusionOf(parts, record, frame);
  if (left !== null) return { result: left, fields: {} };
  const key = parts.key(frame);
  if (key.trouble !== null) journal.problems.unshift(problem({ ...key.trouble, path: 'key' }));
  const fields = fillFields(parts, frame, { system, key: key.text });
  const identities = parts.identities(frame);
  const refused = [...journal.problems, ...brokenContract(parts.schema, fields, journal.problems)];
  clearReferences(fields, journal.references);
  if (refused.length > 0) return { result: quarantined(record, refused, journal), fields };
  // Checks compare fields: with one of them missing they would only say so once more.
  const broken = brokenChecks(parts, fields, record.data);
  const fatal = broken.filter(({ onBroken }) => onBroken === 'quarantine');
  if (fatal.length > 0)
    return {
      result: quarantined(
        record,
        fatal.map((each) => each.problem),
        journal,
      ),
      fields,
    };
  const warnings = broken.map(({ problem: warning }) => warning);
  return { result: mapped(parts, mapping, { key: key.text, fields, identities, warnings }), fields };
}

function mapped(
  { target, match }: Parts,
  { record, system, journal }: Mapping,
  made: Pick<Mapped, 'fields' | 'identities' | 'warnings'> & { readonly key: string },
): Mapped {
  return {
    kind: 'mapped',
    key: record.key,
    externalKey: externalKey(system, target.entity, made.key),
    ...(record.version === undefined ? {} : { version: record.version }),
    fields: made.fields,
    references: journal.references,
    assets: journal.assets,
    identities: made.identities,
    match,
    losses: journal.losses,
    warnings: made.warnings,
    ...(journal.unknown.length > 0 && { unknown: journal.unknown }),
  };
}

/** In the order of the file. */
function brokenChecks({ checks }: Parts, fields: JsonObject, record: JsonObject) {
  return checks.flatMap(({ broken, onBroken }) => {
    const problem = broken(fields, record);
    return problem === null ? [] : [{ problem, onBroken }];
  });
}

/** The first exclusion that holds, or a quarantine because its condition can't be evaluated; null when none holds. */
function exclusionOf({ exclusions }: Parts, record: SourceRecord, frame: Frame): Excluded | Quarantined | null {
  for (const { because, holds } of exclusions) {
    const left = holds(frame);
    if (left === null) {
      const params = { of: 'exclusion', because } as const;
      return quarantined(record, [problem({ code: 'when-failed', path: '', params })]);
    }
    if (left) return { kind: 'excluded', key: record.key, rule: because };
  }
  return null;
}

function fillFields(parts: Parts, frame: Frame, owner: { system: string; key: string }): Growing {
  const fields: Growing = {};
  parts.fields(fields, frame);
  for (const { name, fill } of parts.lists) {
    fields[name] = fill(frame, owner);
  }
  return fields;
}

/** Items of lists that fail alike are one problem; of `problems` there is at least one. */
function quarantined(record: SourceRecord, problems: readonly Problem[], journal?: Journal): Quarantined {
  const unknown = journal === undefined || journal.unknown.length === 0 ? {} : { unknown: journal.unknown };
  const [main = problem({ code: 'mapping-fault', path: '' }), ...others] = problems;
  return { kind: 'quarantined', key: record.key, ...furtherProblems(main, others), ...unknown };
}
