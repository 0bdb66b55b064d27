/** The one secret of an installation, and the keys that are derived from it, one for each use. */
import { hkdfSync, randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { SetupError } from '#adapters/setup-error.ts';
import type { Config } from './config.ts';

export interface Secrets {
  /** 32 bytes for one purpose. The same purpose always gives the same key. */
  key(purpose: 'sealing' | 'tokens' | 'people' | 'check' | 'manifests' | 'vaults'): Uint8Array;
}

const keysFile = z.object({ secret: z.string().min(32) });

/** From SECRET_KEY, else from `keys.json` in the data folder, which is created when it is missing. */
export async function openSecrets({ SECRET_KEY, DATA_DIR }: Pick<Config, 'SECRET_KEY' | 'DATA_DIR'>): Promise<Secrets> {
  return secretsFrom(SECRET_KEY ?? (await secretInFile(join(DATA_DIR, 'keys.json'))));
}

export const secretsFrom = (secret: string): Secrets => ({
  key: (purpose) => new Uint8Array(hkdfSync('sha256', secret, 'backup-portal', purpose, 32)),
});

async function secretInFile(path: string): Promise<string> {
  const found = await readSecret(path);
  if (found !== undefined) return found;
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify({ secret: randomBytes(32).toString('base64url') })}\n`, { mode: 0o600 });
  // When two processes start together, both use the secret of the first.
  await link(draft, path).catch(() => undefined);
  await rm(draft);
  return (await readSecret(path)) ?? broken(path);
}

async function readSecret(path: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return keysFile.parse(JSON.parse(text)).secret;
  } catch {
    return broken(path);
  }
}

function broken(path: string): never {
  throw new SetupError(
    `${path} cannot be read. Put back the original file: sealed passwords cannot be opened without it.`,
  );
}
