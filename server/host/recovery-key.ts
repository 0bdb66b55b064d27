/**
 * `npm run recovery-key`: prints the key that opens every vault of the installation, whether the server runs or not.
 * With `-- --new` it prints a fresh one for MASTER_KEY, and with `-- --rotate-vaults` it gives every vault a new key.
 */
import { generateX25519Identity } from 'age-encryption';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createVaultKeys } from '#adapters/age/vault-keys.ts';
import { SetupError } from '#adapters/setup-error.ts';
import { createFolderStore } from '#adapters/stores/folder-store.ts';
import { openStore } from '#adapters/stores/open-store.ts';
import { readConfig } from './config.ts';
import { command } from './local-command.ts';
import { createLog } from './log.ts';
import { openMasterKeys } from './master-keys.ts';
import { openSecrets } from './secrets.ts';
import { placeOf } from './storages.ts';

await command(async () => {
  const options = optionsGiven();
  if (options.new) return generateX25519Identity();
  const config = readConfig(process.env);
  // Otherwise a new secret would be created here, and a wrong key printed.
  if (config.SECRET_KEY === undefined && !existsSync(join(config.DATA_DIR, 'keys.json'))) {
    throw new SetupError(
      `No Backup Portal has run on the data folder ${config.DATA_DIR} yet. Start one with: npm start`,
    );
  }
  const masters = await openMasterKeys(config, await openSecrets(config));
  if (!options['rotate-vaults']) return masters[0].identity;
  const log = createLog({ format: 'text', level: 'info' });
  const places = Object.entries(config.STORAGES ?? {}).map(([name, storage]) => placeOf(name, storage, undefined));
  const stores = [createFolderStore(join(config.DATA_DIR, 'vaults')), ...(await Promise.all(places.map(openStore)))];
  const vaults: string[] = [];
  for (const store of stores) {
    const keys = createVaultKeys(store, masters, log);
    for (const vault of await keys.vaults()) {
      await keys.rotate(vault);
      vaults.push(vault);
    }
  }
  return vaults.length === 0
    ? 'No vault has a key yet.'
    : `A new key for the recovery points from now on, for\n${vaults.join('\n')}`;
});

function optionsGiven(): { new?: boolean; 'rotate-vaults'?: boolean } {
  try {
    return parseArgs({ options: { new: { type: 'boolean' }, 'rotate-vaults': { type: 'boolean' } } }).values;
  } catch {
    throw new SetupError('The options are --new and --rotate-vaults, such as: npm run --silent recovery-key -- --new');
  }
}
