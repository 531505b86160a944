/** Finds the file that an address in an article means, among the forms in which editors and systems write addresses. Pure. */
import path from 'node:path';
import type { Destination } from './destinations.ts';
import type { LinkTargets } from './link-targets.ts';
import { lastOf } from './names.ts';

/** A scheme, or an address that leaves the host's own (`//host`). A drive (`C:`) is none that leads anywhere. */
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** True for addresses of other systems, which no file of the directory is meant by. */
export function leadsElsewhere(url: string): boolean {
  return ELSEWHERE.test(url);
}

/** The file, as the directory has it; undefined when there is none, or when it isn't clear which one is meant. */
export function fileMeant(
  { url, written, loose }: Pick<Destination, 'url' | 'written' | 'loose'>,
  { article, targets }: { readonly article: string; readonly targets: LinkTargets },
): string | undefined {
  if (loose?.notation === 'wiki') return pageMeant(url, article, targets);
  for (const form of formsOf(url, written)) {
    const found = targets.find(joined(article, form));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of a wiki: beside the article, from the top, or the one file of that name anywhere; the ending may be left out. */
function pageMeant(url: string, article: string, targets: LinkTargets): string | undefined {
  for (const form of formsOf(url, url)) {
    const paths = [joined(article, form), joined('', form)].flatMap((each) => [each, `${each}.md`]);
    const found = paths.map((each) => targets.find(each)).find((file) => file !== undefined);
    const meant = found ?? (form.startsWith('.') ? undefined : targets.findNamed(lastOf(form)));
    if (meant !== undefined) return meant;
  }
  return undefined;
}

/**
 * As a browser reads it first: without what follows `?` or `#`, percent-encoding decoded. Then with those signs as part of
 * the name, then as it stands, and with the backslashes of Windows, which Markdown partly takes away.
 */
function formsOf(url: string, written: string): readonly string[] {
  const [address = ''] = url.split(/[?#]/);
  const forms = [decoded(address), decoded(url), address, url, written, decoded(written)];
  const all = [...forms, ...forms.map((form) => form.replaceAll('\\', '/'))];
  return [...new Set(all)].filter((form) => form !== '' && !form.startsWith('#') && !form.startsWith('?'));
}

/** A percent sign that begins no encoded character is itself. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/** The path from the directory; one that begins with a slash starts there, any other at its article. */
function joined(article: string, form: string): string {
  const from = form.startsWith('/') ? '' : path.posix.dirname(article);
  return path.posix.join(from, form).replace(/^\/+/, '');
}
