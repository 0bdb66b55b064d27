/** The tables with rows in an archive, and how to read the same rows where it was restored. */
import { UnreadableArchive } from './archive-bytes.ts';
import type { ArchiveToc, TocEntry } from './archive-toc.ts';

export interface TableSource {
  schema: string;
  name: string;
  /** In the order in which their values are written. A table may have none. */
  columns: readonly string[];
  /**
   * The table belongs to an extension, which has its own rows in it. A dump holds those that match the extension's
   * condition, if it has one.
   */
  isOfExtension?: boolean;
}

export interface ArchivedTable extends TableSource {
  /** The root of the partition, through which pg_restore loads the rows: they may end up in another partition. */
  loadedInto?: { schema: string; name: string };
}

/** Throws an `UnreadableArchive` when pg_dump did not write the rows as COPY does. */
export function archivedTables(toc: ArchiveToc): ArchivedTable[] {
  const made = new Set(toc.entries.filter(({ desc }) => TABLES.includes(desc)).map(keyOf));
  return toc.entries
    .filter(({ desc, hasData }) => desc === TABLE_DATA && hasData)
    .map((entry) => {
      const { namespace: schema = '', tag: name, copyStmt = '' } = entry;
      const { table, columns } = parseCopy(copyStmt);
      const isItself = table.schema === schema && table.name === name;
      return {
        schema,
        name,
        columns,
        ...(made.has(keyOf(entry)) ? {} : { isOfExtension: true }),
        ...(isItself ? {} : { loadedInto: table }),
      };
    });
}

/** The entry for the rows of a table. */
export const TABLE_DATA = 'TABLE DATA';

export const notAsCopy = (): UnreadableArchive =>
  new UnreadableArchive('The archive has its rows in another form than that of COPY.');

const TABLES = ['TABLE', 'FOREIGN TABLE'];

const keyOf = ({ namespace = '', tag }: TocEntry): string => JSON.stringify([namespace, tag]);

/** An identifier, as it is or in quotes. */
const IDENTIFIER = String.raw`(?:[a-z_][a-z0-9_]*|"(?:[^"]|"")*")`;
const COPY = new RegExp(
  String.raw`^COPY (${IDENTIFIER})\.(${IDENTIFIER}) +(?:\((${IDENTIFIER}(?:, ${IDENTIFIER})*)\) )?FROM stdin;\s*$`,
);

/** What pg_dump wrote into the table of contents: names only, which the caller quotes again. */
function parseCopy(copyStmt: string): { table: { schema: string; name: string }; columns: string[] } {
  const [, schema = '', name = '', columns = ''] = COPY.exec(copyStmt) ?? [];
  if (schema === '') throw notAsCopy();
  return {
    table: { schema: unquoted(schema), name: unquoted(name) },
    columns: Array.from(columns.matchAll(new RegExp(IDENTIFIER, 'g')), ([column]) => unquoted(column)),
  };
}

const unquoted = (identifier: string): string =>
  identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;
