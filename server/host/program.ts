/** The server as a program. Standard output gets one line, the link, unless lines are collected; everything else goes to the log. */
import { format } from 'node:util';
import { keepToOurselves } from '#adapters/private-files.ts';
import { SetupError } from '#adapters/setup-error.ts';
import type { Log } from '#provider/ports.ts';
import { readConfig, secretsIn, type Config } from './config.ts';
import { createLog } from './log.ts';
import { recoveryKeyNotice } from './recovery-key-notice.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import { startBackupPortal, type BackupPortal } from './server.ts';
import { tracesWanted } from './tracing/traces-wanted.ts';
import type { Tracing } from './tracing/tracing.ts';

/** Runs until the process gets a signal to end. */
export async function runProgram(): Promise<void> {
  keepToOurselves();
  let log: Log | undefined;
  let logFormat: Config['LOG_FORMAT'] = 'text';
  try {
    const config = readConfig(process.env);
    logFormat = config.LOG_FORMAT;
    log = createLog({ format: logFormat, level: config.LOG_LEVEL, secrets: secretsIn(config) });
    takeEveryLine(log);
    const portal = await startBackupPortal(config, { log, tracing: await openTracing(config, log) });
    await writeRunFile(config.DATA_DIR, { url: portal.url, pid: process.pid });
    if (portal.newRecoveryKey !== undefined) tellRecoveryKey(portal.newRecoveryKey, logFormat, log);
    await tellReady(portal, logFormat, log);

    let stoppingSince: number | undefined;
    const stop = async () => {
      if (stoppingSince !== undefined) {
        // A second Ctrl+C ends at once. A single one arrives twice, from the terminal and from npm.
        if (Date.now() - stoppingSince > 1000) process.exit(130);
        return;
      }
      stoppingSince = Date.now();
      log?.('stopping');
      await removeRunFile(config.DATA_DIR);
      await portal.stop();
      process.exit(0);
    };
    process.on('SIGINT', () => void stop()).on('SIGTERM', () => void stop());
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    // In words, for whoever started it by hand; a line where lines are collected.
    if (logFormat === 'json') log?.('the start failed', { error: error.message }, 'error');
    else process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** What collects traces takes memory and time to load: only where they are wanted. */
async function openTracing(config: Config, log: Log): Promise<Tracing | undefined> {
  const wanted = tracesWanted(process.env);
  if (wanted === undefined) return undefined;
  const { createTracing } = await import('./tracing/tracing.ts');
  return createTracing(wanted, { log, secrets: secretsIn(config) });
}

/**
 * What libraries and Node itself write is a line like any other. What nobody caught ends the process, as it does by itself, but
 * says so in a line, too.
 */
function takeEveryLine(log: Log): void {
  const told = (...words: unknown[]): void => log('a library says', { text: format(...words) }, 'warning');
  for (const name of ['log', 'info', 'warn', 'error'] as const) console[name] = told;
  process
    .removeAllListeners('warning')
    .on('warning', (warning) => log('Node warns', { text: String(warning) }, 'warning'));
  process.on('uncaughtException', (error) => {
    log('uncaught error, the process ends', { error }, 'error');
    process.exit(1);
  });
}

/** The link signs in whoever has it first. What collects lines of JSON often collects both outputs: there, none is made. */
async function tellReady(portal: BackupPortal, format: 'text' | 'json', log: Log): Promise<void> {
  if (format === 'text') process.stdout.write(`Backup Portal ready at ${await portal.link()}\n`);
  else log('ready', { url: portal.url, signIn: 'npm run --silent link' });
}

/** Lines of JSON are for a machine that keeps them: the key itself is not for that. */
function tellRecoveryKey(key: string, format: 'text' | 'json', log: Log): void {
  if (format === 'text') return void process.stderr.write(recoveryKeyNotice(key));
  log(
    'there is a new recovery key: print it, and keep it elsewhere',
    { command: 'npm run --silent recovery-key' },
    'warning',
  );
}
