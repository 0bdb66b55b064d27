/**
 * A program that runs a scratch server while its standard input is open, and then ends it and removes its folder. So
 * the server ends with the portal that started it, in every case.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The program's only argument, as JSON. */
export interface WatchedServer {
  program: string;
  args: string[];
  /** Folders to remove when the server has ended. The last has the data and the log. */
  folders: string[];
  uid?: number;
  gid?: number;
}

/** How long to wait for the server to end by itself. */
const KILL_AFTER_MS = 5_000;

const { program, args, folders, ...owner } = JSON.parse(process.argv[2] ?? '') as WatchedServer;
const folder = folders.at(-1) ?? '';
// Ctrl+C in a terminal reaches all its processes. The process at our standard input decides when this ends.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

const log = await open(join(folder, 'log'), 'a');
const server = spawn(program, args, {
  ...owner,
  cwd: folder,
  env: { LC_ALL: 'C', TZ: 'UTC' },
  stdio: ['ignore', log.fd, log.fd],
});
const ended = once(server, 'exit').catch(() => undefined);
await log.close();

process.stdin.resume();
const released = once(process.stdin, 'close');
await Promise.race([ended, released]);
if (server.pid !== undefined && server.exitCode === null && server.signalCode === null) {
  // Its data is worthless: it ends without writing to the disk.
  server.kill('SIGQUIT');
  const timer = setTimeout(() => server.kill('SIGKILL'), KILL_AFTER_MS);
  await ended;
  clearTimeout(timer);
}
// When the server ended by itself, its starter reads the log first.
await released;
for (const each of folders) await rm(each, { recursive: true, force: true });
process.exit(0);
