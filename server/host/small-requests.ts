/** Shared by routes with small requests and responses: signing in, and the operator's commands. */
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

const MAX_BODY_BYTES = 4096;

/** An error in ARM's shape. */
export const refuse = (context: Context, status: ContentfulStatusCode, code: string, message: string): Response =>
  context.json({ error: { code, message } }, status);

export const smallBody: MiddlewareHandler = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (context) => refuse(context, 413, 'RequestContentTooLarge', 'The body is larger than 4 kB.'),
});
