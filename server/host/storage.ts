/**
 * `npm run storage`: lists the storages that are set up beside the data folder; with `-- --test NAME` it tries one as the portal
 * uses it, whether the server runs or not, and reports what works and what does not.
 */
import { parseArgs } from 'node:util';
import { SetupError } from '#adapters/setup-error.ts';
import { openStore } from '#adapters/stores/open-store.ts';
import { tryStore } from '#adapters/stores/try-store.ts';
import { EngineFault } from '#provider/ports.ts';
import { readConfig } from './config.ts';
import { command } from './local-command.ts';
import { placeOf, type Storages } from './storages.ts';

await command(async () => {
  const name = nameGiven();
  const storages = readConfig(process.env).STORAGES ?? {};
  if (name === undefined) return named(storages);
  const storage = storages[name];
  if (storage === undefined) throw new SetupError(`There is no storage '${name}'. ${named(storages)}`);
  const lines: string[] = [];
  const store = await openStore(placeOf(name, storage, undefined));
  for await (const { what, error, ms } of tryStore(store)) {
    lines.push(`${error === undefined ? 'ok    ' : 'FAILED'}  ${what} (${String(ms)} ms)`);
    if (error === undefined) continue;
    throw new SetupError([...lines, ...inWords(error)].join('\n'));
  }
  const held = (await store.canHold())
    ? 'It retains the recovery points of locked vaults itself.'
    : 'It cannot retain objects: for locked vaults, the portal alone keeps recovery points from being removed early.';
  return [...lines, `The storage '${name}' can be used.`, held].join('\n');
});

function nameGiven(): string | undefined {
  try {
    return parseArgs({ options: { test: { type: 'string' } } }).values.test;
  } catch {
    throw new SetupError('The option is --test NAME, such as: npm run storage -- --test offsite');
  }
}

function named(storages: Storages): string {
  const all = Object.entries(storages).map(([name, { type }]) => `${name} (${type})`);
  return all.length === 0
    ? 'STORAGES names none: every vault is in the data folder.'
    : `STORAGES has ${all.join(', ')}.`;
}

function inWords(error: unknown): string[] {
  return error instanceof EngineFault ? [error.message, ...error.recommendedAction] : [String(error)];
}
