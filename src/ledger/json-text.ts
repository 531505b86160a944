/** JSON as PostgreSQL can hold it. */

// Characters that PostgreSQL refuses, as JSON.stringify writes them. An escaped backslash may match too; then nothing is replaced.
const SUSPECT = /\\u(0000|d[89a-f][0-9a-f]{2})/;

/** Serialises rows for one parameter. NUL and lone surrogates, which occur only in keys and messages of quarantined records, become U+FFFD. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  if (!SUSPECT.test(text)) return text;
  return JSON.stringify(value, (_key, member: unknown) => (typeof member === 'string' ? clean(member) : member));
}

function clean(text: string): string {
  return text.replaceAll('\0', '\uFFFD').replace(LONE, '\uFFFD');
}

const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
