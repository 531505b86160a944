/** What is wrong with a value of ferry.yaml, in the words of the file instead of those of the schema. */
import type { z } from 'zod';
import { nearest } from '../mapping/suggest.ts';
import type { ConfigIssue } from './document.ts';

/** An issue of a parse that reports its input. */
type Issue = z.core.$ZodIssue;

/** The mistakes behind an issue, each with its path into the file. `known`: every name that a setting may have. Pure. */
export function mistakesOf(issue: Issue, known: readonly string[], under: ConfigIssue['path'] = []): ConfigIssue[] {
  const at = [...under, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: at, key, message: `${key} is not known here${aboutKey(key, known)}` }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return deepest(issue.errors).flatMap((inner) => mistakesOf(inner, known, at));
  }
  if (issue.code === 'invalid_key') {
    const [why] = issue.issues;
    return [{ path: at.slice(0, -1), key: String(at.at(-1)), message: `the name ${at.at(-1)} ${why?.message ?? ''}` }];
  }
  const named = at.length === 0 ? '' : `${at.join('.')} `;
  return [{ path: at, message: `${named}${wrong(issue)}` }];
}

/** Of a union's alternatives, the one whose mistake lies deepest is the one that was meant. */
function deepest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]) =>
    Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));
  return branches.reduce((best, next) => (depth(next) > depth(best) ? next : best));
}

const WIDE = /[：，；“”‘’｛｝［］（）]/u;
const ODD_BLANK = /[^\S ]/u;

function aboutKey(key: string, known: readonly string[]): string {
  const odd = oddSign(key);
  if (odd !== null) return odd;
  if (/^\w+:\S/.test(key)) return '; put a blank behind the colon';
  const near = nearest(key, known);
  return near === null ? '' : `; did you mean ${near}?`;
}

/** Signs that look like YAML's own and are none; null when there are none. */
function oddSign(text: string): string | null {
  const wide = WIDE.exec(text)?.[0];
  if (wide !== undefined) return `; ${wide} is a full-width sign, which YAML takes for a letter`;
  return ODD_BLANK.test(text) ? '; it holds blanks that are none to YAML (no-break or full-width ones)' : null;
}

function wrong(issue: Issue): string {
  const { input } = issue;
  if (issue.code === 'invalid_union') return wrongKind(issue);
  if (input === undefined && 'input' in issue) return 'is missing';
  // The schema's own words, where it has some.
  if (!/^(?:Invalid|Too) /.test(issue.message)) return issue.message;
  if (issue.code === 'invalid_value') return oneOf(input, issue.values.map(String));
  return issue.code === 'invalid_type' ? wrongType(issue) : outOfBounds(issue);
}

function wrongType({ input, expected }: Extract<Issue, { readonly code: 'invalid_type' }>): string {
  return input === null ? 'has no value' : `must be ${WORDS[expected] ?? expected}, not ${wordOf(input)}`;
}

function outOfBounds(issue: Issue): string {
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  if (issue.code !== 'too_small') return issue.message;
  return issue.origin === 'number' || issue.origin === 'int' ? `must be at least ${issue.minimum}` : 'is empty';
}

/** A choice by `kind` that no alternative has. */
function wrongKind(issue: Extract<Issue, { readonly code: 'invalid_union' }>): string {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  const { input } = issue;
  const given = typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
  return given === undefined ? `is missing; there are: ${options.join(', ')}` : oneOf(given, options);
}

function oneOf(input: unknown, options: readonly string[]): string {
  const given = typeof input === 'string' ? input : JSON.stringify(input);
  const near = nearest(given, options);
  const meant = oddSign(given) ?? (near === null ? '' : `; did you mean ${near}?`);
  return `can't be ${given}${meant} (there are: ${options.join(', ')})`;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'settings (name: value)',
  record: 'settings (name: value)',
};

function wordOf(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'settings';
  // A text may be a secret in the wrong place.
  return typeof input === 'string' ? 'text' : `the ${typeof input} ${input}`;
}
