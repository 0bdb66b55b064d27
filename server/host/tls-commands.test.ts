/** `npm run token` with a TLS server whose certificate is self-signed and names another host. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

it('recognises the server by its own certificate, and calls no other', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bp-tls-'));
  const certify = (name: string) =>
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=backup.contoso.example'].concat([
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
      ]),
      { cwd: folder, stdio: 'pipe' },
    );
  certify('tls');
  certify('other');
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: String(20_000 + (process.pid % 20_000)),
    DATA_DIR: join(folder, 'data'),
    TLS_CERT: join(folder, 'tls.pem'),
    TLS_KEY: join(folder, 'tls.key'),
  };
  const server = spawn(process.execPath, ['server/host/main.ts'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    expect(line).toContain(`ready at https://localhost:${env.PORT}/?code=`);
    const token = () => promisify(execFile)(process.execPath, ['server/host/token.ts'], { cwd: ROOT, env });
    expect((await token()).stdout.trim().split('.')).toHaveLength(3);
    await copyFile(join(folder, 'other.pem'), join(folder, 'tls.pem'));
    await expect(token()).rejects.toThrow('No Backup Portal is running');
  } finally {
    server.kill('SIGKILL');
    await once(server, 'exit').catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
});
