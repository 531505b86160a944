/** Entity `queue`: disabled ones and RT's inner `___Approvals` included. */
import type { JsonObject } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import type { RtApi, Search } from './api.ts';
import { type CustomFields, readCustomFields } from './custom-fields.ts';
import { byId } from './enumeration.ts';
import { idReader } from './id-reader.ts';
import type { Reader } from './reader.ts';
import type { RtQueue } from './shape.ts';
import { flagOf, mismatch, textOf } from './values.ts';

/** What `queueReader` goes through, and `check` looks into queue by queue. */
export const ALL_QUEUES: Search = { collection: 'queues', fields: ['Name'], disabled: true };

/** Passes over `where`. A pass asks for the custom fields, then for each queue. Records have no version. */
export function queueReader(api: RtApi): Reader {
  return idReader({
    all: byId(api, () => ALL_QUEUES),
    called: 'queues, disabled ones included',
    records: async () => {
      const customFields = await readCustomFields(api);
      return async (id) => {
        const answer = await api.get(`queue/${id}`);
        return answer === undefined ? undefined : queueRecord(id, answer, customFields);
      };
    },
  });
}

/** Never throws: an answer about another queue is a record with a problem. */
export function queueRecord(id: string, answer: JsonObject, customFields: CustomFields): SourceRecord {
  const problem = mismatch(answer, id, ['Name']);
  if (problem !== undefined) return { key: id, data: { type: 'queue', id }, problem };
  const queue: RtQueue = {
    type: 'queue',
    id,
    Name: textOf(answer.Name) ?? '',
    Description: textOf(answer.Description),
    Lifecycle: textOf(answer.Lifecycle),
    CorrespondAddress: textOf(answer.CorrespondAddress),
    CommentAddress: textOf(answer.CommentAddress),
    Disabled: flagOf(answer.Disabled),
    CustomFields: customFields.customOf(answer),
  };
  return { key: id, data: { ...queue } };
}
