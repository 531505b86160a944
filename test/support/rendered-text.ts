/** What a page's content says, without its markup. */
import { type Content, html } from '../../src/console/pages/html.ts';

/** Text as the page holds it, entities included, with its tags taken away. */
export function renderedText(content: Content): string {
  return html`${content}`.html.replaceAll(/<[^>]*>/g, '');
}
