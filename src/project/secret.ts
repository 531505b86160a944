/** Secrets of a configuration: references until the moment they are used. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { type Secret, secret } from '../model/secret.ts';

/** Resolves `env:NAME` and `file:PATH` (relative to the configuration). Throws UsageError `secret-missing` or `secret-literal`. */
export function resolveSecret(reference: string, dir: string, env: NodeJS.ProcessEnv): Secret {
  const [, scheme, rest = ''] = /^(env|file):(.+)$/s.exec(reference) ?? [];
  if (scheme === undefined) {
    throw new UsageError('a secret stands in the configuration itself', {
      code: 'secret-literal',
      hint: 'write env:NAME or file:PATH, and change the secret: it was readable',
    });
  }
  const value = scheme === 'env' ? env[rest] : readSecretFile(path.resolve(dir, rest));
  if (value !== undefined && value.trim() !== '') return secret(value.trim());
  throw new UsageError(`there is no secret at ${reference}`, {
    code: 'secret-missing',
    hint: scheme === 'env' ? `export ${rest}=…` : `write the secret into ${rest}, readable by you alone`,
  });
}

function readSecretFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
