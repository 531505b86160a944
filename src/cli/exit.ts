/** Exit codes, which scripts rely on, and what each error exits with. */
import { type AnyFerryError, isFerryError } from '../errors.ts';
import type { Output } from './output/output.ts';

/** What each exit code means. Scripts rely on the numbers. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  blocked: 3,
  quarantined: 4,
  differs: 5,
  unreachable: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Systems that can't be used now although trying again by itself won't help. */
const UNREACHABLE = ['auth-refused', 'certificate-refused', 'ledger-refused', 'system-down'];

/** A person has to decide before anything goes on. */
const BLOCKED = ['plan-required', 'plan-blocked', 'plan-unaccepted'];

/** Tells people (and machines) what went wrong, where, and what to type; returns what to exit with. */
export function tellError(error: unknown, output: Output): ExitCode {
  if (isFerryError(error)) return tellOurs(error, output);
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  output.note(`An error that Ferry doesn't know. ${message}`);
  output.give({ error: { code: 'unexpected', message } });
  return EXIT.failed;
}

function tellOurs(error: AnyFerryError, output: Output): ExitCode {
  output.note(
    error.at === undefined || error.message.includes(error.at) ? error.message : `${error.at}: ${error.message}`,
  );
  if (error.hint !== undefined) output.note(`→ ${output.asTyped(error.hint)}`);
  const { code, message, hint = null, at = null } = error;
  output.give({ error: { code, message, hint, at } });
  return exitOf(error);
}

/** Whether what a run waits for is that a system can be used again. */
export function isUnreachable(code: string): boolean {
  return UNREACHABLE.includes(code);
}

/** What a command that ended with this error exits with; the code goes before the kind of error. Pure. */
export function exitOf(error: AnyFerryError): ExitCode {
  if (isUnreachable(error.code)) return EXIT.unreachable;
  if (BLOCKED.includes(error.code)) return EXIT.blocked;
  if (error.name === 'UsageError') return EXIT.usage;
  return error.name === 'TransientError' ? EXIT.unreachable : EXIT.failed;
}
