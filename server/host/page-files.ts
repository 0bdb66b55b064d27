/** The built page: files with headers for the cache, and the page itself for every address that a person opens. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';

/** Vite puts a digest into the names of these, so they never change. */
const UNCHANGING = '/assets/';

export function pageFiles(folder: string): Hono {
  const app = new Hono();
  app.use(`${UNCHANGING}*`, keptCompressed());
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
    // A script that requests a missing file must not get the page.
    if (!(context.req.header('accept') ?? '').includes('text/html')) return next();
    if (existsSync(join(folder, 'index.html'))) return serveStatic({ root: folder, path: 'index.html' })(context, next);
    return Promise.resolve(context.text('The page has not been built yet. Run: npm run build', 503));
  });
  return app;
}

interface Kept {
  bytes: ArrayBuffer;
  headers: Headers;
}

/** A file that never changes is compressed once and not for each request: compression is the slow part here. */
function keptCompressed(): MiddlewareHandler {
  const kept = new Map<string, Kept>();
  return async (context, next) => {
    const encoding = encodingOf(context);
    if (encoding === undefined) return next();
    const key = `${encoding} ${context.req.path}`;
    const known = kept.get(key);
    if (known) return new Response(known.bytes, { headers: known.headers });
    await next();
    // Missing files are not cached: a caller can make names up without end.
    if (context.res.status !== 200 || !context.res.headers.has('Content-Encoding')) return;
    const { headers } = context.res;
    const bytes = await context.res.arrayBuffer();
    kept.set(key, { bytes, headers: new Headers(headers) });
    context.res = new Response(bytes, { headers });
  };
}

/** How the file would be compressed; undefined when it would not be, or when the request is for a range. */
function encodingOf({ req }: Context): string | undefined {
  if (req.method !== 'GET' || req.header('range') !== undefined) return undefined;
  const accepted = req.header('accept-encoding') ?? '';
  return ['gzip', 'deflate'].find((name) => accepted.includes(name));
}
