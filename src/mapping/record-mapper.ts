/** The compiled parts of a mapping put to work on one record after the other. */
import type { z } from 'zod';
import type { Entity } from '../model/entity.ts';
import type { Problem } from '../model/outcome.ts';
import {
  type Excluded,
  externalKey,
  type Mapped,
  type MapResult,
  type Quarantined,
  type SourceRecord,
} from '../model/record.ts';
import { brokenContract, clearReferences, tooDeep } from './contract.ts';
import type { FillFields } from './fields.ts';
import type { Gates } from './gates.ts';
import type { ReadIdentities } from './identities.ts';
import { type Frame, newJournal } from './journal.ts';
import type { ReadKey } from './key.ts';
import type { FillList } from './lists.ts';
import type { Growing } from './values.ts';

export interface Parts extends Gates {
  readonly entity: Entity;
  readonly contract: z.ZodObject;
  readonly key: ReadKey;
  readonly fields: FillFields;
  readonly lists: readonly { readonly name: string; readonly fill: FillList }[];
  readonly identities: ReadIdentities;
  readonly match: readonly (readonly string[])[];
}

/** The mapping as a function. It never throws: a fault of ours is set aside with the record under `mapping-fault`. */
export function recordMapper(parts: Parts): (record: SourceRecord, system: string) => MapResult {
  return (record, system) => {
    try {
      return mapRecord(parts, record, system);
    } catch {
      // The error's own words may quote the record, so they stay out.
      return quarantined(record, { code: 'mapping-fault', path: '', message: 'the mapping broke on this record' });
    }
  };
}

function mapRecord(parts: Parts, record: SourceRecord, system: string): MapResult {
  const known = record.problem ?? tooDeep(record.data);
  if (known !== undefined && known !== null) return quarantined(record, known);
  const journal = newJournal();
  const frame: Frame = { data: record.data, record: record.data, at: [], journal };
  const left = exclusionOf(parts, record, frame);
  if (left !== null) return left;
  const key = parts.key(frame);
  if (key.trouble !== null) return quarantined(record, { ...key.trouble, path: 'key' });
  const fields = fillFields(parts, frame, { system, key: key.text });
  const identities = parts.identities(frame);
  const problem = journal.problem ?? brokenContract(parts.contract, fields);
  if (problem !== null) return quarantined(record, problem);
  clearReferences(fields, journal.references);
  const warnings = parts.checks.flatMap((check) => {
    const broken = check.broken(fields);
    return broken === null ? [] : [{ broken, onBroken: check.onBroken }];
  });
  const fatal = warnings.find(({ onBroken }) => onBroken === 'quarantine');
  if (fatal !== undefined) return quarantined(record, fatal.broken);
  return {
    kind: 'mapped',
    key: record.key,
    externalKey: externalKey(system, parts.entity, key.text),
    ...(record.version === undefined ? {} : { version: record.version }),
    fields,
    references: journal.references,
    assets: journal.assets,
    identities,
    match: parts.match,
    losses: journal.losses,
    warnings: warnings.map(({ broken }) => broken),
  } satisfies Mapped;
}

function exclusionOf({ exclusions }: Parts, record: SourceRecord, frame: Frame): Excluded | Quarantined | null {
  for (const { because, holds } of exclusions) {
    const left = holds(frame);
    if (left === null) {
      return quarantined(record, {
        code: 'when-failed',
        path: '',
        message: `the exclusion "${because}" fails on this record`,
      });
    }
    if (left) return { kind: 'excluded', key: record.key, rule: because };
  }
  return null;
}

function fillFields(parts: Parts, frame: Frame, owner: { system: string; key: string }): Growing {
  const fields: Growing = {};
  parts.fields(fields, frame);
  for (const { name, fill } of parts.lists) {
    if (frame.journal.problem !== null) break;
    fields[name] = fill(frame, owner);
  }
  return fields;
}

function quarantined(record: SourceRecord, problem: Problem): Quarantined {
  return { kind: 'quarantined', key: record.key, problem };
}
