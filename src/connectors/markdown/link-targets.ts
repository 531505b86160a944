/** What the links of articles lead to: files of the directory, found as the systems find them that wrote the links. */
import path from 'node:path';
import { assetToken, recordToken } from '../../model/text-tokens.ts';
import { articlesOf, composed, folded, grouped, isArticle, lastOf } from './names.ts';

/** What an article may link to. */
export interface LinkTargets {
  /** The file at a path from the directory: as written, in another composition, else in another case where only one is meant. */
  find(path: string): string | undefined;
  /** The file that a wiki means by a name alone, with or without its ending, where only one is meant. */
  findNamed(name: string): string | undefined;
  /** A record token for an article, an asset token for any other file. */
  tokenOf(file: string): string;
  /** Whether images of an origin are fetched. */
  allows(origin: string): boolean;
}

/** Over the paths of all files of the directory, and the origins that are allowed. */
export function linkTargets(files: readonly string[], allowed: ReadonlySet<string>): LinkTargets {
  const exact = new Set(files);
  const byForm = [grouped(files, composed), grouped(files, folded)];
  const byName = [grouped(files, (file) => folded(lastOf(file))), grouped(files.filter(isArticle), stemOf)];
  const keys = new Map(articlesOf(files).map(({ file, key }) => [file, key]));
  const single = (group: readonly string[] = []) => (group.length === 1 ? group[0] : undefined);
  return {
    find: (wanted) =>
      exact.has(wanted) ? wanted : (single(byForm[0]?.get(composed(wanted))) ?? single(byForm[1]?.get(folded(wanted)))),
    findNamed: (name) => single(byName[0]?.get(folded(name))) ?? single(byName[1]?.get(folded(name))),
    tokenOf: (file) => {
      const key = keys.get(file);
      if (key !== undefined) return recordToken('article', key);
      // The same reference from both compositions of a name, unless the directory has a file of each.
      return assetToken(byForm[0]?.get(composed(file))?.length === 1 ? composed(file) : file);
    },
    allows: (origin) => allowed.has(origin),
  };
}

function stemOf(file: string): string {
  const name = folded(lastOf(file));
  return name.slice(0, name.length - path.posix.extname(name).length);
}
