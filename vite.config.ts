import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  server: { port: 5173, strictPort: true },
  build: {
    outDir: 'dist',
    target: 'es2024',
    // `bench/page-weight.ts` follows it to see what a route loads.
    manifest: true,
    // The mocks are one chunk that only a page without a server loads; what the others may weigh, the bench checks.
    chunkSizeWarningLimit: 700,
  },
  test: {
    // Many tests wait, for a queue or a killed server: by itself vitest would leave a core to whoever develops.
    maxWorkers: 3,
    // A machine that is busy with something else may be late once; the report says which test needed it.
    retry: 1,
    // Each room where it runs: the page in a browser's document, the rest without one.
    projects: [
      {
        extends: true,
        test: {
          name: 'page',
          environment: 'jsdom',
          include: ['src/**/*.test.{ts,tsx}'],
          // A journey on a busy machine; what hangs still fails.
          testTimeout: 30_000,
          setupFiles: ['src/testing/setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'provider',
          environment: 'node',
          include: ['{protocol,server,mocks,setup}/**/*.test.ts'],
        },
      },
    ],
  },
});
