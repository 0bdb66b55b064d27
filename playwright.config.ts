import { defineConfig, devices } from '@playwright/test';
import type { BackEndOption } from './e2e/fixtures.ts';

const MOCKS_PORT = 4173;

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
  // (decision 31). Whatever is waited for has the time that a busy machine needs.
  retries: 1,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/results.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: 'reduce' },
    actionTimeout: 30_000,
    screenshot: 'only-on-failure',
    launchOptions: {
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
    },
  },
  projects: [
    {
      name: 'mocks',
      testIgnore: '**/server/**',
      use: { backEnd: 'mocks', mocksUrl: `http://localhost:${MOCKS_PORT}` },
    },
    { name: 'server', testIgnore: '**/mocks/**', use: { backEnd: 'server' } },
  ],
  webServer: {
    command: `vite preview --port ${MOCKS_PORT} --strictPort`,
    port: MOCKS_PORT,
    reuseExistingServer: false,
  },
});
