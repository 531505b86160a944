/** What people did and wrote down: tickets with their conversation, and knowledge articles. */
import { z } from 'zod';
import { assetHash, count, custom, instant, line, link, prose, reference, webUrl } from './fields.ts';

const body = z.strictObject({ format: z.enum(['text', 'markdown', 'html']), content: prose });
const attachment = z.strictObject({ sha256: assetHash, name: line, mediaType: line.nullish(), bytes: count.nullish() });

const comment = z.strictObject({
  externalId: reference,
  author: reference.nullish(),
  at: instant.nullish(),
  internal: z.boolean(),
  body,
  attachments: z.array(attachment).nullish(),
});

const event = z.strictObject({
  at: instant,
  actor: reference.nullish(),
  field: line,
  from: z.json().nullish(),
  to: z.json().nullish(),
});

const slaOutcome = z.strictObject({
  metric: line,
  targetAt: instant.nullish(),
  metAt: instant.nullish(),
  breachedAt: instant.nullish(),
  pausedMinutes: count.nullish(),
  rule: line.nullish(),
});

/** Somebody who follows the ticket in a role of their own, beside requester, assignee and cc. */
const watcher = z.strictObject({ role: line, person: reference.nullish(), group: reference.nullish() });

/** Fewer than none where somebody took time back. */
const minutes = z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const timeEntry = z.strictObject({ at: instant.nullish(), person: reference.nullish(), minutes });

/** A request and all that was said about it. Comments and attachments are its own, and cross with it. */
export const ticket = z.strictObject({
  number: line,
  kind: line.nullish(),
  title: line.min(1),
  body: body.nullish(),
  status: z.enum(['new', 'open', 'pending', 'solved', 'closed', 'deleted']),
  priority: z.enum(['urgent', 'high', 'normal', 'low']).nullish(),
  interruption: z.boolean().nullish(),
  /** Who wrote the body, where that isn't the requester. */
  openedBy: reference.nullish(),
  requester: reference.nullish(),
  assignee: reference.nullish(),
  group: reference.nullish(),
  customer: reference.nullish(),
  site: reference.nullish(),
  service: reference.nullish(),
  device: reference.nullish(),
  /** The level that was promised; what it means is the policy's to say. */
  sla: reference.nullish(),
  tags: z.array(line).nullish(),
  createdAt: instant.nullish(),
  updatedAt: instant.nullish(),
  resolvedAt: instant.nullish(),
  closedAt: instant.nullish(),
  cc: z.array(reference).nullish(),
  watchers: z.array(watcher).nullish(),
  timeEntries: z.array(timeEntry).nullish(),
  attachments: z.array(attachment).nullish(),
  comments: z.array(comment).nullish(),
  events: z.array(event).nullish(),
  links: z.array(link).nullish(),
  mergedInto: reference.nullish(),
  slaOutcomes: z.array(slaOutcome).nullish(),
  custom: custom.nullish(),
});

/** Something known, written down for agents or customers. Its parents are articles. */
export const article = z.strictObject({
  title: line.min(1),
  /** Markdown (CommonMark with GFM tables); sanitised again whenever it is shown. */
  body: prose,
  summary: prose.nullish(),
  category: z.array(line).nullish(),
  language: line.nullish(),
  author: reference.nullish(),
  status: z.enum(['draft', 'published', 'archived']).nullish(),
  audience: z.enum(['public', 'customers', 'internal']).nullish(),
  parent: reference.nullish(),
  revisions: z
    .array(z.strictObject({ at: instant.nullish(), author: reference.nullish(), body: prose.nullish() }))
    .nullish(),
  assets: z.array(assetHash).nullish(),
  links: z.array(reference).nullish(),
  /** Links that say what they mean, or lead to other kinds of record. */
  related: z.array(link).nullish(),
  sourceUrl: webUrl.nullish(),
  custom: custom.nullish(),
});
