/** Which of our errors the import contract's own problem codes become. */
import type { FailureRule } from '../http/failure.ts';

const AGAIN = 'it is tried again by itself';
/** By code of the console's problem documents, where a code says more than the status. */
export const FAILURE_RULES: Readonly<Record<string, FailureRule>> = {
  'in-flight': { as: 'transient', code: 'write-in-flight', hint: AGAIN },
  busy: { as: 'transient', code: 'system-failing', hint: AGAIN },
  'database-unavailable': { as: 'transient', code: 'system-failing', hint: AGAIN },
  'run-closed': {
    as: 'fatal',
    code: 'run-closed',
    hint: 'the run was rolled back or ended; start a new one: `ferry run`',
  },
  'idempotency-key-reused': {
    as: 'fatal',
    code: 'write-differs',
    hint: 'a repeated write was not the same; report this',
  },
  frozen: {
    as: 'stuck',
    code: 'target-frozen',
    hint: 'wait until the cutover ends, or thaw the console, then resume the run',
  },
  'host-refused': { as: 'stuck', code: 'auth-refused', hint: 'let the console accept the host name in `url:`' },
};
