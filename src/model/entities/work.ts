/** What people did and wrote down: tickets with their conversation, and knowledge articles. */
import { z } from 'zod';
import { defineEntity } from './definition.ts';
import { assetHash, count, custom, instant, line, link, prose, webUrl } from './fields.ts';
import { anyReference, ownKey, referenceTo } from './references.ts';

const body = z.strictObject({ format: z.enum(['text', 'markdown', 'html']), content: prose });
const attachment = z.strictObject({ sha256: assetHash, name: line, mediaType: line.nullish(), bytes: count.nullish() });

const comment = z.strictObject({
  externalId: ownKey,
  author: referenceTo('person').nullish(),
  at: instant.nullish(),
  internal: z.boolean(),
  body,
  attachments: z.array(attachment).nullish(),
});

const event = z.strictObject({
  at: instant,
  actor: referenceTo('person').nullish(),
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
const watcher = z.strictObject({
  role: line,
  person: referenceTo('person').nullish(),
  group: referenceTo('group').nullish(),
});

/** Fewer than none where somebody took time back. */
const minutes = z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const timeEntry = z.strictObject({ at: instant.nullish(), person: referenceTo('person').nullish(), minutes });

/** A request and all that was said about it. Comments and attachments are part of it and are loaded with it. */
export const ticket = defineEntity(
  {
    number: line,
    kind: line.nullish(),
    title: line.min(1),
    body: body.nullish(),
    status: z.enum(['new', 'open', 'pending', 'solved', 'closed', 'deleted']),
    priority: z.enum(['urgent', 'high', 'normal', 'low']).nullish(),
    interruption: z.boolean().nullish(),
    /** Who wrote the body, where that isn't the requester. */
    openedBy: referenceTo('person').nullish(),
    requester: referenceTo('person').nullish(),
    assignee: referenceTo('person').nullish(),
    group: referenceTo('group').nullish(),
    customer: referenceTo('customer').nullish(),
    site: referenceTo('site').nullish(),
    service: referenceTo('service').nullish(),
    device: referenceTo('device').nullish(),
    /** The level that was promised; what it means is the policy's to say. */
    sla: referenceTo('sla-policy').nullish(),
    tags: z.array(line).nullish(),
    createdAt: instant.nullish(),
    updatedAt: instant.nullish(),
    resolvedAt: instant.nullish(),
    closedAt: instant.nullish(),
    cc: z.array(referenceTo('person')).nullish(),
    watchers: z.array(watcher).nullish(),
    timeEntries: z.array(timeEntry).nullish(),
    attachments: z.array(attachment).nullish(),
    comments: z.array(comment).nullish(),
    events: z.array(event).nullish(),
    links: z.array(link).nullish(),
    mergedInto: referenceTo('ticket').nullish(),
    slaOutcomes: z.array(slaOutcome).nullish(),
    custom: custom.nullish(),
  },
  {
    plural: 'Tickets',
    section: 'Work',
    title: ['title', 'number', 'kind'],
    columns: ['status', 'priority', 'customer', 'group', 'assignee', 'updatedAt'],
  },
);

/** Something known, written down for agents or customers. Its parents are articles. */
export const article = defineEntity(
  {
    title: line.min(1),
    /** Markdown (CommonMark with GFM tables); sanitised again whenever it is shown. */
    body: prose,
    summary: prose.nullish(),
    category: z.array(line).nullish(),
    language: line.nullish(),
    author: referenceTo('person').nullish(),
    status: z.enum(['draft', 'published', 'archived']).nullish(),
    audience: z.enum(['public', 'customers', 'internal']).nullish(),
    parent: referenceTo('article').nullish(),
    revisions: z
      .array(z.strictObject({ at: instant.nullish(), author: referenceTo('person').nullish(), body: prose.nullish() }))
      .nullish(),
    assets: z.array(assetHash).nullish(),
    links: z.array(anyReference).nullish(),
    /** Links that say what they mean, or lead to other kinds of record. */
    related: z.array(link).nullish(),
    sourceUrl: webUrl.nullish(),
    custom: custom.nullish(),
  },
  {
    plural: 'Articles',
    section: 'Work',
    title: ['title'],
    columns: ['status', 'category', 'author', 'language'],
  },
);
