/** What people did and wrote down: tickets with their conversation, and knowledge articles. */
import { z } from 'zod';
import { assetHash, count, custom, instant, line, prose, reference, webUrl } from './fields.ts';

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

export const ticket = z.strictObject({
  number: line,
  kind: line.nullish(),
  title: line.min(1),
  body: body.nullish(),
  status: z.enum(['new', 'open', 'pending', 'solved', 'closed', 'deleted']),
  priority: z.enum(['urgent', 'high', 'normal', 'low']).nullish(),
  interruption: z.boolean().nullish(),
  requester: reference.nullish(),
  assignee: reference.nullish(),
  group: reference.nullish(),
  customer: reference.nullish(),
  site: reference.nullish(),
  service: reference.nullish(),
  device: reference.nullish(),
  tags: z.array(line).nullish(),
  createdAt: instant.nullish(),
  updatedAt: instant.nullish(),
  resolvedAt: instant.nullish(),
  closedAt: instant.nullish(),
  cc: z.array(reference).nullish(),
  timeEntries: z
    .array(z.strictObject({ at: instant.nullish(), person: reference.nullish(), minutes: count }))
    .nullish(),
  comments: z.array(comment).nullish(),
  events: z.array(event).nullish(),
  links: z.array(z.strictObject({ kind: line, to: reference.nullish() })).nullish(),
  mergedInto: reference.nullish(),
  slaOutcomes: z.array(slaOutcome).nullish(),
  custom: custom.nullish(),
});

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
  sourceUrl: webUrl.nullish(),
  custom: custom.nullish(),
});
