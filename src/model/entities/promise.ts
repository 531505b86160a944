/** What was promised: SLA policies (definitions) and commitments (who was promised what, and where that is written). */
import { z } from 'zod';
import { amount, count, day, instant, line, prose, reference, webUrl, zone } from './fields.ts';

const target = z.strictObject({
  metric: z.enum(['response', 'restore', 'resolve', 'availability']),
  priority: line.nullish(),
  value: amount,
  /** minutes, hours, percent … as the definition says it */
  unit: line,
});

/** What can be promised: targets under a calendar. A definition binds nobody until a commitment names it. */
export const slaPolicy = z.strictObject({
  name: line.min(1),
  version: line.nullish(),
  calendar: z
    .strictObject({ timezone: zone.nullish(), hours: line.nullish(), holidays: z.array(day).nullish() })
    .nullish(),
  targets: z.array(target).nullish(),
  exclusions: z.array(prose).nullish(),
});

/**
 * One promise to or of one party, with its evidence. What stands nowhere in writing says so instead of being left out.
 */
export const slaCommitment = z.strictObject({
  party: z.enum(['customer', 'supplier']),
  /** `expected` is what a customer is used to though nobody promised it; never loaded as a promise. */
  standing: z.enum(['promised', 'expected']),
  customer: reference.nullish(),
  supplier: reference.nullish(),
  service: reference.nullish(),
  policy: reference.nullish(),
  targets: z.array(target).nullish(),
  hours: line.nullish(),
  compensation: prose.nullish(),
  limits: z.strictObject({ sessions: count.nullish(), latency: line.nullish() }).nullish(),
  evidence: z
    .strictObject({
      kind: z.enum(['contract', 'chat', 'ticket', 'article', 'verbal']),
      quote: prose.nullish(),
      url: webUrl.nullish(),
      statedBy: line.nullish(),
      statedAt: instant.nullish(),
      confirmedBy: line.nullish(),
      confirmedAt: instant.nullish(),
    })
    .nullish(),
  confidence: line.nullish(),
  validFrom: day.nullish(),
  validTo: day.nullish(),
  supersedes: reference.nullish(),
});
