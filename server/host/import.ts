/**
 * `npm run import -- --instance NAME PATH…`: takes dumps that were made elsewhere as recovery points of a backup instance, one job
 * after the other. The running server reads them, on this machine.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SetupError } from '#adapters/setup-error.ts';
import type { Job } from '#protocol/data-protection.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { callOperatorRoute, command, RefusedCommand } from './local-command.ts';

const ASK_EVERY_MS = 500;
/** Another job of the instance may take hours. */
const FREE_AGAIN_MS = 5_000;

await command(async () => {
  const { instance, paths, ...options } = optionsGiven();
  const dumps = (await Promise.all(paths.map(dumpsAt))).flat();
  const lines: string[] = [];
  for (const path of dumps) {
    // One that is refused keeps the others from nothing.
    const { line, hasFailed } = await imported({ instance, path, ...options }).catch((error: unknown) => {
      if (!(error instanceof SetupError)) throw error;
      return { line: `FAILED  ${basename(path)}: ${error.message}`, hasFailed: true };
    });
    lines.push(line);
    if (hasFailed) process.exitCode = 1;
  }
  return lines.join('\n');
});

/** A dump, or those directly in a folder that is none. */
async function dumpsAt(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => {
      throw new SetupError(`${path} is not there, or cannot be read.`);
    },
  );
  if (!isFolder) return [path];
  const names = (await readdir(path)).sort();
  if (names.includes('toc.dat')) return [path];
  if (names.length === 0) throw new SetupError(`The folder ${path} is empty.`);
  return names.map((name) => join(path, name));
}

async function imported(request: Record<string, string>): Promise<{ line: string; hasFailed: boolean }> {
  const file = basename(request.path ?? '');
  const jobId = await begun(request);
  for (;;) {
    const answer = await callOperatorRoute('import/job', { jobId });
    const { properties } = answer.job as Job;
    if (answer.isRunning !== true) {
      const { errorDetails, status, extendedInfo } = properties;
      const hasFailed = errorDetails !== null && errorDetails.length > 0;
      const warnings = (extendedInfo?.warningDetails ?? []).map(({ warning }) => `\n  ${warning.message}`);
      return {
        hasFailed,
        line: hasFailed
          ? `FAILED  ${errorDetails.map(({ message, recommendedAction }) => [message, ...(recommendedAction ?? [])].join(' ')).join(' ')}`
          : `ok      ${file}: ${status}, recovery point ${extendedInfo?.targetRecoverPoint?.recoveryPointID ?? ''}${warnings.join('')}`,
      };
    }
    await delay(ASK_EVERY_MS);
  }
}

/** Waits for other jobs of the instance: a backup that is due goes before the next dump. */
async function begun(request: Record<string, string>): Promise<unknown> {
  for (;;) {
    try {
      return (await callOperatorRoute('import', request)).jobId;
    } catch (error) {
      if (!(error instanceof RefusedCommand) || error.code !== ErrorCode.operationLimit) throw error;
    }
    await delay(FREE_AGAIN_MS);
  }
}

function optionsGiven(): { instance: string; paths: string[]; database?: string; keep?: string } {
  try {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      options: { instance: text, database: text, keep: text },
      allowPositionals: true,
    });
    const { instance, ...rest } = values;
    if (instance === undefined || positionals.length === 0) throw new Error('incomplete');
    return { ...rest, instance, paths: positionals.map((path) => resolve(path)) };
  } catch {
    throw new SetupError(
      'Say which backup instance, and which dumps, such as: npm run import -- --instance pg-orders /srv/dumps/orders.dump\n' +
        'Options: --database NAME for SQL, which does not say of which database it is; --keep RULE for the retention rule that keeps them.',
    );
  }
}
