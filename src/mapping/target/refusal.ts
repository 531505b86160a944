/** What a schema of the model refuses, as a problem in Ferry's words. */
import type { z } from 'zod';
import { problem } from '../../messages/make.ts';
import { showPath } from '../../model/json.ts';
import type { Problem } from '../../model/outcome.ts';

type Issue = z.core.$ZodIssue;
type Params = Extract<Parameters<typeof problem>[0], { code: 'contract' }>['params'];

/** Contains nothing of the record's contents. A schema's own code for what it refuses goes before `contract`. */
export function refusal(issue: Issue): Problem {
  const path = showPath(issue.path.filter((step) => typeof step !== 'symbol'));
  if (issue.code === 'custom') {
    const own: unknown = issue.params?.code;
    return { code: typeof own === 'string' ? own : 'contract', path, message: issue.message };
  }
  return problem({ code: 'contract', path, params: paramsOf(issue) });
}

function paramsOf(issue: Exclude<Issue, { code: 'custom' }>): Params {
  switch (issue.code) {
    case 'unrecognized_keys':
      return { why: 'unknown-field' };
    case 'invalid_type':
      if (/ received (undefined|null)$/.test(issue.message)) return { why: 'required' };
      return { why: 'type', wanted: [JSON_TYPES[issue.expected] ?? issue.expected] };
    case 'invalid_value':
      return { why: 'words', words: issue.values.map(String) };
    case 'invalid_format':
      return { why: FORMATS[issue.format] ?? 'form' };
    case 'too_big':
    case 'too_small':
      return boundOf(issue);
    default:
      return { why: 'refused' };
  }
}

/** Of another unit than characters, items and numbers there is nothing in the model. */
function boundOf(issue: Extract<Issue, { code: 'too_big' | 'too_small' }>): Params {
  const of = issue.origin === 'array' ? 'items' : 'characters';
  const isNumber = !['string', 'array'].includes(issue.origin);
  if (issue.code === 'too_big') {
    const max = Number(issue.maximum);
    return isNumber ? { why: 'bound', bound: 'at most', limit: max } : { why: 'long', of, max };
  }
  const min = Number(issue.minimum);
  if (isNumber) return { why: 'bound', bound: 'at least', limit: min };
  return min === 1 ? { why: 'empty' } : { why: 'short', of, min };
}

/** JSON's names where the schema library has others. */
const JSON_TYPES: Readonly<Record<string, string>> = { int: 'integer', record: 'object' };
const FORMATS: Readonly<Record<string, 'instant' | 'day'>> = { datetime: 'instant', date: 'day' };
