/** What a run's findings are called: codes that people and scripts refer to them by, kept in the ledger and in reports. */

/** Every finding a run can have, and what it means. Stable: rows that are stored keep their code. */
export const FINDING = {
  /** A person edited fields of the record since they were imported; the edit is kept. */
  editedInConsole: 'edited-in-console',
  /** The target holds something else than it was sent. */
  receiptDiffers: 'receipt-differs',
  /** The target says that it holds a newer version of the record than this run or a settled one has loaded. */
  newerUnknown: 'newer-version-unknown',
  /** The record was loaded, but the target refused the references that the second pass found. */
  patchRefused: 'patch-refused',
  /** The record was merged into another one, but a person has edited it in the console, so it wasn't tombstoned. */
  endRefused: 'end-refused',
  /** Records that were loaded before are no longer in the source. */
  recordsVanished: 'records-vanished',
  /** Records have a number that records of another source have too. */
  numberShared: 'number-shared',
  /** Drift: a field that no earlier run saw. */
  driftField: 'drift-field',
  /** Drift: a field holds another type than before. */
  driftType: 'drift-type',
  /** Drift: a value that no table of the mapping lists and no earlier run saw. */
  driftValue: 'drift-value',
  /** Drift: a field that the mapping reads and earlier runs had is gone from the source. */
  driftGone: 'drift-gone',
  /** Drift: more fields of a lane, or values of one field, than are remembered. */
  driftTooMany: 'drift-too-many',
} as const;

/** A finding's code, as it is stored. */
export type FindingCode = (typeof FINDING)[keyof typeof FINDING];
