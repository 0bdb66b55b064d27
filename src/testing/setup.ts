/** What every test of the page needs: cleaning up, matchers, no silent complaints, and what jsdom lacks. */
import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { fillJsdomGaps } from './jsdom-gaps.ts';

fillJsdomGaps();
// A page's code is loaded when it is first visited, which in a test means compiling it.
configure({ asyncUtilTimeout: 10_000 });

let complaints: string[] = [];

beforeEach(() => {
  complaints = [];
  for (const method of ['error', 'warn'] as const) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      complaints.push(`console.${method}: ${words.map(String).join(' ')}`);
    });
  }
});

afterEach(() => {
  // By hand, because Vitest's globals are off; Fluent's focus manager throws when it outlives the document.
  cleanup();
  sessionStorage.clear();
  localStorage.clear();
  vi.restoreAllMocks();
  if (complaints.length > 0) throw new Error(`The console should be silent, but:\n${complaints.join('\n')}`);
});
