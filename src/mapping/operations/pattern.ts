/** Patterns written by authors: RE2, so that no input makes them slow. */
import type { RE2JS } from 're2js';
import { z } from 'zod';
import { affordable, compileBounded } from '../bounded-pattern.ts';
import { lose } from '../journal.ts';
import { LONGEST_TEXT, TOO_LONG } from '../values.ts';
import { defineOperation, type RuleContext } from './operation.ts';
import { onText } from './steps.ts';

export const replace = defineOperation({
  name: 'replace',
  stage: 'pattern',
  about: 'replaces what an RE2 pattern finds; `$1` is the first group',
  keys: { replace: z.strictObject({ pattern: z.string().min(1), with: z.string() }) },
  example: {
    rule: '{ from: a, replace: { pattern: "^0+", with: "" } }',
    given: '007',
    gives: '7',
    fails: { given: { b: 1 }, code: 'text-expected' },
  },
  compile: ({ replace: { pattern, with: replacement } }, context) => {
    const compiled = compilePattern(pattern, context, ['replace', 'pattern']);
    if (compiled === null) return null;
    const groups = [...replacement.matchAll(/\$(\d)/g)].map(([, group]) => Number(group));
    if (groups.some((group) => group > compiled.groupCount())) {
      context.report(['replace', 'with'], `the pattern has ${compiled.groupCount()} groups`);
      return null;
    }
    return onText(context, (text, frame) => {
      if (!affordable(compiled, text)) return context.fail(frame, COSTLY);
      if (growsTooLong(text, { compiled, replacement, groups })) return context.fail(frame, TOO_LONG);
      return compiled.matcher(text).replaceAll(replacement);
    });
  },
});

export const extract = defineOperation({
  name: 'extract',
  stage: 'pattern',
  about: 'takes the first group (or the whole) of what an RE2 pattern finds; no match is null and a counted loss',
  keys: { extract: z.string().min(1) },
  leavesEmpty: 'where the pattern finds nothing',
  example: {
    rule: '{ from: a, extract: "^(\\\\d) - " }',
    given: '3 - Moderate',
    gives: '3',
    fails: { given: 'Moderate', code: 'pattern-no-match' },
  },
  compile: ({ extract: pattern }, context) => {
    const compiled = compilePattern(pattern, context, ['extract']);
    if (compiled === null) return null;
    const group = compiled.groupCount() > 0 ? 1 : 0;
    const unmatched = { code: 'pattern-no-match' } as const;
    return onText(context, (text, frame) => {
      if (!affordable(compiled, text)) return context.fail(frame, COSTLY);
      const matcher = compiled.matcher(text);
      return matcher.find() ? matcher.group(group) : lose(frame, context.path, unmatched);
    });
  },
});

const COSTLY = { code: 'pattern-costly' } as const;

/** A replacement and the groups it names, to know its length beforehand. */
interface Replacing {
  readonly compiled: RE2JS;
  readonly replacement: string;
  readonly groups: readonly number[];
}

/** Counts before writing, but only where the most that could come out is too much. */
function growsTooLong(text: string, { compiled, replacement, groups }: Replacing): boolean {
  const most = text.length * (1 + groups.length) + replacement.length * (text.length + 1);
  if (most <= LONGEST_TEXT) return false;
  let length = text.length;
  const matcher = compiled.matcher(text);
  while (length <= LONGEST_TEXT && matcher.find()) {
    length += replacement.length;
    for (const group of groups) length += matcher.group(group)?.length ?? 0;
  }
  return length > LONGEST_TEXT;
}

/** Null after reporting why the pattern can't be used. */
function compilePattern(pattern: string, context: RuleContext, key: readonly string[]): RE2JS | null {
  try {
    return compileBounded(pattern);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.report(key, `the pattern is not RE2: ${why}`, 'RE2 has no look-around and no back-references');
    return null;
  }
}
