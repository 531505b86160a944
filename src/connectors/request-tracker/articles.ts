/** Entity `article`: its text out of the custom fields that RT keeps it in, and every text it had before. */
import type { JsonObject } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import { numberVersion } from '../../model/record-version.ts';
import type { RtApi, Search } from './api.ts';
import { composed, isContent, revisionsOf } from './article-text.ts';
import { asCustom, type CustomFields, readCustomFields } from './custom-fields.ts';
import { byId } from './enumeration.ts';
import { idReader } from './id-reader.ts';
import { linksOf } from './links.ts';
import type { OwnNames } from './mentions.ts';
import { namesOf } from './names.ts';
import type { Reader } from './reader.ts';
import type { RtArticle } from './shape.ts';
import { flagOf, instantOf, loginOf, mismatch, referenceOf, textOf } from './values.ts';

/** The rows that `articleReader` reads. `check` asks for its total, which RT gives only to accounts that may see every row. */
export const ALL_ARTICLES: Search = { collection: 'articles', fields: ['Name'], disabled: true };
const HISTORY = ['Type', 'Creator', 'Created', 'Field', 'OldValue', 'NewValue'];

/** `ownNames`: what this RT calls itself in texts. */
export function articleReader(api: RtApi, ownNames: () => Promise<OwnNames>): Reader {
  return idReader({
    all: byId(api, () => ALL_ARTICLES),
    called: 'articles, disabled ones included',
    records: async () => {
      const about = {
        customFields: await readCustomFields(api),
        classes: await namesOf(api, 'classes'),
        ownNames: await ownNames(),
      };
      return async (id) => {
        const answer = await api.get(`article/${id}`);
        if (answer === undefined) return undefined;
        return articleRecord(id, answer, { ...about, history: await historyOf(api, id) });
      };
    },
  });
}

async function historyOf(api: RtApi, id: string): Promise<readonly JsonObject[]> {
  const history: JsonObject[] = [];
  for await (const rows of api.list({ collection: `article/${id}/history`, fields: HISTORY })) history.push(...rows);
  return history;
}

/** Data of an article that isn't in its own answer. */
export interface BesideArticle {
  readonly customFields: CustomFields;
  /** Names by id. */
  readonly classes: ReadonlyMap<string, string>;
  readonly ownNames: OwnNames;
  /** Its transactions, oldest first. */
  readonly history: readonly JsonObject[];
}

/** Never throws: an answer about another article is a record with a problem. Version: the newest transaction's number. */
export function articleRecord(id: string, answer: JsonObject, beside: BesideArticle): SourceRecord {
  const problem = mismatch(answer, id, ['Class']);
  if (problem !== undefined) return { key: id, data: { type: 'article', id }, problem };
  const article = articleOf(id, answer, beside);
  const data = {
    ...article,
    links: article.links.map((link) => ({ ...link })),
    revisions: article.revisions.map((revision) => ({ ...revision })),
  };
  const version = numberVersion(textOf(beside.history.at(-1)?.id) ?? '');
  return { key: id, ...(version !== null && { version }), data };
}

function articleOf(
  id: string,
  answer: JsonObject,
  { customFields, classes, ownNames, history }: BesideArticle,
): RtArticle {
  const fields = customFields.valuesOf(answer);
  const content = fields.filter(({ field }) => isContent(field));
  const inClass = referenceOf(answer.Class)?.id ?? textOf(answer.Class) ?? '';
  return {
    type: 'article',
    id,
    Name: textOf(answer.Name),
    Summary: textOf(answer.Summary),
    Class: { id: inClass, Name: classes.get(inClass) ?? inClass },
    Disabled: flagOf(answer.Disabled),
    SortOrder: textOf(answer.SortOrder),
    Creator: loginOf(answer.Creator),
    Created: instantOf(answer.Created),
    LastUpdated: instantOf(answer.LastUpdated),
    html: composed(content, ownNames),
    contentFields: content.map(({ field }) => field.label),
    CustomFields: asCustom(fields.filter(({ field }) => !isContent(field))),
    links: linksOf(answer),
    revisions: revisionsOf(content, history, { ownNames, known: customFields.byId }),
  };
}
