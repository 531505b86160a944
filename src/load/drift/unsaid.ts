/** Marks fields of which a reading says nothing, so that what the target holds of them is left. */
import type { LaneDeps } from '../../extract/lane-deps.ts';
import type { JsonObject } from '../../model/json.ts';
import type { MapResult } from '../../model/record.ts';
import type { Novelty } from './detect.ts';

/** What the target holds of fields that hang on what is gone, and is to be discarded, is left as it is. */
export function withoutGone({ mapping }: LaneDeps, gone: readonly Novelty[], result: MapResult): MapResult {
  const left = gone.filter(({ policy }) => policy === 'discard');
  const fields = left.flatMap(({ field }) => mapping.fed?.fedBy(JSON.parse(field)) ?? []);
  return result.kind === 'mapped' && fields.length > 0
    ? { ...result, unsaid: [...(result.unsaid ?? []), ...fields] }
    : result;
}

/** Where absent doesn't mean empty, a record says nothing of fields whose sources it doesn't mention. */
export function withUnsaid({ source, mapping }: LaneDeps, data: JsonObject, result: MapResult): MapResult {
  if (source.absentIsEmpty === true || result.kind !== 'mapped') return result;
  const unsaid = mapping.fed?.unmentioned(data) ?? [];
  return unsaid.length === 0 ? result : { ...result, unsaid };
}
