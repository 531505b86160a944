/** Somebody at work in Request Tracker: writes through REST2 with a token, and reads back that it was done. */
import { z } from 'zod';
import { askRt } from './ask-rt.ts';

const created = z.object({ id: z.coerce.string() });

export interface Desk {
  /** The number of the new ticket. */
  create(ticket: Readonly<Record<string, unknown>>): Promise<string>;
  comment(ticket: string, text: string): Promise<void>;
  correspond(ticket: string, text: string): Promise<void>;
  /** Sets fields and links; throws what RT says when it didn't do them all. */
  change(ticket: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** `away` is from then on a number of `into`. */
  merge(away: string, into: string): Promise<void>;
  /** Sets the status `deleted`. */
  remove(ticket: string): Promise<void>;
  /** As RT shows it now. */
  read(ticket: string): Promise<Readonly<Record<string, unknown>>>;
}

export function openDesk(url: string, token: string): Desk {
  const call = async (method: string, place: string, body?: unknown) => {
    const answer = await askRt({ url, token }, place, { method, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${place} was answered ${answer.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  const message = async (ticket: string, kind: string, content: string) => {
    await call('POST', `ticket/${ticket}/${kind}`, { Content: content, ContentType: 'text/plain' });
  };
  return {
    create: async (ticket) => created.parse(await call('POST', 'ticket', ticket)).id,
    comment: (ticket, text) => message(ticket, 'comment', text),
    correspond: (ticket, text) => message(ticket, 'correspond', text),
    change: async (ticket, fields) => {
      const said = z.array(z.string()).parse(await call('PUT', `ticket/${ticket}`, fields));
      // RT answers 200 whatever became of it; only its words tell.
      const refused = said.filter((words) => /denied|invalid|isn't|does not|could not|couldn't|failed/i.test(words));
      if (said.length === 0 || refused.length > 0) throw new Error(`ticket ${ticket}: ${said.join(' ')}`);
    },
    merge: async (away, into) => {
      await call('PUT', `ticket/${away}`, { MergeInto: into });
    },
    remove: async (ticket) => {
      await call('DELETE', `ticket/${ticket}`);
    },
    read: async (ticket) => z.record(z.string(), z.unknown()).parse(await call('GET', `ticket/${ticket}`)),
  };
}
