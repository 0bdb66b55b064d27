/**
 * `npm run catalogue`: what the storages say by themselves of the vaults in them. With `-- --rebuild` that is brought back into the
 * state, which was lost (decision 45). The server does not run meanwhile: its state is opened here.
 */
import { parseArgs } from 'node:util';
import { SetupError } from '#adapters/setup-error.ts';
import { EngineFault } from '#provider/ports.ts';
import { BROUGHT_BACK_NEXT, broughtBackLines, foundLines } from './catalogue-lines.ts';
import { readStorages, rebuildState, type CatalogueOptions } from './catalogue-rebuild.ts';
import { readConfig } from './config.ts';
import { command } from './local-command.ts';

await command(async () => {
  const { rebuild, ...options } = optionsGiven();
  const config = readConfig(process.env);
  try {
    const found = await readStorages(config, options);
    const lines = foundLines(found, options);
    if (!rebuild) return lines.join('\n');
    const brought = await rebuildState(config, found, options);
    return [...lines, '', ...broughtBackLines(brought), '', ...BROUGHT_BACK_NEXT].join('\n');
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    throw new SetupError([error.message, ...error.recommendedAction].join('\n'));
  }
});

function optionsGiven(): CatalogueOptions & { rebuild: boolean } {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      options: {
        ...{ rebuild: flag, 'add-missing': flag, 'with-unsigned': flag, 'without-unreadable': flag },
        storage: { type: 'string' },
        region: { type: 'string' },
      },
    });
    return {
      rebuild: values.rebuild,
      addMissing: values['add-missing'],
      withUnsigned: values['with-unsigned'],
      withoutUnreadable: values['without-unreadable'],
      ...(values.storage !== undefined && { storage: values.storage }),
      ...(values.region !== undefined && { region: values.region }),
    };
  } catch {
    throw new SetupError(
      [
        'The options are:',
        '  --rebuild              brings back into the state what was found; without it, it is listed',
        '  --storage NAME         looks into that storage of STORAGES alone, or into the data folder: local',
        '  --add-missing          adds what is missing to vaults that the state has; what it has stays, or becomes stricter',
        '  --without-unreadable   goes on without documents that do not count',
        '  --with-unsigned        takes recovery points from before manifests were signed',
        '  --region NAME          where vaults are said to be whose region is not known',
        'such as: npm run catalogue -- --rebuild',
      ].join('\n'),
    );
  }
}
