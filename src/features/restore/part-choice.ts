/** The schemas and tables of a database to restore, as a person ticks them. Pure. */
import type { DatabasePart, PointDatabase } from '#protocol/restore.ts';

type Table = NonNullable<PointDatabase['tableList']>[number];

interface SchemaTables {
  schema: string;
  tables: Table[];
}

/** Those whose name contains the search text. */
export function tablesFound(tableList: readonly Table[], search: string): Table[] {
  const wanted = search.trim().toLowerCase();
  return tableList.filter(({ schema, name }) => `${schema}.${name}`.toLowerCase().includes(wanted));
}

export function bySchema(tables: readonly Table[]): SchemaTables[] {
  const schemas = new Map<string, Table[]>();
  for (const table of tables) {
    const known = schemas.get(table.schema);
    if (known === undefined) schemas.set(table.schema, [table]);
    else known.push(table);
  }
  return [...schemas].map(([schema, inSchema]) => ({ schema, tables: inSchema }));
}

export const hasTable = ({ tables }: DatabasePart, { schema, name }: Pick<Table, 'schema' | 'name'>): boolean =>
  tables.some((table) => table.schema === schema && table.name === name);

/** A schema is restored as a whole, including what is not a table: its tables need not be ticked one by one. */
export const withSchema = (part: DatabasePart, schema: string, isWanted: boolean): DatabasePart => ({
  schemas: isWanted ? [...part.schemas, schema] : part.schemas.filter((name) => name !== schema),
  tables: part.tables.filter((table) => table.schema !== schema),
});

export const withTable = (
  part: DatabasePart,
  { schema, name }: Pick<Table, 'schema' | 'name'>,
  isWanted: boolean,
): DatabasePart => ({
  ...part,
  tables: isWanted
    ? [...part.tables, { schema, name }]
    : part.tables.filter((table) => table.schema !== schema || table.name !== name),
});

/** Such as `2 schemas, 1 table`. */
export function partText(part: DatabasePart | undefined): string {
  if (part === undefined) return 'Whole database';
  const counted = (count: number, thing: string): string[] =>
    count === 0 ? [] : [`${String(count)} ${thing}${count === 1 ? '' : 's'}`];
  return [...counted(part.schemas.length, 'schema'), ...counted(part.tables.length, 'table')].join(', ');
}
