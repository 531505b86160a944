/** What of a directory is no article: counted by ending, for the count of articles and for people. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { entriesOf, listFiles } from './files.ts';
import { articlesOf, lookalikes } from './names.ts';

/** Endings of Markdown, lower case: the count knows them by itself, so that it is no echo of what is read. */
const COUNTED = new Set(
  'md markdown mdown mdwn mkd mkdn mkdown mdtxt mdtext mdx rmd qmd'.split(' ').map((ending) => `.${ending}`),
);
/** Endings of what articles show or offer, and no reader takes for an article. */
const BESIDES = new Set(
  [
    ...'png jpg jpeg gif webp svg bmp ico tif tiff avif heic mp4 webm mov avi mkv mp3 wav ogg m4a flac pdf'.split(' '),
    ...'zip gz tgz bz2 xz 7z rar tar xls xlsx ppt pptx vsd vsdx drawio csv tsv json xml yaml yml toml'.split(' '),
    ...'css scss js mjs ts woff woff2 ttf eot map lock log'.split(' '),
  ].map((ending) => `.${ending}`),
);
const MOST_NAMED = 12;

interface Tally {
  readonly files: number;
  readonly articles: number;
  /** Numbers of all other files by ending, the most first. */
  readonly others: readonly (readonly [ending: string, count: number])[];
}

/** Every file of the directory less those that are named as no articles, by another listing than the one that is read. */
export async function countArticles(dir: string): Promise<{ readonly count: number; readonly how: string }> {
  const { files, articles, others } = await tallyOf(dir);
  const all = `all ${files} files of the directory, listed a second time`;
  return { count: articles, how: others.length === 0 ? all : `${all}, but for ${named(others)}` };
}

/** What a plan and each run must tell: files that look like texts and aren't read, and names that are hard to tell apart. */
export async function findingsOf(dir: string): Promise<readonly string[]> {
  const [{ articles, others }, files, links] = [await tallyOf(dir), await listFiles(dir), await symbolicLinks(dir)];
  const unread = others.filter(([ending]) => !BESIDES.has(ending));
  const shared = articlesOf(files).filter(({ fault }) => fault === 'file-name-shared');
  const alike = lookalikes(files);
  return [
    ...(articles === 0 ? ['the directory holds no Markdown, such as files named *.md'] : []),
    ...(unread.length > 0 ? [`not read, since only Markdown becomes articles: ${named(unread)}`] : []),
    ...(links > 0 ? [`not followed: ${links} symbolic links`] : []),
    ...(shared.length > 0
      ? [`${shared.length} files have the name of another article but for its ending, and are quarantined`]
      : []),
    ...alike
      .slice(0, MOST_NAMED)
      .map((group) => `names that differ in nothing but case or composition: ${group.join(', ')}`),
  ];
}

/** What limits nothing: the files that come with the articles that point at them, and hidden articles. */
export async function notesOf(dir: string): Promise<readonly string[]> {
  const besides = (await tallyOf(dir)).others.filter(([ending]) => BESIDES.has(ending));
  const hidden = (await entriesBelow(dir)).filter((entry) => isHidden(dir, entry) && COUNTED.has(endingOf(entry.name)));
  return [
    ...(besides.length > 0 ? [`loaded where an article points at them, and not otherwise: ${named(besides)}`] : []),
    ...(hidden.length > 0
      ? [`left out, since their names or folders begin with a dot: ${hidden.length} articles`]
      : []),
  ];
}

async function tallyOf(dir: string): Promise<Tally> {
  const entries = (await entriesBelow(dir)).filter((entry) => entry.isFile() && !isHidden(dir, entry));
  const counts = new Map<string, number>();
  for (const { name } of entries) counts.set(endingOf(name), (counts.get(endingOf(name)) ?? 0) + 1);
  const others = [...counts].filter(([ending]) => !COUNTED.has(ending));
  const articles = entries.length - others.reduce((sum, [, count]) => sum + count, 0);
  return {
    files: entries.length,
    articles,
    others: others.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)),
  };
}

async function entriesBelow(dir: string) {
  // Says what is wrong when the directory can't be read at all.
  await entriesOf(dir, '');
  return await readdir(dir, { recursive: true, withFileTypes: true });
}

async function symbolicLinks(dir: string): Promise<number> {
  return (await entriesBelow(dir)).filter((entry) => entry.isSymbolicLink() && !isHidden(dir, entry)).length;
}

function isHidden(dir: string, entry: { readonly parentPath: string; readonly name: string }): boolean {
  const steps = path.relative(dir, path.join(entry.parentPath, entry.name)).split(path.sep);
  return steps.some((step) => step.startsWith('.'));
}

function endingOf(name: string): string {
  return path.extname(name).toLowerCase();
}

function named(counts: Tally['others']): string {
  const shown = counts
    .slice(0, MOST_NAMED)
    .map(([ending, count]) => `${count} ${ending === '' ? 'without an ending' : `*${ending}`}`);
  const rest = counts.slice(MOST_NAMED).reduce((sum, [, count]) => sum + count, 0);
  return [...shown, ...(rest > 0 ? [`${rest} of other endings`] : [])].join(', ');
}
