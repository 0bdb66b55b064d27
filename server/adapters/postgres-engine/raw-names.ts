/**
 * Names and texts in the catalogues that all databases of a server share. They are bytes in the encoding of the
 * session's database that wrote them: the server does not record the encoding and does not convert them, and a single
 * invalid one would fail the query for all.
 */
import { decoderOf } from '../postgres-archive/archive-encoding.ts';
import type { Connection } from './connection.ts';

/** Lets `ask` read them as bytes, so that a text that is not UTF-8 arrives unchanged and without an error. */
export async function asBytes<T>(connection: Connection, ask: () => Promise<T>): Promise<T> {
  await connection.query(`SELECT pg_catalog.set_config('client_encoding', 'SQL_ASCII', false)`);
  try {
    return await ask();
  } finally {
    // The failure may have broken the connection as well; report the first error.
    await connection.query(`SELECT pg_catalog.set_config('client_encoding', 'UTF8', false)`).catch(() => undefined);
  }
}

/** SQL for the bytes of a name, in hexadecimal. */
export const hexOf = (column: string): string => `pg_catalog.encode(pg_catalog.namesend(${column}), 'hex')`;

/** The same of a text. */
export const hexOfText = (text: string): string => `pg_catalog.encode(pg_catalog.textsend(${text}), 'hex')`;

/**
 * A text about a database as its own sessions and pg_dump read it: in its encoding. Undefined when it is not valid in
 * it.
 */
export function textOf(hex: string, encoding: string): string | undefined {
  if (encoding === 'UTF8' || encoding === 'SQL_ASCII') return nameOf(hex);
  try {
    return decoderOf(encoding)(Buffer.from(hex, 'hex').toString('latin1'));
  } catch {
    return undefined;
  }
}

/** The name, or undefined when its bytes are not UTF-8: it could be passed neither to a tool nor to a connection. */
export function nameOf(hex: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(hex, 'hex'));
  } catch {
    return undefined;
  }
}

/** The bytes that are not ASCII as `\xE9`, so that a person can find the name. */
export const escapedName = (hex: string): string =>
  Buffer.from(hex, 'hex')
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
