/**
 * What a manifest may look like. A file in a folder is input like any other: others may have written it. Unknown
 * properties are kept, so that a newer server may add to a manifest.
 */
import * as z from 'zod';
import type { Manifest, TableFacts } from '#provider/ports.ts';

const MAX_LINE = 2000;
const DIGEST = /^[0-9a-f]{32}$/;
const line = z.string().max(MAX_LINE);
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const digest = z.string().regex(DIGEST);
/** As `vault-names.ts` makes them: none leads out of the folder, and none is the manifest. */
const PART_FILE = /^(?:globals|database_[a-z0-9-]{1,40}_\d{4,})\.(?:dump|sql)\.zst(?:\.age)?$/;

/** Checked by hand: for a hundred thousand tables zod blocks the process for a second. */
const tables = z.custom<TableFacts[]>((value) => Array.isArray(value) && value.every(isTable));

function isTable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { schema, name, rows, bytes, digest } = value as Record<keyof TableFacts, unknown>;
  return (
    isLine(schema) &&
    isLine(name) &&
    isCount(rows) &&
    (bytes === undefined || isCount(bytes)) &&
    (digest === undefined || (typeof digest === 'string' && DIGEST.test(digest)))
  );
}

const isLine = (value: unknown): boolean => typeof value === 'string' && value.length <= MAX_LINE;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const part = z.looseObject({
  kind: z.enum(['globals', 'database']),
  database: line.optional(),
  format: z.enum(['plain', 'custom']),
  file: z.string().regex(PART_FILE),
  codec: z.literal('zstd'),
  encryption: z.literal('age').optional(),
  storedBytes: count,
  storedSha256: sha256,
  plainBytes: count,
  plainSha256: sha256,
  tables: tables.optional(),
  largeObjects: z.looseObject({ count, bytes: count, digest }).optional(),
  contentsNotRead: z.string().max(10_000).optional(),
  properties: z
    .looseObject({
      encoding: line,
      localeProvider: z.enum(['libc', 'icu', 'builtin']),
      collate: line,
      ctype: line,
      locale: line.optional(),
      icuRules: z.string().max(1_000_000).optional(),
      owner: line,
      connectionLimit: z.number().int(),
      comment: z.string().max(1_000_000).optional(),
      settings: z.array(z.looseObject({ role: line.optional(), name: line, value: z.string().max(1_000_000) })),
      grants: z.array(z.looseObject({ grantee: line, privilege: line, isGrantable: z.boolean() })).optional(),
    })
    .optional(),
});

const fault = z.looseObject({ code: line, message: z.string().max(100_000) });

const manifest = z.looseObject({
  formatVersion: z.union([z.literal(1), z.literal(2)]),
  recoveryPointId: line,
  vaultId: line,
  instanceId: line,
  serverId: line,
  retentionTag: line,
  serverVersion: line,
  tools: z.record(line, line),
  startedAt: line,
  endedAt: line,
  parts: z.array(part).max(100_000),
  warnings: z.array(fault),
  failures: z.array(fault).optional(),
  expiryTime: line.nullable().optional(),
});

/** The manifest, or a sentence that says what is wrong with it. */
export function readShape(text: string): { manifest: Manifest } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'The manifest is not JSON.' };
  }
  const result = manifest.safeParse(value);
  if (!result.success) {
    const at = result.error.issues[0]?.path.map(String).join('.') ?? '';
    return { problem: `The manifest is not of the right shape${at === '' ? '' : `, at ${at}`}.` };
  }
  const read = result.data as unknown as Manifest;
  const problem = problemOfParts(read.parts);
  return problem === undefined ? { manifest: read } : { problem };
}

function problemOfParts(parts: Manifest['parts']): string | undefined {
  const repeated = (values: (string | undefined)[]): boolean => new Set(values).size < values.length;
  if (repeated(parts.map(({ file }) => file))) return 'The manifest names a file twice.';
  if (parts.some(({ file, encryption }) => file.endsWith('.age') !== (encryption !== undefined))) {
    return 'The manifest has a part that is encrypted by its name alone, or by its entry alone.';
  }
  if (parts.some(({ kind, database }) => (kind === 'database') !== (database !== undefined))) {
    return 'The manifest has a part that is neither a database nor the roles.';
  }
  return repeated(parts.map(({ database }) => database))
    ? 'The manifest has a database, or the roles, twice.'
    : undefined;
}
