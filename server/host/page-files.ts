/** The built page: files with headers for the cache, and the page itself for every address that a person opens. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { compress } from 'hono/compress';

/** Vite puts a digest into the names of these, so they never change. */
const UNCHANGING = '/assets/';

export function pageFiles(folder: string): Hono {
  const app = new Hono();
  app.use(compress());
  app.use(async (context, next) => {
    await next();
    const isForEver = context.res.ok && context.req.path.startsWith(UNCHANGING);
    if (!context.res.headers.has('Cache-Control')) {
      context.res.headers.set('Cache-Control', isForEver ? 'public, max-age=31536000, immutable' : 'no-cache');
    }
  });
  app.get('/config.json', (context) => context.json({ armEndpoint: '/', signIn: 'link' }));
  app.use(serveStatic({ root: folder }));
  app.get('*', (context, next) => {
    // Scripts that ask for what does not exist are not helped by a page.
    if (!(context.req.header('accept') ?? '').includes('text/html')) return next();
    if (existsSync(join(folder, 'index.html'))) return serveStatic({ root: folder, path: 'index.html' })(context, next);
    return Promise.resolve(context.text('The page has not been built yet. Run: npm run build', 503));
  });
  return app;
}
