/** Dates to instants in UTC and to calendar days. */
import { z } from 'zod';
import { compileForm, type DateForm } from '../formats/date-form.ts';
import { epochInstant, isoDay, isoInstant, type ReadDate, readForm } from '../formats/dates.ts';
import { compileZone } from '../formats/zone.ts';
import { defineOperation, type RuleContext, type Step } from './operation.ts';
import { onText } from './steps.ts';

const unset = z.array(z.string().min(1)).optional();

export const date = defineOperation({
  name: 'date',
  stage: 'convert',
  about:
    'to an instant in UTC, from ISO 8601, seconds or milliseconds since 1970, or a pattern; `YYYY/M/D h:mm a` reads 2024/3/1 9:05 PM',
  keys: { date: z.string(), zone: z.string().optional(), unset },
  yields: '2000-01-01T00:00:00Z',
  example: {
    rule: '{ from: a, date: "DD-MM-YYYY HH:mm", zone: Asia/Shanghai }',
    given: '01-03-2024 08:00',
    gives: '2024-03-01T00:00:00Z',
    fails: { given: 'soon', code: 'date-invalid' },
  },
  compile: (rule, context) => {
    const zone = compileZone(rule.zone ?? context.zone);
    if (zone === null) {
      context.report('zone', `there is no zone ${rule.zone ?? context.zone}`, 'use an IANA name such as Asia/Shanghai');
      return null;
    }
    if (rule.date === 'iso') return readWith(isoInstant(zone), rule.unset, context);
    if (rule.date === 'epoch' || rule.date === 'epoch-ms')
      return readWith(epochInstant(rule.date), rule.unset, context);
    const form = formOf('date', rule.date, context);
    return form === null ? null : readWith(readForm(form, 'instant', zone), rule.unset, context);
  },
});

export const day = defineOperation({
  name: 'day',
  stage: 'convert',
  about: 'to a calendar day, from ISO 8601 (the day as written) or a pattern; `D.M.YYYY` reads 1.3.2024',
  keys: { day: z.string(), unset },
  yields: '2000-01-01',
  example: {
    rule: '{ from: a, day: "DD/MM/YYYY" }',
    given: '31/12/2024',
    gives: '2024-12-31',
    fails: { given: '31/04/2024', code: 'date-invalid' },
  },
  compile: (rule, context) => {
    if (rule.day === 'iso') return readWith(isoDay, rule.unset, context);
    const form = formOf('day', rule.day, context);
    return form === null
      ? null
      : readWith(
          readForm(form, 'day', (wall) => wall),
          rule.unset,
          context,
        );
  },
});

/** The step that reads dates; texts and instants that begin with an `unset` prefix mean none. */
function readWith(read: ReadDate, unsetPrefixes: readonly string[] = [], context: RuleContext): Step {
  const meansNone = (text: string) => unsetPrefixes.some((prefix) => text.startsWith(prefix));
  return onText(context, (written, frame) => {
    const text = written.trim();
    if (meansNone(text)) return null;
    const found = read(text);
    if (found === null) return context.fail(frame, { code: 'date-invalid' });
    return meansNone(found) ? null : found;
  });
}

/** Null after reporting what in the pattern means nothing. */
function formOf(key: string, pattern: string, context: RuleContext): DateForm | null {
  const form = compileForm(pattern);
  if (!('mistake' in form)) return form;
  context.report(key, form.mistake, form.hint);
  return null;
}
