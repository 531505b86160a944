/** Pages are made of this template tag alone: whatever goes into it is escaped unless it is HTML made by the tag itself. */
import { escapeText, type Html, htmlTag } from '../../model/html.ts';

export type { Content, Html } from '../../model/html.ts';

/** Escapes every value for element content and quoted attributes. null, undefined and false show nothing. */
export const html = htmlTag(escapeText);

/** For HTML that a sanitiser made. Nothing else may go in here. */
export function sanitised(text: string): Html {
  return { html: text };
}
