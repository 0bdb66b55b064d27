/** Who was answered what, and how long it took: for counting and for the log. */
import type { Context, MiddlewareHandler } from 'hono';

export interface AnsweredRequest {
  method: string;
  /** A template, of which there are only so many: never the path, which anybody can make up. */
  route: string;
  status: number;
  seconds: number;
  requestId?: string;
  correlationId?: string;
}

export interface AnsweredRequests {
  watch: MiddlewareHandler;
  /** Takes the template of the route that answers. */
  routeOf: (context: Context) => (template: string) => void;
}

export function answeredRequests(onAnswered: ((request: AnsweredRequest) => void) | undefined): AnsweredRequests {
  const templates = new WeakMap<Request, string>();
  return {
    routeOf: (context) => (template) => templates.set(context.req.raw, template),
    async watch(context, next) {
      const began = performance.now();
      await next();
      const { status, headers } = context.res;
      const requestId = headers.get('x-ms-request-id');
      const correlationId = headers.get('x-ms-correlation-request-id');
      onAnswered?.({
        ...{ method: context.req.method, status, seconds: (performance.now() - began) / 1000 },
        route: templates.get(context.req.raw) ?? ownRoute(context.req.path, requestId !== null),
        ...(requestId !== null && { requestId }),
        ...(correlationId !== null && { correlationId }),
      });
    },
  };
}

const OWN = ['/auth', '/operator', '/metrics'];

/** What the provider has no route for: ours, the page, or nothing at all. */
function ownRoute(path: string, isOfProvider: boolean): string {
  const own = OWN.find((name) => path === name || path.startsWith(`${name}/`));
  return own ?? (isOfProvider ? 'none' : 'page');
}
