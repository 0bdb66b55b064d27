/** Certificates that nobody trusts, made with openssl, and how a test's server gets one. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export const openssl = (folder: string, ...args: string[]): void =>
  void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

/** Makes `<name>.key` and `<name>.pem` in the folder: a certificate that signed itself, good for two days. */
export const selfSigned = (folder: string, name: string): void =>
  openssl(
    folder,
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`],
    ...['-keyout', `${name}.key`, '-out', `${name}.pem`],
  );

/** The statement by which the server writes a file itself: its own user has to own a key. */
export const serverWrites = (file: string, content: Buffer | string): string =>
  `COPY (SELECT '${Buffer.from(content).toString('base64')}') TO PROGRAM 'umask 077; base64 -d > ${file}'`;

/** The statements that give the server a certificate and its key, from files of ours. */
export const serverTakes = async (certificate: string, key: string): Promise<string[]> => [
  serverWrites('server.crt', await readFile(certificate)),
  serverWrites('server.key', await readFile(key)),
];
