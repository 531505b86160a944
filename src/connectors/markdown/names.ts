/** What the names of files say: which are articles, under which keys, and what a link to one of them means. Pure. */
import { hash } from 'node:crypto';

const MARKDOWN = /\.(?:md|markdown|mdown|mdwn|mkd|mkdn|mkdown|mdtxt|mdtext|mdx|rmd|qmd)$/i;
const USUAL = '.md';
/** Longer keys don't fit in an index or a report. */
const MAX_KEY = 300;

/** One article of a directory. */
export interface ArticleFile {
  /** As the directory has it. */
  readonly file: string;
  /** The path without its ending, in NFC: the same whichever system wrote the directory. */
  readonly key: string;
  /** Why the file has a key of its own making, marked with a hash: its path is too long, or the key is another file's. */
  readonly fault: 'key-unusable' | 'file-name-shared' | null;
}

/** By the ending of its name, in any case: `.md` and the others that are in use for Markdown. */
export function isArticle(file: string): boolean {
  return MARKDOWN.test(file);
}

/** Every article of the files, in their order, each under a key of its own. */
export function articlesOf(files: readonly string[]): readonly ArticleFile[] {
  const articles = files.filter(isArticle);
  const owners = new Map<string, string>();
  for (const file of articles) {
    const name = nameOf(file);
    const owner = owners.get(name);
    if (owner === undefined || precedes(file, owner)) owners.set(name, file);
  }
  return articles.map((file) => {
    const name = nameOf(file);
    if (owners.get(name) !== file) return { file, key: marked(name, file), fault: 'file-name-shared' };
    if (name.length > MAX_KEY) return { file, key: marked(name, name), fault: 'key-unusable' };
    return { file, key: name, fault: null };
  });
}

/** Lists of paths that are the same but for case or the composition of their letters, and so one file on other systems. */
export function lookalikes(files: readonly string[]): readonly (readonly string[])[] {
  return [...grouped(files, folded).values()].filter((group) => group.length > 1);
}

/** Paths by one of their forms. */
export function grouped(
  files: readonly string[],
  form: (file: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const group = groups.get(form(file));
    if (group === undefined) groups.set(form(file), [file]);
    else group.push(file);
  }
  return groups;
}

/** The form in which file systems that ignore case and composition compare paths. */
export function folded(file: string): string {
  return file.normalize('NFC').toLowerCase();
}

/** The form in which paths are written into keys and tokens. */
export function composed(file: string): string {
  return file.normalize('NFC');
}

/** The last part of a path. */
export function lastOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** The path without its ending, in NFC. */
function nameOf(file: string): string {
  return composed(file).replace(MARKDOWN, '');
}

/** Of two files with one name, the one in `.md`, then the one that is in NFC, has it. */
function precedes(file: string, other: string): boolean {
  const rank = (each: string) => (each.endsWith(USUAL) ? 0 : 2) + (each === composed(each) ? 0 : 1);
  return rank(file) < rank(other);
}

function marked(name: string, text: string): string {
  return `${name.slice(0, 200)}#${hash('sha256', text).slice(0, 16)}`;
}
