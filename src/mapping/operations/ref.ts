/** References to other records: collected here, resolved by the loader. */
import { z } from 'zod';
import { ENTITIES } from '../../model/entity.ts';
import type { JsonValue, PathStep } from '../../model/json.ts';
import { MISSING, type Reference } from '../../model/reference.ts';
import { type Frame, fullPath, quarantine } from '../journal.ts';
import { isBlank, isList, isScalar, textTrouble } from '../values.ts';
import { defineOperation, type RuleContext } from './operation.ts';

/** The placeholder in a field for a reference until the fields have been checked; then the field is null until it is resolved. */
const PENDING = 'ferry:pending:';

export const ref = defineOperation({
  name: 'ref',
  stage: 'choose',
  about: 'a reference to another record by its id or any identity; a list gives a list of references, each once',
  keys: {
    ref: z.enum(ENTITIES),
    via: z.string().min(1).optional(),
    missing: z.union([z.enum(MISSING), z.null()]).optional(),
  },
  yields: `${PENDING}1`,
  source: 'by',
  reference: ({ ref: entity, via = null, missing }) => ({ entity, via, missing: missing ?? 'null' }),
  example: {
    rule: '{ ref: person, by: a, missing: placeholder }',
    given: 'alice',
    gives: null,
    target: 'requester',
    fails: { given: { b: 1 }, code: 'text-expected' },
  },
  compile: (rule, context) => {
    if (context.slot !== null && !context.slot.reference) {
      context.report('ref', `${context.path.join('.')} holds no reference`);
      return null;
    }
    const referents = context.slot?.referents ?? [];
    if (referents.length > 0 && !referents.includes(rule.ref)) {
      const field = context.path.join('.');
      context.report('ref', `${field} refers to a ${referents.join(' or a ')}, not to a ${rule.ref}`);
    }
    const { via } = rule;
    const missing = rule.missing ?? 'null';
    const kind = { entity: rule.ref, missing, form: 'field' as const, ...(via === undefined ? {} : { via }) };
    return (value, frame) => {
      if (!isList(value)) return refer(value, frame, { context, kind, path: context.path });
      const values = [...new Set(value.filter((item) => !isBlank(item)))];
      return values.map((item, index) => refer(item, frame, { context, kind, path: [...context.path, index] }));
    };
  },
});

interface Referring {
  readonly context: RuleContext;
  readonly kind: Omit<Reference, 'path' | 'value'>;
  readonly path: readonly PathStep[];
}

/** Notes one reference in the journal and yields its placeholder. */
function refer(value: JsonValue, frame: Frame, { context, kind, path }: Referring): JsonValue {
  if (!isScalar(value)) {
    return context.fail(frame, { code: 'text-expected', params: { wanted: 'reference' } });
  }
  const text = String(value);
  const trouble = textTrouble(text);
  if (trouble !== null) return quarantine(frame, path, { code: trouble, params: { holder: 'value' } });
  const { references } = frame.journal;
  references.push({ ...kind, value: text, path: fullPath(frame, path) });
  return `${PENDING}${references.length}`;
}
