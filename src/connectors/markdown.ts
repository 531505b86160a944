/** The `markdown` source: a directory of Markdown files with front matter, as articles. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { FatalError } from '../errors.ts';
import type { SourceRecord } from '../model/record.ts';
import type { Watermark } from '../model/run.ts';
import { articleOf, unreadableArticle } from './markdown/article.ts';
import { assetReader } from './markdown/assets.ts';
import { fieldsOf } from './markdown/fields.ts';
import { listFiles } from './markdown/files.ts';
import { type LinkTargets, linkTargets } from './markdown/link-targets.ts';
import { type ArticleFile, articlesOf } from './markdown/names.ts';
import { countArticles, findingsOf, notesOf } from './markdown/passed-over.ts';
import type { Page, Source } from './port.ts';

const origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => URL.canParse(url) && new URL(url).href === `${new URL(url).origin}/`,
    'must be an origin like https://img.example.com',
  );

/** As written in ferry.yaml; a relative `dir` starts at its folder. No origin is fetched from unless it is listed. */
export const markdownOptions = z.strictObject({
  kind: z.literal('markdown'),
  dir: z.string().min(1),
  images: z
    .strictObject({ allow: z.array(origin).describe('origins whose images are fetched and kept') })
    .default({ allow: [] }),
});

export type MarkdownOptions = z.output<typeof markdownOptions>;

const ENTITY = 'article';

/** Reads in order of paths and continues after the last one read, so that files added or deleted meanwhile don't affect others. */
export function markdownSource(options: MarkdownOptions, { baseDir }: { readonly baseDir: string }): Source {
  const dir = path.resolve(baseDir, options.dir);
  const allowed = new Set(options.images.allow.map((url) => new URL(url).origin));
  return {
    check: async () => ({
      ...{ kind: 'markdown', version: null, entities: [ENTITY] },
      ...{ findings: await findingsOf(dir), notes: await notesOf(dir) },
    }),
    async *read(entity, since) {
      refuseOther(entity);
      yield* pagesOf(dir, since, allowed);
    },
    count: async (entity) => {
      refuseOther(entity);
      return await countArticles(dir);
    },
    async *keys(entity) {
      refuseOther(entity);
      yield articlesOf(await listFiles(dir)).map(({ key }) => key);
    },
    fields: async (entity) => {
      refuseOther(entity);
      return await fieldsOf(pagesOf(dir, null, allowed));
    },
    absentIsEmpty: true,
    asset: assetReader(dir, allowed),
    state: () => stateOf(dir, options),
  };
}

/** One page per article: the cursor is the path of the last one, since new files would shift a number. */
async function* pagesOf(dir: string, since: Watermark, allowed: ReadonlySet<string>): AsyncGenerator<Page> {
  const files = await listFiles(dir);
  const targets = linkTargets(files, allowed);
  for (const article of articlesOf(files).filter(({ file }) => since === null || file > since)) {
    const record = await articleIn(dir, article, targets);
    if (record !== undefined) yield { records: [record], continuation: article.file };
  }
}

/** Undefined for a file that was deleted since it was listed: it is no longer there to be read. */
async function articleIn(dir: string, article: ArticleFile, targets: LinkTargets): Promise<SourceRecord | undefined> {
  const file = path.join(dir, article.file);
  try {
    return articleOf(article, await readFile(file), targets);
  } catch {
    const there = await stat(file).catch(() => undefined);
    return there === undefined ? undefined : unreadableArticle(article);
  }
}

/** Hash of every file's name and bytes, so that a changed image counts as well. A file that vanishes meanwhile counts as unreadable. */
async function stateOf(dir: string, { images }: MarkdownOptions): Promise<string> {
  const whole = createHash('sha256').update(JSON.stringify(images));
  for (const file of await listFiles(dir)) {
    const bytes = createHash('sha256');
    try {
      for await (const chunk of createReadStream(path.join(dir, file))) bytes.update(chunk);
    } catch {
      // Missing or not permitted: `read` reports it; here it is part of the state.
      bytes.update('unreadable');
    }
    whole.update(`${JSON.stringify(file)} ${bytes.digest('hex')}\n`);
  }
  return whole.digest('hex');
}

function refuseOther(entity: string): void {
  if (entity === ENTITY) return;
  throw new FatalError(`a markdown source has ${ENTITY}s, no ${JSON.stringify(entity)}`, {
    code: 'entity-missing',
    hint: `write \`from: markdown/${ENTITY}@1\` in the mapping`,
  });
}
