/** Records as a plan profiles them, for tests: mapped by a real mapping, with the ending that follows from it. */
import type { LaneSubject } from '../../src/dry-run/profile/lane-subject.ts';
import type { ProfiledRecord } from '../../src/dry-run/profile/profiled-record.ts';
import type { CompiledMapping } from '../../src/mapping/compile.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { OutcomeKind } from '../../src/model/outcome.ts';

/** A lane of tickets over a mapping. */
export function subjectOf(mapping: CompiledMapping): LaneSubject {
  return { lane: 'itsm.t', source: 'itsm', entity: 'ticket', mapping: mapping.facts };
}

/** The profile of one record: created unless the mapping quarantines or excludes it, or `kind` is another. */
export function lookAt(mapping: CompiledMapping, data: JsonObject, kind?: OutcomeKind): ProfiledRecord {
  const record = { key: String(data.id ?? '1'), data: { id: '1', ...data } };
  const trace = mapping.trace(record, 'itsm');
  const { result } = trace;
  const problem = result.kind === 'quarantined' ? result.problem : null;
  return {
    ...{ record, trace, files: [], bytes: Buffer.byteLength(JSON.stringify(record.data)) },
    ending: {
      kind: kind ?? (result.kind === 'mapped' ? 'created' : result.kind),
      code: problem?.code ?? null,
      path: problem?.path ?? null,
      also: (result.kind === 'quarantined' && result.also) || null,
      params: problem?.params ?? null,
      message: result.kind === 'excluded' ? result.rule : (problem?.message ?? null),
      externalKey: result.kind === 'mapped' ? result.externalKey : null,
    },
  };
}
