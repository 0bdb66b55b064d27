/**
 * MSW's worker, which the page's own files go past. It would hand each of them to the page, to ask whether the mocks
 * answer it, and a copy of what came: a third of all work of a page that loads two hundred small files.
 */
const OWN_FILES = ['document', 'script', 'style', 'image', 'font'];

addEventListener('install', (event) => event.waitUntil(letPast(event)));

/** Where the browser can do so, it asks the worker for nothing, and loads a page without waiting for it to start. */
async function letPast(event) {
  try {
    await event.addRoutes(
      OWN_FILES.map((requestDestination) => ({
        condition: { urlPattern: '/*', requestDestination },
        source: 'network',
      })),
    );
  } catch {
    // The listener below does the same.
  }
}

addEventListener('fetch', (event) => {
  const { destination, url } = event.request;
  // MSW's listener is the next, and does not see it then: the browser loads it.
  if (OWN_FILES.includes(destination) && new URL(url).origin === location.origin) event.stopImmediatePropagation();
});

importScripts('/mockServiceWorker.js');
