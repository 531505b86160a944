/** Text as it is written: blanks and case. What isn't text passes unchanged. */
import { defineOperation, type OperationExample } from './operation.ts';
import { perItem, switchOn } from './steps.ts';

export const trim = textOperation({
  name: 'trim',
  about: 'cuts blanks at both ends',
  change: (text) => text.trim(),
  example: { rule: '{ from: a, trim: true }', given: ' x ', gives: 'x' },
});

export const lower = textOperation({
  name: 'lower',
  about: 'to lower case',
  change: (text) => text.toLowerCase(),
  example: { rule: '{ from: a, lower: true }', given: 'Bob@Example.com', gives: 'bob@example.com' },
});

export const upper = textOperation({
  name: 'upper',
  about: 'to upper case',
  change: (text) => text.toUpperCase(),
  example: { rule: '{ from: a, upper: true }', given: 'fra-1', gives: 'FRA-1' },
});

export const squeeze = textOperation({
  name: 'squeeze',
  about: 'runs of blanks to one',
  change: (text) => text.replace(/\s+/g, ' '),
  example: { rule: '{ from: a, squeeze: true }', given: 'line   down', gives: 'line down' },
});

interface TextOperation {
  readonly name: string;
  readonly about: string;
  readonly change: (text: string) => string;
  readonly example: OperationExample;
}

function textOperation({ name, about, change, example }: TextOperation) {
  const step = perItem((value) => (typeof value === 'string' ? change(value) : value));
  return defineOperation({ name, stage: 'text', about, keys: { [name]: switchOn }, example, compile: () => step });
}
