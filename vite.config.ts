import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { WORLD_ROWS } from './protocol/windows-zones.ts';
import { WholeServersFirst } from './server/testing/whole-servers-first.ts';

/** What puts another module in a module's place, which files that share a worker would meet as well. */
const WITH_OWN_MODULES = 'src/**/second-datasource.test.tsx';

/** What has no components and still needs a browser's document: its storage, its address. */
const WITH_DOCUMENT = 'src/**/*.dom.test.ts';

/**
 * What the entry needs, and so every page. By itself each would be a file of its own, because later pages share it; in two
 * they pack better, and the entry takes in what only they held apart: 7 KB of the 230 that the first page may weigh.
 */
const FOR_EVERY_PAGE = [
  {
    name: 'protocol',
    test: /\/protocol\/(api-versions|authorization|datasource-types|datasources|errors|postgres|postgres-servers|resource-id|time-units)\.ts$/,
  },
  {
    name: 'resources',
    test: /\/src\/(arm\/.+|resources\/(backup-instances|datasources|gathered|mutation-meta|new-guid|role-propagation|service-time|subscriptions|vaults))\.ts$/,
  },
];

/** Unicode's table of time zones is 6 KB gzipped. The page loads the rows that it reads, which are 2. */
const worldZonesOnly: Plugin = {
  name: 'world-zones-only',
  enforce: 'pre',
  transform: {
    filter: { id: /cldr-core\/supplemental\/windowsZones\.json$/ },
    handler: () => JSON.stringify({ supplemental: { windowsZones: { mapTimezones: WORLD_ROWS } } }),
  },
};

/** The rules, and the provider on memory ports; not what puts another module in a module's place. */
const IN_MEMORY = ['{protocol,mocks,server/provider}/**/!(second-datasource).test.ts'];

/** `vite preview` lets a browser keep what has a digest in its name, as our server does: each page has a hundred of them. */
const keptAssets: Plugin = {
  name: 'kept-assets',
  configurePreviewServer: ({ middlewares }) => {
    middlewares.use('/assets', (_, response, next) => {
      response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      next();
    });
  },
};

export default defineConfig({
  plugins: [react(), worldZonesOnly, keptAssets, ownValidator(), gallery()],
  server: { port: 5173, strictPort: true },
  build: {
    outDir: 'dist',
    target: 'es2024',
    // `bench/page-weight.ts` follows it to see what a route loads.
    manifest: true,
    // By default the entry lists what each later page imports, so that all of it is asked for at once. That list is 6 KB
    // of the 230 that the first page may weigh; without it a later page finds its imports by itself, level by level.
    modulePreload: { resolveDependencies: (_, imports, { hostType }) => (hostType === 'html' ? imports : []) },
    rolldownOptions: { output: { codeSplitting: { groups: FOR_EVERY_PAGE } } },
    // The mocks are one chunk that only a page without a server loads; what the others may weigh, the bench checks.
    chunkSizeWarningLimit: 700,
  },
  test: {
    // A test that passes only sometimes is told, and fails once ten runs in a row have needed no second try (decision 31).
    retry: 1,
    // Who waits for something waits long enough for a busy machine.
    expect: { poll: { timeout: 15_000 } },
    sequence: { sequencer: WholeServersFirst },
    // Each room where it runs: components in a browser's document, which takes a second to make; the rest without one.
    projects: [
      {
        extends: true,
        test: {
          name: 'page',
          // One project after the other: a worker is kept for files of its own project only. These compute and never wait.
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
          environment: 'jsdom',
          // Loading Fluent took longer than most of these files; `clean-slate.ts` keeps what they leave from the next.
          isolate: false,
          include: ['src/**/*.test.tsx', WITH_DOCUMENT],
          exclude: [WITH_OWN_MODULES],
          // A journey on a busy machine; what hangs still fails.
          testTimeout: 30_000,
          setupFiles: ['src/testing/silent-console.ts', 'src/testing/clean-slate.ts', 'src/testing/document.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'page apart',
          sequence: { groupOrder: 1 },
          environment: 'jsdom',
          include: [WITH_OWN_MODULES],
          testTimeout: 30_000,
          setupFiles: ['src/testing/silent-console.ts', 'src/testing/clean-slate.ts', 'src/testing/document.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'page rules',
          sequence: { groupOrder: 2 },
          maxWorkers: 2,
          environment: 'node',
          isolate: false,
          include: ['src/**/*.test.ts'],
          exclude: [WITH_DOCUMENT],
          setupFiles: ['src/testing/silent-console.ts', 'src/testing/clean-slate.ts'],
        },
      },
      {
        extends: true,
        test: {
          // What runs in memory alone: a process for each file would cost more than most of these files.
          name: 'provider rules',
          sequence: { groupOrder: 3 },
          maxWorkers: 2,
          environment: 'node',
          isolate: false,
          include: IN_MEMORY,
          testTimeout: 30_000,
          setupFiles: ['src/testing/clean-slate.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'provider',
          sequence: { groupOrder: 4 },
          // Many of them wait, for a queue or a killed server.
          maxWorkers: 4,
          environment: 'node',
          include: ['server/**/*.test.ts'],
          // The servers that tests run against bring tests of their own along.
          exclude: ['**/node_modules/**', ...IN_MEMORY],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

/**
 * In a build the page has a copy of the validator of its own. The provider in the mocks uses nearly all of it, and one
 * copy would be as large for both: 16 KB instead of what forms need (docs/decisions/0034-wizards-and-forms.md).
 */
function ownValidator(): Plugin {
  const OWN = '?page';
  return {
    name: 'own-validator',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (source !== 'zod/mini' && importer?.endsWith(OWN) !== true) return null;
      const found = await this.resolve(source, importer?.replace(OWN, ''), { ...options, skipSelf: true });
      return found && { ...found, id: `${found.id}${OWN}` };
    },
  };
}

/** `--mode gallery` is the pieces of `src/ui` in their states instead of the page: for development, and no part of `dist`. */
function gallery(): Plugin {
  return {
    name: 'gallery',
    config: (_, { mode }) =>
      mode === 'gallery'
        ? {
            publicDir: false,
            server: { port: 5174 },
            build: {
              outDir: 'node_modules/.cache/gallery',
              manifest: false,
              rolldownOptions: { input: 'src/gallery/index.html' },
            },
          }
        : undefined,
  };
}
