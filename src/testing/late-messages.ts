/** Error messages of the Testing Library that describe the page only when somebody reads them. */
import { configure, getConfig } from '@testing-library/react';

const { getElementError } = getConfig();

/**
 * A query that waits fails many times before it finds something, and each time the library prints the whole page into a
 * message that nobody reads. Here the page is printed when the message is read.
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
