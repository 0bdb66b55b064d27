/** What `npm run token` and `npm run link` share: they call the running server of this data folder. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '#adapters/setup-error.ts';
import { systemClock } from '#provider/memory/clock.ts';
import { readConfig, type Config } from './config.ts';
import { createPeople } from './people.ts';
import { readRunFile } from './run-file.ts';
import { openSecrets } from './secrets.ts';
import { createTokens } from './tokens.ts';

export interface NewLink {
  /** Where the server listens. */
  url: string;
  code: string;
  send: Send;
}

/** What the server has refused, with its own message. */
export class RefusedCommand extends SetupError {
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** Posts JSON to the server. Throws a `RefusedCommand`. */
type Send = (url: string, body: unknown, token?: string) => Promise<Record<string, unknown>>;

/** Asks for a one-time code for the person that `--as` names. With `--repair` the person is first made Owner. */
export async function requestLink(): Promise<NewLink> {
  const { as, repair } = optionsGiven();
  if (repair) await callOperatorRoute('repair', { as });
  const { url, body, send } = await callServer('/auth/link', { as });
  return { url, code: body.code as string, send };
}

/** Calls a route of the running server that only the operator of its machine may call. */
export const callOperatorRoute = async (
  command: 'repair' | 'confirm-clock' | 'notify' | 'import' | 'import/job',
  body: unknown = {},
) => (await callServer(`/operator/${command}`, body)).body;

interface ServerResponse {
  url: string;
  body: Record<string, unknown>;
  send: Send;
}

async function callServer(path: string, body: unknown): Promise<ServerResponse> {
  const config = readConfig(process.env);
  const running = await readRunFile(config.DATA_DIR);
  if (!running) throw notRunning(config.DATA_DIR);

  const secrets = await openSecrets(config);
  const tokens = createTokens(secrets.key('tokens'), systemClock, createPeople(secrets).tenantId);
  const send = await sendTo(config);
  const response = await send(`${running.url}${path}`, body, await tokens.issueForLinks()).catch((error: unknown) => {
    // A refusal has its own message; no response means that the server was killed.
    throw error instanceof SetupError ? error : notRunning(config.DATA_DIR);
  });
  return { url: running.url, body: response, send };
}

/**
 * A server with TLS on this machine is identified by the exact certificate file that it uses: no authority need have
 * signed it, and it need not name this machine.
 */
async function sendTo({ TLS_CERT, PUBLIC_URL }: Config): Promise<Send> {
  const certificate = TLS_CERT === undefined || PUBLIC_URL !== undefined ? undefined : await readFile(TLS_CERT);
  return async (url, body, token) => {
    const headers = {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const { status, text } = await responseOf(url, headers, JSON.stringify(body), certificate);
    const response = JSON.parse(text) as Record<string, unknown> & { error?: { code: string; message: string } };
    if (status >= 400) {
      const { message = `The server responded with ${String(status)}.`, code } = response.error ?? {};
      throw new RefusedCommand(message, code);
    }
    return response;
  };
}

async function responseOf(
  url: string,
  headers: Record<string, string>,
  body: string,
  certificate: Buffer | undefined,
): Promise<{ status: number; text: string }> {
  if (certificate === undefined) {
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text() };
  }
  const trust = { ca: certificate, allowPartialTrustChain: true, checkServerIdentity: () => undefined };
  const sent = request(url, { method: 'POST', headers, agent: false, ...trust });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, text: Buffer.concat(await response.toArray()).toString('utf8') };
}

/** Runs a command. On an error, prints its message and ends the process. */
export async function command(run: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(`${await run()}\n`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** The one file that a command is given. Throws `otherwise` as a `SetupError`. */
export function fileGiven(otherwise: string): string {
  try {
    const [file, ...others] = parseArgs({ allowPositionals: true }).positionals;
    if (file !== undefined && others.length === 0) return resolve(file);
  } catch {
    // An option, of which there is none.
  }
  throw new SetupError(otherwise);
}

function optionsGiven(): { as: string; repair: boolean } {
  try {
    const options = {
      as: { type: 'string', default: 'operator' },
      repair: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ options }).values;
  } catch {
    throw new SetupError(
      'The options are --as NAME and --repair, such as: npm run link -- --as backup-admin, or npm run link -- --repair',
    );
  }
}

const notRunning = (dataDir: string): SetupError =>
  new SetupError(`No Backup Portal is running on the data folder ${dataDir}. Start one with: npm start`);
