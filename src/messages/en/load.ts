/** English: why loading quarantined a record or passed over it, and what it lost. */

const unknownReference = ({ entity }: { entity: string }) => `no ${entity} is known by this value`;
const refusedCall = 'the target refuses a call with this record';

/** Problems of loading. */
export const problems = {
  'reference-missing': unknownReference,
  'reference-ambiguous': ({ entity, candidates }: { entity: string; candidates: readonly string[] }) =>
    `several records of ${entity} are known by this value: ${candidates.join(', ')}`,
  'reference-misplaced': 'the mapping names a reference where the record has no place for one',
  'match-ambiguous': ({ candidates }: { candidates: number }) => `${candidates} records of other sources match it`,
  'identity-duplicate': 'another record of this source is the same record of the target already',
  merged: ({ to }: { to: string }) => `a person decided that it is ${to}`,
  superseded: 'a newer version of the record is loaded already',
  'newer-version-unknown': 'the target holds a newer version of the record, which no settled run has loaded',
  'target-changed': 'a person edited this in the target since it was last imported',
  'too-large': refusedCall,
  'request-refused': refusedCall,
  refused: 'the target gave no reason',
  'drift-field': ({ field }: { field: string }) => `holds a new field ${field}; no earlier run saw it`,
  'drift-type': ({ field, type }: { field: string; type: string }) =>
    `holds a new type of ${field} (${type}); no earlier run saw it`,
  'drift-value': ({ field }: { field: string }) => `holds a new value of ${field}; no earlier run saw it`,
  'drift-gone': ({ field }: { field: string }) => `${field}, which earlier runs read, is gone from the source`,
};

type Discarded = { readonly kind: 'field' | 'value' | 'gone' } | { readonly kind: 'type'; readonly type: string };

const lostAsset = 'the asset could not be taken along; its reference stays as text';

/** Losses of loading. */
export const losses = {
  'reference-missing': unknownReference,
  'reference-dangling': unknownReference,
  'drift-discarded': (params: Discarded) =>
    `a ${params.kind === 'type' ? params.type : params.kind} that is new at the source was left out`,
  'kept-absent': 'the source said nothing of it; what the target holds was left',
  'asset-missing': lostAsset,
  'asset-refused': lostAsset,
  'asset-broken': lostAsset,
  'asset-unsupported': lostAsset,
  'link-unsupported': 'the target has no addresses of records; the link stays as text',
};
