/**
 * The files of a project share a worker, and so its clock and its globals: what a test changes is restored after it.
 */
import { afterEach, vi } from 'vitest';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
