/** The settings of notifications: a list of destinations, in the file of the settings, in one of its own, or as JSON. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { ALERT_NAMES } from '#protocol/alerts.ts';

/** A text, or where it stands: `{ "env": "NAME" }` or `{ "file": "/path" }`, so that the settings themselves hold no secret. */
const secret = z
  .union(
    [
      z.string().min(1, 'must not be empty'),
      z.strictObject({ env: z.string().min(1) }),
      z.strictObject({ file: z.string().min(1) }),
    ],
    { error: 'must be a text, { "env": "NAME" } or { "file": "/path" }' },
  )
  .transform((given, context) => {
    if (typeof given === 'string') return given;
    const [text, place] =
      'env' in given
        ? [process.env[given.env], `the variable ${given.env}`]
        : [textOf(given.file), `the file ${given.file}`];
    if (text !== undefined && text !== '') return text;
    context.addIssue({ code: 'custom', message: `is to be read from ${place}, which is missing or empty` });
    return z.NEVER;
  });

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

const addressOf = (protocols: RegExp, example: string) =>
  secret.refine(
    (text) =>
      URL.canParse(text.replaceAll('{instance}', 'x')) &&
      protocols.test(new URL(text.replaceAll('{instance}', 'x')).protocol),
    { error: `must look like ${example}` },
  );

const noUser = (text: string): boolean =>
  !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === '');

/** An address that is called over HTTP. */
export const webAddress = addressOf(/^https?:$/, 'https://hooks.contoso.example/…').refine(noUser, {
  error: 'must not hold a user or a password',
});

const mailbox = z.string().regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, 'must be an e-mail address');

const rule = {
  name: z.string().regex(/^[\w .-]{1,40}$/, 'must be 1 to 40 letters, digits, spaces, dots and hyphens'),
  alerts: z.array(z.enum(ALERT_NAMES, { error: `must be one of ${ALERT_NAMES.join(', ')}` })).optional(),
  minimalSeverity: z.enum(['Sev 0', 'Sev 1'], { error: 'must be Sev 0 or Sev 1' }).default('Sev 1'),
  scopes: z
    .array(
      z.string().regex(/^\/subscriptions\/[^/]+/i, 'must be the id of a subscription, a resource group or a vault'),
    )
    .optional(),
};

const destination = z.discriminatedUnion('type', [
  z.strictObject({
    ...rule,
    type: z.literal('email'),
    from: mailbox,
    to: z.array(mailbox).min(1, 'must have at least one address').max(20, 'must have at most 20 addresses'),
    smtp: addressOf(/^smtps?:$/, 'smtps://user:password@mail.contoso.example:465'),
  }),
  z.strictObject({
    ...rule,
    type: z.literal('webhook'),
    url: webAddress,
    format: z.enum(['json', 'slack', 'teams'], { error: 'must be json, slack or teams' }).default('json'),
    authorization: secret.optional(),
  }),
]);

const MOST = 20;

/** A list; as a text, JSON or the path of a file that holds it. */
export const destinations = z
  .preprocess(
    (given, context) => {
      if (typeof given !== 'string') return given;
      try {
        const text = given.trimStart().startsWith('[') ? given : readFileSync(given, 'utf8');
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'must be a JSON list, or the path of a file with one' });
        return z.NEVER;
      }
    },
    z.array(destination).max(MOST, `must have at most ${String(MOST)} destinations`),
  )
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
    error: 'must not have two of the same name',
  });
