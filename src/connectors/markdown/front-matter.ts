/** The header of an article, as names and texts, and the text that follows it. */
import type { JsonObject } from '../../model/json.ts';
import { parseJsonAsWritten } from '../json-text.ts';
import { headerOf } from './front-header.ts';
import { type FrontMatterFault, valuesOf } from './front-values.ts';

/** `front` has no prototype; it is empty where there is none, or a faulty one. `body` is as written, line ends too. */
export interface Article {
  readonly front: JsonObject;
  readonly body: string;
  /** Why the header can't be used; names its line, none of its contents. */
  readonly fault?: FrontMatterFault;
}

/**
 * Reads YAML between `---`, TOML between `+++`, JSON (an object, or between `;;;`) and lines of names. Text without a header
 * is all body. A faulty header, or one of a form that isn't read, leaves the body as it is after it. Pure.
 */
export function splitFrontMatter(text: string): Article {
  const header = headerOf(text);
  if (header === null) return { front: Object.create(null), body: text };
  if (header.form === 'endless') return faulty(header.body, { fault: 'endless' });
  if (header.form === 'unread') return faulty(header.body, { fault: 'form-unread', form: header.name });
  if (header.form === 'json-object') return jsonObject(header.text);
  const values = valuesOf(header.form, header.text);
  return 'fault' in values ? faulty(header.body, values.fault) : { ...values, body: header.body };
}

/** The object ends where its last bracket is closed; the line it ends in belongs to it. */
function jsonObject(text: string): Article {
  try {
    const { end } = parseJsonAsWritten(text, 'head');
    const values = valuesOf('json', text.slice(0, end));
    const body = text.slice(end).replace(/^[ \t]*\r?\n/, '');
    return 'fault' in values ? faulty(body, values.fault) : { ...values, body };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return faulty(text, { fault: 'no-json', error: error.message });
  }
}

function faulty(body: string, fault: FrontMatterFault): Article {
  return { front: Object.create(null), body, fault };
}
