/** Makes identified records ready to write: assets re-hosted, references resolved, placeholders made. */

import type { TargetLinks } from '../connectors/target-capabilities.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { DeferredRow } from '../ledger/batches/rows.ts';
import { problem } from '../messages/make.ts';
import { furtherProblems } from '../model/further-problems.ts';
import { type JsonObject, showPath } from '../model/json.ts';
import type { Loss, Problem } from '../model/outcome.ts';
import type { Reference } from '../model/reference.ts';
import { fillAssets } from './assets.ts';
import { isDeferred } from './late-references.ts';
import { makePlaceholders } from './placeholders.ts';
import { type Answers, fillReferences, referenceLoss, resolveAll, unlinkedLosses } from './references.ts';
import { rehostAssets } from './rehost.ts';
import type { Ended, Identified, Ready, WriteResult } from './step-types.ts';

/** One entry per identified record, in order: ready to be compared, or quarantined for a reference. */
export interface Prepared {
  readonly records: readonly (Ready | Ended)[];
  /** Placeholders written for it. */
  readonly placeholders: readonly WriteResult[];
}

/** Reads from source, target and ledger; the only effects are assets and placeholders, both safe to repeat. */
export async function makeReady(deps: LaneDeps, batch: string, records: readonly Identified[]): Promise<Prepared> {
  const { links } = deps.target;
  const assets = await rehostAssets(
    deps,
    records.flatMap(({ mapped }) => mapped.assets),
  );
  const references = records.flatMap(({ mapped }) => mapped.references);
  const resolved = await resolveAll(deps, references);
  deps.heartbeat();
  const { answers, results } = await makePlaceholders(deps, batch, { references, answers: resolved });
  const waits = isDeferred(deps);
  const ready = records.map((record) => {
    const { fields, losses } = fillAssets(record.mapped.fields, record.mapped.assets, { assets, links });
    return readyRecord(record, { fields, losses, answers, links, waits });
  });
  return { records: ready, placeholders: results };
}

interface Known {
  /** With assets filled in. */
  readonly fields: JsonObject;
  readonly losses: readonly Loss[];
  readonly answers: Answers;
  readonly links: TargetLinks | undefined;
  readonly waits: (reference: Reference) => boolean;
}

/** One record with everything known about what it refers to. */
function readyRecord(record: Identified, known: Known): Ready | Ended {
  const { references, losses, warnings } = record.mapped;
  const { fields, open, problems } = fillReferences({ ...known, references });
  const [fatal, ...others] = [...problems, ...indispensable(open)];
  if (fatal !== undefined) {
    const { sourceKey, line, superseded } = record;
    return { sourceKey, line, superseded, kind: 'quarantined', ...furtherProblems(fatal, others) };
  }
  const missed = open.filter((reference) => !known.waits(reference));
  const unlinked = unlinkedLosses(
    references.filter((reference) => !missed.includes(reference)),
    known.links,
  );
  const missedLosses = missed.map((one) => referenceLoss('reference-missing', one));
  return {
    ...record,
    fields,
    losses: [...losses, ...warnings, ...known.losses, ...missedLosses, ...unlinked],
    deferred: deferredFields(record, known.fields, open.filter(known.waits)),
  };
}

/** References without which the record must not be loaded. */
function indispensable(open: readonly Reference[]): readonly Problem[] {
  return open
    .filter(({ missing }) => missing === 'quarantine')
    .map(({ path, entity }) => problem({ code: 'reference-missing', path: showPath(path), params: { entity } }));
}

/** A field waits as a whole, so that the second pass can write it whole. */
function deferredFields(record: Identified, fields: JsonObject, waiting: readonly Reference[]): DeferredRow[] {
  const names = new Set(waiting.map(({ path }) => String(path[0])));
  return [...names].map((field) => ({
    sourceKey: record.sourceKey,
    externalKey: record.externalKey,
    field,
    value: fields[field] ?? null,
    references: record.mapped.references.filter(({ path }) => path[0] === field),
  }));
}
