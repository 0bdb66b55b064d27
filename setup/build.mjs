/** Builds the page into dist/, and the gallery beside it, when what it is made of has changed since it was built. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, ROOT, say } from './run.mjs';

/** Everything that ends up in the page: the provider too, which the mocks run inside it. */
const SOURCES = [
  'index.html',
  'package-lock.json',
  'package.json',
  'vite.config.ts',
  'tsconfig.json',
  'public',
  'protocol',
  'src',
  'mocks',
  'server/provider',
];

/** Everything that ends up in the gallery of `src/ui`, which `e2e/gallery/` looks at. */
const GALLERY_SOURCES = [
  'package-lock.json',
  'package.json',
  'vite.config.ts',
  'tsconfig.json',
  'protocol',
  'src/gallery',
  'src/ui',
  'src/app/theme',
  'src/app/page.css',
];

export const buildPage = () => build('the page', SOURCES, 'dist', []);

export const buildGallery = () =>
  build('the gallery', GALLERY_SOURCES, 'node_modules/.cache/gallery', ['--mode', 'gallery']);

async function build(what, sources, folder, args) {
  const stamp = join(ROOT, folder, '.stamp');
  const wanted = digestOf(sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`Building ${what} …`);
  await must(`Building ${what}`, 'vite', ['build', '--logLevel', 'warn', ...args], {
    onOutput: (text) => process.stderr.write(text),
  });
  writeFileSync(stamp, wanted);
}

function digestOf(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const full = join(ROOT, path);
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) add(`${path}/${name}`);
    } else {
      hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}
