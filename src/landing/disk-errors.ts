/** Maps errors of the file system to ours. */
import { FatalError, isFerryError, StuckError, TransientError } from '../errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const BUSY = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY', 'EINTR']);

/** Whether the file system named this as the cause (`ENOENT`, `EEXIST`). Pure. */
export function hasCode(error: unknown, code: string): boolean {
  return codeOf(error) === code;
}

/** Errors of ours are kept. A full or read-only disk holds the lane for a person; so does a failed flush (`EIO`), after which what was lost is unknown. */
export function asFerryError(error: unknown, at: string): unknown {
  const code = codeOf(error);
  if (isFerryError(error) || code === undefined) return error;
  const detail = { at, cause: error };
  if (FULL.has(code)) {
    return new StuckError('there is no room left for the landing', {
      ...detail,
      code: 'disk-full',
      hint: 'free some space, then: ferry resume',
    });
  }
  if (BUSY.has(code)) {
    return new TransientError('the system is out of file handles or the file is busy', {
      ...detail,
      code: 'disk-busy',
    });
  }
  if (['EACCES', 'EPERM', 'EROFS', 'EIO'].includes(code)) {
    return new StuckError(`the landing can't be used (${code})`, {
      ...detail,
      code: 'disk-refused',
      hint: 'make the landing directory readable and writable, then: ferry resume',
    });
  }
  return new FatalError(`the landing failed (${code})`, { ...detail, code: 'landing-failed' });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
