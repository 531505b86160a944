/** The record of a number that was merged into another ticket: the few fields RT still has, everything else empty. */
import type { RtTicket } from './ticket-shape.ts';

type Left = 'id' | 'Type' | 'mergedInto' | 'Subject' | 'Queue' | 'Creator' | 'Created' | 'body' | 'attachments';

/** The record of such a number. */
export function mergedNumber(left: Pick<RtTicket, Left>): RtTicket {
  return { ...EMPTY, ...left };
}

const EMPTY = {
  type: 'ticket',
  Status: 'merged',
  merged: [],
  Owner: null,
  LastUpdatedBy: null,
  Requestor: [],
  Cc: [],
  AdminCc: [],
  watcherGroups: [],
  roles: {},
  organization: null,
  Priority: null,
  InitialPriority: null,
  FinalPriority: null,
  SLA: null,
  Started: null,
  Starts: null,
  Due: null,
  Told: null,
  Resolved: null,
  LastUpdated: null,
  TimeWorked: 0,
  TimeEstimated: 0,
  TimeLeft: 0,
  CustomFields: {},
  transactions: [],
  links: [],
  slaOutcomes: [],
} as const;
