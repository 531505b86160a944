/** The two tokens of a console that runs for one person: made once, kept in files that only their owner can read. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StuckError } from '../errors.ts';
import type { Tokens } from './access.ts';

/** Where the tokens are kept, and what they are. */
export interface TokenFiles {
  readonly operateFile: string;
  readonly readFile: string;
  readonly tokens: Tokens;
}

/**
 * The tokens kept in `home`, made when there are none. Two programs starting at once end with the same tokens.
 * Throws StuckError `token-file-broken` when a file holds no token.
 */
export async function ensureTokens(home: string): Promise<TokenFiles> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const operateFile = path.join(home, 'console.token');
  const readOnlyFile = path.join(home, 'console-read.token');
  const tokens = { operate: await ensureToken(operateFile), read: await ensureToken(readOnlyFile) };
  return { operateFile, readFile: readOnlyFile, tokens };
}

async function ensureToken(file: string): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // A link appears whole or not at all, and never replaces the file of somebody quicker.
    await link(draft, file).catch(ignoreExisting);
  } finally {
    await unlink(draft);
  }
  return readToken(file);
}

async function readToken(file: string): Promise<string> {
  const token = (await readFile(file, 'utf8')).trim();
  if (/^[\w-]{32,}$/.test(token)) return token;
  throw new StuckError('A token file holds no token.', {
    code: 'token-file-broken',
    at: file,
    hint: 'delete the file; the next start makes a new one',
  });
}

function ignoreExisting(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
  throw error;
}
