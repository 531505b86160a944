/** The template tag that pages and reports are made of: whatever goes into it is escaped unless it is markup of its own making. */

/** Markup that is safe to show: made by a tag, by a sanitiser, or of texts of our own. */
export interface Html {
  readonly html: string;
}

/** What may stand between the braces of the template. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/** A template tag. null, undefined and false show nothing. */
export type HtmlTag = (strings: TemplateStringsArray, ...values: readonly Content[]) => Html;

/** A tag that shows each text by `shown`, which has to make it safe for element content and quoted attributes. */
export function htmlTag(shown: (text: string) => string): HtmlTag {
  function render(value: Content): string {
    if (value === null || value === undefined || value === false) return '';
    if (typeof value === 'string') return shown(value);
    if (typeof value === 'number') return String(value);
    return isList(value) ? value.map(render).join('') : value.html;
  }
  return (strings, ...values) => {
    const parts = strings.map((text, index) => `${text}${index < values.length ? render(values[index]) : ''}`);
    return { html: parts.join('') };
  };
}

/** Safe for element content and quoted attributes. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
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
