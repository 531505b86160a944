/** All English sentences by what says them. It is the catalogue that codes are checked against, so a code begins here. */
import * as connectors from './en/connectors.ts';
import * as dryRun from './en/dry-run.ts';
import * as load from './en/load.ts';
import * as mapping from './en/mapping.ts';
import { remedies } from './en/remedies.ts';

/** A code stands once in each of these, in the file of the room that owns it. */
export const ENGLISH = {
  problems: { ...connectors.problems, ...mapping.problems, ...load.problems },
  losses: { ...mapping.losses, ...load.losses },
  findings: dryRun.findings,
  hints: dryRun.hints,
  phrases: dryRun.phrases,
  remedies,
};

/** What the codes and parameters of every language are. */
export type English = typeof ENGLISH;
