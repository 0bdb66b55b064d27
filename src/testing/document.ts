/** What every test in a browser's document needs: cleaning up, matchers, and what jsdom lacks. */
import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';
import { fillJsdomGaps } from './jsdom-gaps.ts';
import { describeLate } from './late-messages.ts';

fillJsdomGaps();
describeLate();
// A page's code is loaded when it is first visited, which in a test means compiling it.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  // By hand, because Vitest's globals are off; Fluent's focus manager throws when it outlives the document.
  cleanup();
  sessionStorage.clear();
  localStorage.clear();
});
