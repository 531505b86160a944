/** The second pass over a lane: patches references to records that were loaded after the records that refer to them. */

import { type LaneDeps, laneRef } from '../extract/lane-deps.ts';
import { laterBatchId } from '../landing/addresses.ts';
import type { DeferredRow, Settlement } from '../ledger/batches/rows.ts';
import type { FindingRow } from '../ledger/records/report-rows.ts';
import type { Contribution, WrittenRecord } from '../ledger/records/rows.ts';
import { FINDING } from '../model/finding-codes.ts';
import type { JsonObject } from '../model/json.ts';
import type { Loss } from '../model/outcome.ts';
import type { Reference } from '../model/reference.ts';
import { sha256 } from '../sha256.ts';
import { changeOf, contributionsOf, mergeOwn, patchChange } from './compare.ts';
import { isDeferred } from './late-references.ts';
import { findingsOf, isWritten } from './ledger-rows.ts';
import { type Answers, fillReferences, referenceLoss, resolveAll } from './references.ts';
import { settlementOfWrites } from './settlement.ts';
import type { Change, WriteResult } from './step-types.ts';
import { writeChanges } from './write-changes.ts';

/** Deferred fields patched in one transaction. */
const PAGE = 500;

/** Resolves every deferred reference of the lane; afterwards none is left. One that still finds nothing is a counted loss. */
export async function patchReferences(deps: LaneDeps): Promise<{ patched: number; dangling: number }> {
  const total = { patched: 0, dangling: 0 };
  for (;;) {
    deps.heartbeat();
    const rows = await deps.ledger.deferred(laneRef(deps), PAGE);
    if (rows.length === 0) return total;
    const page = await patchPage(deps, rows);
    total.patched += page.patched;
    total.dangling += page.dangling;
  }
}

/** One page is one transaction: killed in between, the page is patched again under the same keys. */
async function patchPage(deps: LaneDeps, rows: readonly DeferredRow[]): Promise<{ patched: number; dangling: number }> {
  const answers = await resolveAll(
    deps,
    rows.flatMap(({ references }) => references),
  );
  const patches = byRecord(rows).map((group) => patchOf(deps, group, answers));
  const changes = await changesOf(deps, patches);
  const batch = laterBatchId(laneRef(deps), 'patch', sha256(JSON.stringify(rows)));
  const results = await writeChanges(
    deps,
    batch,
    changes.flatMap(({ change }) => change ?? []),
  );
  await deps.ledger.settleBatch(await settlementOf(deps, batch, { patches, changes, results }));
  const dangling = patches.reduce((sum, patch) => sum + patch.dangling.length, 0);
  return { patched: results.filter(isWritten).length, dangling };
}

/** One record's deferred fields, as they are now. */
interface Patch {
  readonly sourceKey: string;
  readonly externalKey: string;
  readonly rows: readonly DeferredRow[];
  readonly fields: JsonObject;
  readonly dangling: DeferredRow['references'];
}

function byRecord(rows: readonly DeferredRow[]): readonly (readonly DeferredRow[])[] {
  const groups = new Map<string, DeferredRow[]>();
  for (const row of rows) groups.set(row.sourceKey, [...(groups.get(row.sourceKey) ?? []), row]);
  return [...groups.values()];
}

function patchOf(deps: LaneDeps, rows: readonly DeferredRow[], answers: Answers): Patch {
  const waiting = Object.fromEntries(rows.map(({ field, value }) => [field, value]));
  const references = rows.flatMap((row) => row.references);
  // What has become ambiguous since counts as not found: the record is loaded and can't be quarantined any more.
  const sure = new Map([...answers].filter(([, answer]) => answer.kind !== 'ambiguous'));
  const { fields, open } = fillReferences({ fields: waiting, references, answers: sure, links: deps.target.links });
  const [first] = rows;
  return {
    sourceKey: first?.sourceKey ?? '',
    externalKey: first?.externalKey ?? '',
    rows,
    fields,
    dangling: open.filter(isDeferred(deps)),
  };
}

interface PatchChange {
  readonly change: Change | undefined;
  readonly contribution: Contribution | undefined;
}

/** Only what differs from what was written is sent; a reference that stays dangling changes nothing. */
async function changesOf(deps: LaneDeps, patches: readonly Patch[]): Promise<readonly PatchChange[]> {
  const keys = patches.map(({ externalKey }) => externalKey);
  const written = await deps.ledger.writtenRecords(deps.run.targetInstance, keys);
  const priors = new Map(written.map((row) => [row.externalKey, row]));
  const others = await contributionsOf(deps, keys);
  return patches.flatMap((patch) => {
    const prior = priors.get(patch.externalKey);
    return prior === undefined
      ? []
      : [changeOfPatch(deps, patch, { prior, known: others.get(patch.externalKey) ?? [] })];
  });
}

/** What the ledger knows of the record to be patched. */
interface Known {
  readonly prior: WrittenRecord;
  readonly known: readonly Contribution[];
}

/** A master's fields are merged again: another source may own the patched one. */
function changeOfPatch(deps: LaneDeps, { externalKey, fields }: Patch, { prior, known }: Known): PatchChange {
  const own = known.find(
    (one) => one.lane === deps.lane.lane && one.source === deps.lane.source && one.externalKey === externalKey,
  );
  if (own === undefined) return { change: patchChange(deps, { externalKey, fields, prior }), contribution: undefined };
  const merged = mergeOwn(deps, known, { externalKey, fields: { ...own.fields, ...fields } });
  return { change: changeOf(deps, { externalKey, fields: merged.fields, prior }), contribution: merged.contribution };
}

interface Patched {
  readonly patches: readonly Patch[];
  readonly changes: readonly PatchChange[];
  readonly results: readonly WriteResult[];
}

/** No outcomes: the records have theirs. */
async function settlementOf(deps: LaneDeps, batch: string, done: Patched): Promise<Settlement> {
  const { patches, changes, results } = done;
  const settlement = await settlementOfWrites(deps, batch, results);
  const refused = new Set(
    results.filter(({ kind }) => kind === 'refused').map(({ change }) => change.item.externalKey),
  );
  return {
    ...settlement,
    contributions: changes.flatMap(({ contribution }) =>
      contribution === undefined || refused.has(contribution.externalKey) ? [] : [contribution],
    ),
    patched: patches.flatMap(({ rows }) => rows.map(({ sourceKey, field }) => ({ sourceKey, field }))),
    losses: patches.flatMap(({ sourceKey, dangling }) =>
      dangling.map((reference) => ({ key: sourceKey, loss: danglingLoss(reference) })),
    ),
    findings: [...findingsOf(deps, results), ...results.flatMap((result) => refusedFinding(deps, result))],
  };
}

/** Counted under the code that its rule leads one to expect. */
function danglingLoss(reference: Reference): Loss {
  return referenceLoss(reference.missing === 'defer' ? 'reference-dangling' : 'reference-missing', reference);
}

/** The record itself is loaded; only its patch was refused. */
function refusedFinding({ lane }: LaneDeps, result: WriteResult): FindingRow[] {
  if (result.kind !== 'refused' || result.kept.length > 0) return [];
  const { externalKey, data } = result.change.item;
  return [{ lane: lane.lane, code: FINDING.patchRefused, key: externalKey, fields: Object.keys(data) }];
}
