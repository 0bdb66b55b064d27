/** `docs/security.md` names tests, commands and settings. All of them exist, or the promises beside them are worth nothing. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, 'docs');
const text = await readFile(join(FOLDER, 'security.md'), 'utf8');

const found = (pattern: RegExp): string[] => [...new Set([...text.matchAll(pattern)].map(([, word = '']) => word))];
const doExist = (paths: string[]) =>
  Promise.all(paths.map(async (path) => expect((await stat(path)).isFile(), path).toBe(true)));

it('the files that it names are there', async () => {
  const files = found(/`((?:[\w.-]+\/)+[\w.-]+\.\w+)`/g);
  expect(files.length).toBeGreaterThan(30);
  await doExist(files.map((file) => join(ROOT, file)));
});

it('its links lead to files', async () => {
  const links = found(/\]\(([^)#:]+)\)/g);
  expect(links.length).toBeGreaterThan(5);
  await doExist(links.map((link) => join(FOLDER, link)));
});

it('its commands are those of package.json', async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const commands = found(/npm run (?:--silent )?([\w-]+)/g);
  expect(commands.length).toBeGreaterThan(3);
  for (const command of commands) expect(scripts).toHaveProperty(command);
});

it('its settings are in the README, which lists them', async () => {
  const settings = found(/`([A-Z]+_[A-Z_]+)`/g);
  expect(settings.length).toBeGreaterThan(5);
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  for (const setting of settings) expect(readme).toContain(`\`${setting}\``);
});
