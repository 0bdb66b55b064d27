/** The server as a program. Standard output gets one line, the link; everything else goes to the log. */
import { keepToOurselves } from '#adapters/private-files.ts';
import { SetupError } from '#adapters/setup-error.ts';
import { readConfig } from './config.ts';
import { log } from './log.ts';
import { recoveryKeyNotice } from './recovery-key-notice.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import { startBackupPortal } from './server.ts';

/** Runs until the process gets a signal to end. */
export async function runProgram(): Promise<void> {
  keepToOurselves();
  try {
    const config = readConfig(process.env);
    const portal = await startBackupPortal(config, { log });
    await writeRunFile(config.DATA_DIR, { url: portal.url, pid: process.pid });
    if (portal.newRecoveryKey !== undefined) process.stderr.write(recoveryKeyNotice(portal.newRecoveryKey));
    process.stdout.write(`Backup Portal ready at ${await portal.link()}\n`);

    let stoppingSince: number | undefined;
    const stop = async () => {
      if (stoppingSince !== undefined) {
        // A second Ctrl+C ends at once. A single one arrives twice, from the terminal and from npm.
        if (Date.now() - stoppingSince > 1000) process.exit(130);
        return;
      }
      stoppingSince = Date.now();
      log('stopping');
      await removeRunFile(config.DATA_DIR);
      await portal.stop();
      process.exit(0);
    };
    process.on('SIGINT', () => void stop()).on('SIGTERM', () => void stop());
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
