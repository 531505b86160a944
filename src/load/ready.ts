/** Makes placed records ready to write: assets re-hosted, references resolved, placeholders made. */

import type { LaneDeps } from '../extract/lane-deps.ts';
import type { DeferredRow } from '../ledger/batches/rows.ts';
import { problem } from '../messages/make.ts';
import { type JsonObject, showPath } from '../model/json.ts';
import type { Loss, Problem } from '../model/outcome.ts';
import type { Reference } from '../model/record.ts';
import { placeAssets } from './assets.ts';
import { makePlaceholders } from './placeholders.ts';
import type { Delivery, Ended, Placed, Ready } from './record-progress.ts';
import { type Answers, placeReferences, referenceLoss, resolveAll } from './references.ts';
import { rehostAssets } from './rehost.ts';

/** One entry per placed record, in order: ready to be compared, or set aside for a reference. */
export interface Prepared {
  readonly records: readonly (Ready | Ended)[];
  /** Placeholders written on the way. */
  readonly placeholders: readonly Delivery[];
}

/** Reads from source, target and ledger; the only effects are assets and placeholders, both safe to repeat. */
export async function makeReady(deps: LaneDeps, batch: string, placed: readonly Placed[]): Promise<Prepared> {
  const hosted = await rehostAssets(
    deps,
    placed.flatMap(({ mapped }) => mapped.assets),
  );
  const references = placed.flatMap(({ mapped }) => mapped.references);
  const resolved = await resolveAll(deps, references);
  deps.heartbeat();
  const { answers, deliveries } = await makePlaceholders(deps, batch, { references, answers: resolved });
  const records = placed.map((record) => {
    const { fields, losses } = placeAssets(record.mapped.fields, record.mapped.assets, hosted);
    return readyRecord(record, { fields, losses, answers });
  });
  return { records, placeholders: deliveries };
}

interface Known {
  /** With assets in place. */
  readonly fields: JsonObject;
  readonly losses: readonly Loss[];
  readonly answers: Answers;
}

/** One record with everything known about what it points at. */
function readyRecord(record: Placed, known: Known): Ready | Ended {
  const { references, losses, warnings } = record.mapped;
  const { fields, open, problem: misplaced } = placeReferences({ ...known, references });
  const fatal = misplaced ?? mustNotMiss(open);
  if (fatal !== undefined) {
    const { sourceKey, line, superseded } = record;
    return { sourceKey, line, superseded, kind: 'quarantined', problem: fatal };
  }
  const missed = open.filter(({ missing }) => missing !== 'defer');
  return {
    ...record,
    fields,
    losses: [...losses, ...warnings, ...known.losses, ...missed.map((one) => referenceLoss('reference-missing', one))],
    deferred: deferredFields(record, known.fields, open),
  };
}

/** The first reference without which the record must not cross. */
function mustNotMiss(open: readonly Reference[]): Problem | undefined {
  const first = open.find(({ missing }) => missing === 'quarantine');
  if (first === undefined) return undefined;
  return problem({ code: 'reference-missing', path: showPath(first.path), params: { entity: first.entity } });
}

/** A field waits as a whole, so that the second pass can write it whole. */
function deferredFields(record: Placed, fields: JsonObject, open: readonly Reference[]): DeferredRow[] {
  const waiting = new Set(open.filter(({ missing }) => missing === 'defer').map(({ path }) => String(path[0])));
  return [...waiting].map((field) => ({
    sourceKey: record.sourceKey,
    externalKey: record.externalKey,
    field,
    value: fields[field] ?? null,
    references: record.mapped.references.filter(({ path }) => path[0] === field),
  }));
}
