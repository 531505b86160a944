/** What was promised: SLA policies (definitions) and commitments (who was promised what, and where that is written). */
import { z } from 'zod';
import { defineEntity } from './definition.ts';
import { amount, count, day, instant, line, prose, webUrl, zone } from './fields.ts';
import { referenceTo } from './references.ts';

const target = z.strictObject({
  metric: z.enum(['response', 'restore', 'resolve', 'availability']),
  priority: line.nullish(),
  value: amount,
  /** minutes, hours, percent … as the definition says it */
  unit: line,
});

/** What can be promised: targets under a calendar. A definition binds nobody until a commitment names it. */
export const slaPolicy = defineEntity(
  {
    name: line.min(1),
    version: line.nullish(),
    calendar: z
      .strictObject({ timezone: zone.nullish(), hours: line.nullish(), holidays: z.array(day).nullish() })
      .nullish(),
    targets: z.array(target).nullish(),
    exclusions: z.array(prose).nullish(),
  },
  {
    plural: 'SLA policies',
    section: 'Promises',
    title: ['name'],
    columns: ['version'],
    relatives: [
      { entity: 'sla-commitment', field: 'policy' },
      { entity: 'ticket', field: 'sla' },
    ],
  },
);

/**
 * One promise to or of one party, with its evidence. What stands nowhere in writing says so instead of being left out.
 */
export const slaCommitment = defineEntity(
  {
    party: z.enum(['customer', 'supplier']),
    /** `expected` is what a customer is used to though nobody promised it; never loaded as a promise. */
    standing: z.enum(['promised', 'expected']),
    customer: referenceTo('customer').nullish(),
    supplier: referenceTo('supplier').nullish(),
    service: referenceTo('service').nullish(),
    policy: referenceTo('sla-policy').nullish(),
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
    supersedes: referenceTo('sla-commitment').nullish(),
  },
  {
    plural: 'SLA commitments',
    section: 'Promises',
    title: ['standing'],
    calledBy: ['customer', 'supplier', 'service', 'targets'],
    columns: ['party', 'standing', 'customer', 'service', 'validFrom', 'validTo'],
  },
);
