/** Writes a text as YAML takes it, for lines that people paste into a mapping. */

/** A JSON text is a YAML text too, on one line whatever it holds. What can't be seen, or turns the order of others around, is escaped. */
export function quoted(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)) return text;
  return JSON.stringify(text).replaceAll(/[\u007f-\u00a0\ufff9-\uffff\p{Cf}\p{Zl}\p{Zp}]/gu, (mark) =>
    mark
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
