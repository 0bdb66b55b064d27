/**
 * `npm run import-state -- FILE`: makes the state that the settings name from a file of `npm run export-state`. There must be none
 * yet, and no server may be running.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createBossWork } from '#adapters/boss-work.ts';
import { keepToOurselves } from '#adapters/private-files.ts';
import { SetupError } from '#adapters/setup-error.ts';
import { fillState } from '#adapters/sql/fill-state.ts';
import { checkStateFile } from '#adapters/sql/state-file.ts';
import { readConfig, type Config } from './config.ts';
import { installationIn, isSecretOf } from './installation.ts';
import { command, fileGiven } from './local-command.ts';
import { openSecrets } from './secrets.ts';
import { openStateAlone, stateIn } from './state-database.ts';

await command(async () => {
  keepToOurselves();
  const path = fileGiven('Name the file of an export, such as: npm run import-state -- state.jsonl');
  const config = readConfig(process.env);
  let installation: ReturnType<typeof installationIn>;
  const checked = await checkStateFile(path, (line) => (installation ??= installationIn(line)));
  await refuseOtherSecret(config, installation);

  const database = await openStateAlone(config);
  try {
    const work = await createBossWork(database, () => undefined);
    try {
      await fillState(database, work, path, checked);
    } finally {
      await work.close();
    }
  } finally {
    await database.close();
  }
  const { documents, work: items } = checked.end;
  return `${String(documents)} documents and ${String(items)} work items are in ${stateIn(config)}, and were compared with the file.`;
});

/** Before anything is written: with another secret no password of the state could be opened, and no server would start on it. */
async function refuseOtherSecret(config: Config, installation: ReturnType<typeof installationIn>): Promise<void> {
  if (config.SECRET_KEY === undefined && !existsSync(join(config.DATA_DIR, 'keys.json'))) {
    throw new SetupError(
      `The keys of the installation are not here: set SECRET_KEY to its value, or put its keys.json into ${config.DATA_DIR}.`,
    );
  }
  if (installation === undefined)
    throw new SetupError(
      'The file is of no installation: no server had started on its state. Start one on that state once, stop it, and export again.',
    );
  if (isSecretOf(await openSecrets(config), installation)) return;
  throw new SetupError(
    'The state was made with another secret. Set SECRET_KEY to the value it had, or put keys.json of its data folder into this one.',
  );
}
