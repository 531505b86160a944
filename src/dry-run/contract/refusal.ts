/** Says in words what a field breaks of a JSON Schema: what the schema wants, never what the record holds. Pure. */
import type { ErrorObject } from 'ajv/dist/2020.js';
import { problem, type UnplacedProblem } from '../../messages/make.ts';
import type { Problem } from '../../model/outcome.ts';

type Refused = Extract<UnplacedProblem, { readonly code: 'contract' | 'too-long' | 'unknown-field' }>;

/** The problem that an error of the validator is. A keyword that nobody has words for is told as a form that isn't taken. */
export function refusalOf(error: ErrorObject, path: string): Problem {
  return problem({ ...refused(error), path });
}

function refused({ keyword, params }: ErrorObject): Refused {
  const limit = Number(params.limit);
  switch (keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return { code: 'unknown-field' };
    case 'required':
    case 'pattern':
      return contract({ why: keyword });
    case 'enum':
      return contract({ why: 'words', words: wordsOf(params.allowedValues) });
    case 'const':
      return contract({ why: 'words', words: wordsOf([params.allowedValue]) });
    case 'type':
      return contract({
        why: 'type',
        wanted: [params.type]
          .flat()
          .map(String)
          .filter((type) => type !== 'null'),
      });
    case 'uniqueItems':
      return contract({ why: 'repeated' });
    default:
      return ofLimit(keyword, limit) ?? contract({ why: 'form' });
  }
}

function ofLimit(keyword: string, limit: number): Refused | undefined {
  const found = Object.hasOwn(LIMITS, keyword) ? LIMITS[keyword] : undefined;
  return found?.(limit);
}

const LIMITS: Readonly<Record<string, (limit: number) => Refused>> = {
  maxLength: (max) => ({ code: 'too-long', params: { of: 'characters', max } }),
  maxItems: (max) => ({ code: 'too-long', params: { of: 'items', max } }),
  maxProperties: (max) => ({ code: 'too-long', params: { of: 'fields', max } }),
  maximum: (max) => ({ code: 'too-long', params: { of: 'number', max } }),
  exclusiveMaximum: (limit) => contract({ why: 'bound', bound: 'less than', limit }),
  minimum: (limit) => contract({ why: 'bound', bound: 'at least', limit }),
  exclusiveMinimum: (limit) => contract({ why: 'bound', bound: 'more than', limit }),
  minLength: (min) => short('characters', min),
  minItems: (min) => short('items', min),
};

function short(of: 'characters' | 'items', min: number): Refused {
  return contract(min <= 1 ? { why: 'empty' } : { why: 'short', of, min });
}

function contract(params: Extract<Refused, { readonly code: 'contract' }>['params']): Refused {
  return { code: 'contract', params };
}

function wordsOf(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.filter((value) => value !== null).map(String) : [];
}
