/** The ledger's verbs for who is who, over one database. */
import type { Database } from '../database.ts';
import { decide } from './decide.ts';
import { knownMasters, reviews } from './masters.ts';
import { identityMerges, keptApart, liveDuplicates, mergedContributions, recordsBehind } from './merges.ts';
import type { PeopleLedger } from './port.ts';

/** Nothing is asked of the database yet. */
export function openPeople(db: Database): PeopleLedger {
  return {
    knownMasters: (instance, entity) => knownMasters(db, instance, entity),
    reviews: (instance, entity) => reviews(db, instance, entity),
    identityMerges: (instance, entity) => identityMerges(db, instance, entity),
    keptApart: (instance, entity) => keptApart(db, instance, entity),
    recordsBehind: (instance, keys) => recordsBehind(db, instance, keys),
    decide: (decisions) => decide(db, decisions),
    mergedContributions: (instance, keys) => mergedContributions(db, instance, keys),
    liveDuplicates: (scope, after) => liveDuplicates(db, scope, after),
  };
}
