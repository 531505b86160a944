/** Pages are made of this template tag alone: whatever goes into it is escaped unless it is HTML made by the tag itself. */

/** Markup that is safe to send. Made by `html` or by a sanitiser, by nothing else. */
export interface Html {
  readonly html: string;
}

/** What may stand between the braces of the template. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/** Escapes every value for element content and quoted attributes. null, undefined and false show nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  const parts = strings.map((text, index) => `${text}${index < values.length ? render(values[index]) : ''}`);
  return { html: parts.join('') };
}

/** For HTML that a sanitiser made. Nothing else may go in here. */
export function sanitised(text: string): Html {
  return { html: text };
}

function render(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return isList(value) ? value.map(render).join('') : value.html;
}

function isList(value: Html | readonly Content[]): value is readonly Content[] {
  return Array.isArray(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}
