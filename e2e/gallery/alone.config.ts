/** The journeys of the gallery alone: they need neither the page nor a back end, so that none is served. */
import { defineConfig } from '@playwright/test';
import all from '../../playwright.config.ts';

const { webServer, ...rest } = all;

export default defineConfig({
  ...rest,
  testDir: '..',
  outputDir: '../../test-results',
  reporter: 'list',
  projects: (all.projects ?? []).filter(({ name }) => name === 'gallery'),
});
