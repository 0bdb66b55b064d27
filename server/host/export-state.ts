/**
 * `npm run export-state -- FILE`: writes the state that the settings name into a file, from which `npm run import-state` makes one
 * in another place. No server may be running.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { versionOf } from '#adapters/sql/migrations.ts';
import { keepToOurselves } from '#adapters/private-files.ts';
import { writeStateFile } from '#adapters/sql/state-file.ts';
import { contentLines, openingOf } from '#adapters/sql/state-lines.ts';
import { readConfig } from './config.ts';
import { command, fileGiven } from './local-command.ts';
import { openStateAlone, requireState, stateIn } from './state-database.ts';

await command(async () => {
  keepToOurselves();
  const path = fileGiven('Name the file to write, such as: npm run export-state -- state.jsonl');
  const config = readConfig(process.env);
  requireState(config);
  const database = await openStateAlone(config);
  try {
    const { documents, work, sha256 } = await database.transact(async (sql) => {
      const { step } = await versionOf(sql);
      return writeStateFile(path, openingOf(step, release()), contentLines(sql));
    });
    return [
      `${path} has ${String(documents)} documents and ${String(work)} work items of ${stateIn(config)}, with the digest ${sha256}.`,
      'Passwords are in it as they are in the state: sealed with the keys of this installation, which are not in it.',
    ].join('\n');
  } finally {
    await database.close();
  }
});

function release(): string {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
