/** Patches references that pointed at records which came later. */

import { type LaneDeps, laneRef, laneScope } from '../extract/lane-deps.ts';
import type { DeferredRow, Settlement } from '../ledger/batches/rows.ts';
import type { FindingRow } from '../ledger/records/report-rows.ts';
import type { Contribution, WrittenRecord } from '../ledger/records/rows.ts';
import { FINDING } from '../model/finding-codes.ts';
import type { JsonObject } from '../model/json.ts';
import { NO_OUTCOMES } from '../model/outcome.ts';
import { sha256 } from '../sha256.ts';
import { beforeImages, findingsOf, isWritten, landReceipt, writtenRow } from './bookkeeping.ts';
import { changeOf, contributionsOf, mergeOwn, patchChange } from './compare.ts';
import { deliver } from './deliver.ts';
import { mappingName } from './load.ts';
import type { Change, Delivery } from './record-progress.ts';
import { type Answers, placeReferences, referenceLoss, resolveAll } from './references.ts';

/** Records patched in one transaction. */
const PAGE = 500;

/** Resolves every deferred reference of the lane; afterwards none is left. What still finds nothing is a counted loss. */
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
  const patches = byRecord(rows).map((group) => patchOf(group, answers));
  const changes = await changesOf(deps, patches);
  const batch = `${deps.run.run}/${deps.lane.lane}/patch-${sha256(JSON.stringify(rows)).slice(0, 16)}`;
  const deliveries = await deliver(
    deps,
    batch,
    changes.flatMap(({ change }) => change ?? []),
  );
  await deps.ledger.settleBatch(await settlementOf(deps, batch, { patches, changes, deliveries }));
  const dangling = patches.reduce((sum, patch) => sum + patch.dangling.length, 0);
  return { patched: deliveries.filter(isWritten).length, dangling };
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

function patchOf(rows: readonly DeferredRow[], answers: Answers): Patch {
  const waiting = Object.fromEntries(rows.map(({ field, value }) => [field, value]));
  const references = rows.flatMap((row) => row.references);
  // What has become ambiguous since counts as not found: the record has crossed already and can't be set aside any more.
  const sure = new Map([...answers].filter(([, answer]) => answer.kind !== 'ambiguous'));
  const { fields, open } = placeReferences({ fields: waiting, references, answers: sure });
  const [first] = rows;
  return {
    sourceKey: first?.sourceKey ?? '',
    externalKey: first?.externalKey ?? '',
    rows,
    fields,
    dangling: open.filter(({ missing }) => missing === 'defer'),
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

interface Standing {
  readonly prior: WrittenRecord;
  readonly known: readonly Contribution[];
}

/** A master's fields are merged again: another source may own the patched one. */
function changeOfPatch(deps: LaneDeps, { externalKey, fields }: Patch, { prior, known }: Standing): PatchChange {
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
  readonly deliveries: readonly Delivery[];
}

/** No outcomes: the records have theirs. */
async function settlementOf(deps: LaneDeps, batch: string, done: Patched): Promise<Settlement> {
  const { patches, changes, deliveries } = done;
  const receipt = await landReceipt(deps, batch, deliveries);
  const refused = new Set(
    deliveries.filter(({ kind }) => kind === 'refused').map(({ change }) => change.item.externalKey),
  );
  return {
    ref: laneRef(deps),
    scope: laneScope(deps),
    mapping: mappingName(deps),
    batch: null,
    summary: { batch, counts: NO_OUTCOMES, ...(receipt && { receipt }) },
    outcomes: [],
    mapped: [],
    written: deliveries.filter(isWritten).map((delivery) => writtenRow(deps, delivery)),
    contributions: changes.flatMap(({ contribution }) =>
      contribution === undefined || refused.has(contribution.externalKey) ? [] : [contribution],
    ),
    beforeImages: beforeImages(deliveries),
    deferred: [],
    patched: patches.flatMap(({ rows }) => rows.map(({ sourceKey, field }) => ({ sourceKey, field }))),
    losses: patches.flatMap(({ sourceKey, dangling }) =>
      dangling.map((reference) => ({ key: sourceKey, loss: referenceLoss('reference-dangling', reference) })),
    ),
    findings: [...findingsOf(deps, deliveries), ...deliveries.flatMap((delivery) => refusedFinding(deps, delivery))],
    reviews: [],
  };
}

/** The record has crossed; only its patch has not. */
function refusedFinding({ lane }: LaneDeps, delivery: Delivery): FindingRow[] {
  if (delivery.kind !== 'refused' || delivery.kept.length > 0) return [];
  const { externalKey, data } = delivery.change.item;
  return [{ lane: lane.lane, code: FINDING.patchRefused, key: externalKey, fields: Object.keys(data) }];
}
