/**
 * Names and texts of the catalogues that all databases of a server share. They are kept as the bytes that some session
 * wrote, in whatever encoding its database has: the server neither knows it nor converts them, and a single one that is
 * not valid where we ask would fail the answer for all others.
 */
import { decoderOf } from '../postgres-archive/archive-encoding.ts';
import type { Connection } from './connection.ts';

/** Lets `ask` read them byte by byte: what is not UTF-8 comes as it is, and comes at all. */
export async function asBytes<T>(connection: Connection, ask: () => Promise<T>): Promise<T> {
  await connection.query(`SELECT pg_catalog.set_config('client_encoding', 'SQL_ASCII', false)`);
  try {
    return await ask();
  } finally {
    // What broke the question may have broken the connection as well, and is what has to be told.
    await connection.query(`SELECT pg_catalog.set_config('client_encoding', 'UTF8', false)`).catch(() => undefined);
  }
}

/** SQL for the bytes of a name, in hexadecimal. */
export const hexOf = (column: string): string => `pg_catalog.encode(pg_catalog.namesend(${column}), 'hex')`;

/** The same of a text. */
export const hexOfText = (text: string): string => `pg_catalog.encode(pg_catalog.textsend(${text}), 'hex')`;

/**
 * A text about a database as the sessions of that database read it, and as pg_dump does: in its own encoding, whoever wrote
 * it from wherever. Undefined when it is none.
 */
export function textOf(hex: string, encoding: string): string | undefined {
  if (encoding === 'UTF8' || encoding === 'SQL_ASCII') return nameOf(hex);
  try {
    return decoderOf(encoding)(Buffer.from(hex, 'hex').toString('latin1'));
  } catch {
    return undefined;
  }
}

/** The name, or undefined when its bytes are not UTF-8: no tool could be told it, and no connection asked for it. */
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
