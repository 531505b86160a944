/** Text as it is written: blanks and case. What isn't text passes unchanged. */
import { defineOperation, perItem, type Step, switchOn } from './operation.ts';

export const trim = textOperation('trim', 'cuts blanks at both ends', (text) => text.trim());
export const lower = textOperation('lower', 'to lower case', (text) => text.toLowerCase());
export const upper = textOperation('upper', 'to upper case', (text) => text.toUpperCase());
export const squeeze = textOperation('squeeze', 'runs of blanks to one', (text) => text.replace(/\s+/g, ' '));

function textOperation<N extends string>(name: N, about: string, change: (text: string) => string) {
  const step: Step = perItem((value) => (typeof value === 'string' ? change(value) : value));
  return defineOperation({ name, stage: 'text', about, keys: { [name]: switchOn }, compile: () => step });
}
