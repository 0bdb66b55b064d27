/** Errors of the Testing Library that describe the page only to whoever reads them. */
import { configure, getConfig } from '@testing-library/react';

const { getElementError } = getConfig();

/**
 * A query that waits fails many times before it finds something, and each time the library writes down the whole page for
 * a message that nobody reads. Here the page is written down when the message is asked for.
 */
export function describeLate(): void {
  configure({
    getElementError(message, container) {
      const error = new Error(message ?? undefined);
      error.name = 'TestingLibraryElementError';
      let words: string | undefined;
      Object.defineProperty(error, 'message', {
        configurable: true,
        get: () => (words ??= getElementError(message, container).message),
        set: (changed: string) => (words = changed),
      });
      return error;
    },
  });
}
