/** Writes everything one loaded batch changed, in one transaction: all of it is known afterwards, or none. */
import { appendAudit } from '../audit.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import { storeSeen } from '../records/drift.ts';
import { recordFindings } from '../records/findings.ts';
import { replaceIdentities } from '../records/identities.ts';
import type { Settlement } from './rows.ts';
import { storeDeferred, storeLosses, storeOutcomes, storeReviews } from './store-outcomes.ts';
import { storeBeforeImages, storeContributions, storeMap, storeWritten } from './store-written.ts';

type Store = (queries: Queries, settlement: Settlement) => Promise<unknown>;

/** Settling a batch a second time changes nothing, whatever the second settlement says. */
export async function settleBatch(database: Database, settlement: Settlement): Promise<void> {
  await database.transaction(async (queries) => {
    if (!(await markLoaded(queries, settlement))) return;
    for (const store of STORES) await store(queries, settlement);
    await appendAudit(queries, auditEntry(settlement));
  });
}

/** The order of tables is the same in every transaction, and rows are sorted, so that batches side by side can't deadlock. */
const STORES: readonly Store[] = [
  storeOutcomes,
  storeMap,
  storeIdentities,
  storeWritten,
  storeContributions,
  storeBeforeImages,
  storeDeferred,
  storeReviews,
  storeLosses,
  storeFindings,
  storeSeen,
];

/** False when the batch was settled before: then nothing more is written. */
async function markLoaded(queries: Queries, { ref, batch, summary }: Settlement): Promise<boolean> {
  if (batch === null) return true;
  const rows = await queries.rows(
    `update ferry.batch set state = 'loaded', summary = $4, loaded_at = now()
     where run = $1 and lane = $2 and batch = $3 and state <> 'loaded' returning batch`,
    [ref.run, ref.lane, batch.id, jsonText(summary)],
  );
  return rows.length > 0;
}

/** Counts and hashes of what happened; which records it was can be looked up by the receipt's address. */
function auditEntry({ ref, batch, mapping, summary, written }: Settlement) {
  return {
    kind: batch === null ? 'references-patched' : 'batch-loaded',
    run: ref.run,
    payload: {
      lane: ref.lane,
      batch: summary.batch,
      mapping,
      counts: summary.counts,
      written: written.length,
      receipt: summary.receipt === undefined ? null : { ...summary.receipt },
    },
  };
}

async function storeIdentities(queries: Queries, { scope, mapped }: Settlement): Promise<void> {
  if (mapped.length > 0) await replaceIdentities(queries, scope, mapped);
}

async function storeFindings(queries: Queries, { ref, findings }: Settlement): Promise<void> {
  await recordFindings(queries, ref, findings);
}
