import { defineConfig, devices } from '@playwright/test';
import type { BackEndOption } from './e2e/fixtures.ts';

const MOCKS_PORT = 4173;

/** Whatever is waited for has the time that a busy machine needs. */
const WAITING_MS = 30_000;

const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/**
 * The same journeys on both back ends, in the Chromium that the system has. On the mocks the built page is served as
 * plain files; on the server each test starts a server of its own, see `e2e/fixtures.ts`.
 */
export default defineConfig<object, BackEndOption>({
  testDir: 'e2e',
  fullyParallel: true,
  // A page waits for what it has asked for more than half of the time; a third worker has the processors then.
  workers: 3,
  forbidOnly: process.env.CI !== undefined,
  timeout: 120_000,
  // A journey that passes only sometimes is told as flaky, and fails once ten runs in a row have needed no second try
  // (decision 31).
  retries: 1,
  expect: { timeout: WAITING_MS },
  reporter: [['list'], ['json', { outputFile: 'test-results/results.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: 'reduce' },
    actionTimeout: 30_000,
    screenshot: 'only-on-failure',
    launchOptions: LAUNCH,
  },
  projects: [
    {
      name: 'mocks',
      testIgnore: ['**/server/**', '**/gallery/**'],
      use: { backEnd: 'mocks', mocksUrl: `http://localhost:${MOCKS_PORT}` },
    },
    { name: 'server', testIgnore: ['**/mocks/**', '**/gallery/**'], use: { backEnd: 'server' } },
    {
      // The pieces of `src/ui`, without a back end: the same pixels on each machine that has the same browser and font.
      name: 'gallery',
      testMatch: '**/gallery/*.spec.ts',
      // Each system smooths letters in its own way.
      ignoreSnapshots: process.platform !== 'linux',
      snapshotPathTemplate: '{testDir}/gallery/pictures/{arg}{ext}',
      expect: { timeout: WAITING_MS, toHaveScreenshot: { threshold: 0.1, maxDiffPixels: 10 } },
      use: {
        viewport: { width: 1200, height: 900 },
        locale: 'en-US',
        timezoneId: 'UTC',
        launchOptions: { ...LAUNCH, args: [...LAUNCH.args, '--font-render-hinting=none', '--disable-lcd-text'] },
      },
    },
  ],
  webServer: {
    command: `vite preview --port ${MOCKS_PORT} --strictPort`,
    port: MOCKS_PORT,
    reuseExistingServer: false,
  },
});
