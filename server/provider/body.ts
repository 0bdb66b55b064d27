/** Reading a request's body: bounded, JSON, and of the shape that the route takes. */
import * as z from 'zod';
import type { Call } from './call.ts';
import { ArmFault } from './fault.ts';
import { jsonExcess, PLAIN, type JsonBounds } from '#protocol/json-bounds.ts';

const KILOBYTE = 1024;

/** How much a body may hold. */
export interface BodyLimit extends JsonBounds {
  bytes: number;
}

/** Fifty tags of full length, in a script of three bytes a letter, and all else that a resource has. */
const RESOURCE: BodyLimit = { bytes: 256 * KILOBYTE, ...PLAIN };
/** For what is an order and no resource: names and ids, and no tags. */
export const ORDER: BodyLimit = { bytes: 16 * KILOBYTE, ...PLAIN };

/**
 * An object whose property names match without regard to case, as the service reads them
 * (docs/reference/arm.md#14-case). A property that is null counts as absent, one that is not known is ignored.
 */
export const fields = <Shape extends z.ZodRawShape>(shape: Shape) => z.preprocess(namedAs(shape), z.object(shape));

/** The same, but unknown properties are refused: one could limit the request to less than we would do. */
export const onlyFields = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess(namedAs(shape), z.strictObject(shape));

/** The read-only properties on who wrote a resource and when: ignored when a caller sends them back. */
export const authorship = {
  createdOn: z.unknown().exactOptional(),
  updatedOn: z.unknown().exactOptional(),
  createdBy: z.unknown().exactOptional(),
  updatedBy: z.unknown().exactOptional(),
};

function namedAs(shape: z.ZodRawShape): (value: unknown) => unknown {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  return (value) =>
    isObject(value)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, property]) => property !== null)
            .map(([name, property]) => [names.get(name.toLowerCase()) ?? name, property]),
        )
      : value;
}

/** One of several shapes, chosen by `objectType`; problems are those of the chosen shape. */
export function byObjectType<Shapes extends Record<string, z.ZodType>>(shapes: Shapes) {
  return z.unknown().transform((value, context): z.infer<Shapes[keyof Shapes]> => {
    const named = isObject(value)
      ? Object.entries(value).find(([name]) => name.toLowerCase() === 'objecttype')?.[1]
      : undefined;
    const shape = typeof named === 'string' && Object.hasOwn(shapes, named) ? shapes[named] : undefined;
    if (!shape) {
      const message = `must be one of ${Object.keys(shapes).join(', ')}`;
      context.issues.push({ code: 'custom', message, path: ['objectType'], input: value });
      return z.NEVER;
    }
    const result = shape.safeParse(value);
    if (result.success) return result.data as z.infer<Shapes[keyof Shapes]>;
    for (const { path, message } of result.error.issues) {
      context.issues.push({ code: 'custom', message, path, input: value });
    }
    return z.NEVER;
  });
}

/** One of these words, without regard to case. It is kept as it was sent (docs/reference/arm.md#quirk-11). */
export const oneOf = (...words: readonly string[]) =>
  z.string().refine((sent) => words.some((word) => word.toLowerCase() === sent.toLowerCase()), {
    error: `must be one of ${words.join(', ')}`,
  });

/** Text of a length that fits a line. */
export const line = (max = 260) =>
  z
    .string()
    .min(1, { error: 'must not be empty' })
    .max(max, { error: `must be at most ${String(max)} characters long` });

/** An object of whatever: somebody else reads what is in it. */
export const anyObject = (error: string) => z.custom<Record<string, unknown>>(isObject, { error });

/** Tags: up to 50, names up to 512 characters, values up to 256 (ARM's limits). */
export const tags = z
  .record(z.string().min(1).max(512), z.string().max(256))
  .refine((given) => Object.keys(given).length <= 50, { error: 'must be at most 50' });

/**
 * The body in the shape of `schema`. Throws a 413 for one that is too large, before the rest of it is read, and a 400
 * that names the field and the rule.
 */
export async function readBody<T>(call: Call, schema: z.ZodType<T>, limit = RESOURCE): Promise<T> {
  const parsed = parseJson(await readText(call.request, limit.bytes), limit);
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap(problemsOf);
  const [first] = problems;
  const where = first?.target === '' ? 'The body' : `'${first?.target ?? ''}'`;
  throw new ArmFault(
    400,
    'InvalidRequestContent',
    `The request content is not valid. ${where}: ${first?.message ?? ''}. Correct it and send the request again.`,
    {
      target: first?.target ?? '',
      details: problems.map(({ target, message }) => ({ code: 'InvalidParameter', target, message })),
    },
  );
}

const problemsOf = (issue: z.core.$ZodIssue): { target: string; message: string }[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({
        target: pathOf([...issue.path, key]),
        message: 'is not supported here, and is not left out silently',
      }))
    : [{ target: pathOf(issue.path), message: issue.message }];

/** A 400 that names the field, the rule and the way out. */
export const invalidField = (target: string, rule: string): ArmFault =>
  new ArmFault(400, 'InvalidParameter', `'${target}' is not valid. ${rule}`, { target });

async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body) {
    const reader = request.body.getReader();
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw cutOff();
      });
      if (done) break;
      size += value.length;
      if (size > maxBytes) {
        await reader.cancel();
        throw tooLarge(maxBytes);
      }
      chunks.push(value);
    }
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
  } catch {
    throw notJson();
  }
}

function parseJson(text: string, bounds: JsonBounds): unknown {
  const excess = jsonExcess(text, bounds);
  if (excess !== undefined) {
    const message = `The request content is not valid. ${excess} Send less, or split it.`;
    throw new ArmFault(400, 'InvalidRequestContent', message, { by: 'gateway' });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw notJson();
  }
  // As it stands in the text it cannot be either: the decoder saw to that.
  if (ESCAPED_UNSTORABLE.test(text)) assertStorable(parsed);
  return parsed;
}

const ESCAPED_UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

// JSON may escape a NUL or half of a surrogate pair, which no database takes as text. Without recursion, because the
// depth is the sender's.
function assertStorable(parsed: unknown): void {
  const left: unknown[] = [parsed];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
      throw new ArmFault(400, 'InvalidRequestContent', 'The request content holds text that is not valid Unicode.', {
        by: 'gateway',
      });
    }
    if (typeof value === 'object' && value !== null) {
      for (const [name, property] of Object.entries(value)) left.push(name, property);
    }
  }
}

const notJson = (): ArmFault =>
  new ArmFault(400, 'InvalidRequestContent', 'The request content is not valid JSON. Send a JSON object.', {
    by: 'gateway',
  });

/** A caller that disconnected does not read it; one behind a proxy that disconnected does. */
const cutOff = (): ArmFault =>
  new ArmFault(400, 'InvalidRequestContent', 'The request content ended before all of it was there. Send it again.', {
    by: 'gateway',
  });

const tooLarge = (maxBytes: number): ArmFault =>
  new ArmFault(
    413,
    'RequestContentTooLarge',
    `The request content is larger than ${sizeOf(maxBytes)}, which is the most that is taken here. Send less.`,
    { by: 'gateway' },
  );

const sizeOf = (bytes: number): string =>
  bytes < KILOBYTE ** 2 ? `${String(bytes / KILOBYTE)} kB` : `${String(bytes / KILOBYTE ** 2)} MB`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const pathOf = (path: PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${String(part)}]` : `${text}${text && '.'}${String(part)}`),
    '',
  );
