/**
 * Selects schemas and tables of an archive, with what they need: types, sequences, functions, their indexes,
 * constraints and triggers. Returns the entries for pg_restore, in the archive's own order.
 */
import type { DatabaseRestore } from '#provider/ports.ts';
import type { TocEntry } from '../../postgres-archive/archive-toc.ts';

type Only = NonNullable<DatabaseRestore['only']>;

/** Kinds that can be selected by name. */
const RELATIONS = ['TABLE', 'VIEW', 'MATERIALIZED VIEW', 'FOREIGN TABLE', 'SEQUENCE'];
/** Kinds that belong to what they depend on: they are selected with it, together with what else they need. */
const ATTACHED = [
  'ACL',
  'CHECK CONSTRAINT',
  'COMMENT',
  'CONSTRAINT',
  'DEFAULT',
  'INDEX',
  'INDEX ATTACH',
  'MATERIALIZED VIEW DATA',
  'POLICY',
  'ROW SECURITY',
  'RULE',
  'SECURITY LABEL',
  'SEQUENCE OWNED BY',
  'SEQUENCE SET',
  'STATISTICS',
  'STATISTICS DATA',
  'TABLE DATA',
  'TRIGGER',
];
/** What they show is what the relations that they read hold, which are selected with them. */
const READING = ['VIEW', 'MATERIALIZED VIEW'];
/** These refer to another table, and are selected only when that table is. */
const WITH_ANOTHER = ['FK CONSTRAINT'];

/** The selected names that the archive does not hold, in words; empty when it holds all. */
export function missingFrom(entries: readonly TocEntry[], { schemas, tables }: Only): string[] {
  const has = (fits: (entry: TocEntry) => boolean): boolean => entries.some(fits);
  return [
    ...schemas.filter((name) => !has(({ namespace, tag, desc }) => namespace === name || isSchema(desc, tag, name))),
    ...tables
      .filter(({ schema, name }) => !has((entry) => isRelation(entry, schema, name)))
      .map(({ schema, name }) => `${schema}.${name}`),
  ];
}

const isSchema = (desc: string, tag: string, name: string): boolean => desc === 'SCHEMA' && tag === name;
const isRelation = ({ desc, namespace, tag }: TocEntry, schema: string, name: string): boolean =>
  RELATIONS.includes(desc) && namespace === schema && tag === name;

export function selectEntries(entries: readonly TocEntry[], { schemas, tables }: Only): Set<number> {
  const byId = new Map(entries.map((entry) => [entry.dumpId, entry]));
  const dependents = dependentsIn(entries);
  const chosen = new Set<number>();
  /** What was selected by name: its attached objects are selected too, unlike those of what is only needed. */
  const selected: number[] = [];

  const need = (dumpId: number): void => {
    const waiting = [dumpId];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const entry = byId.get(next);
      if (entry === undefined || chosen.has(next)) continue;
      chosen.add(next);
      waiting.push(...entry.dependencies);
    }
  };
  const select = (dumpId: number): void => {
    if (selected.includes(dumpId)) return;
    need(dumpId);
    selected.push(dumpId);
  };

  for (const entry of entries) {
    const { desc, namespace, tag, dumpId } = entry;
    const isOfSchema = schemas.some((name) => (namespace === name && !isCrossing(entry)) || isSchema(desc, tag, name));
    const isTable = tables.some(({ schema, name }) => isRelation(entry, schema, name));
    if (isOfSchema || isTable) select(dumpId);
  }
  for (const dumpId of selected) {
    const { desc: kind, dependencies: read = [] } = byId.get(dumpId) ?? {};
    if (kind !== undefined && READING.includes(kind))
      for (const relation of read) if (RELATIONS.includes(byId.get(relation)?.desc ?? '')) select(relation);
    for (const dependent of dependents.get(dumpId) ?? []) {
      const { desc, namespace, tag, dependencies } = dependent;
      const isIdentity = desc === 'SEQUENCE';
      if (ATTACHED.includes(desc) || isIdentity) select(dependent.dumpId);
      // The partitions of a selected table hold its rows.
      if (desc === 'TABLE ATTACH' && isParent(byId.get(dumpId), tag)) {
        chosen.add(dependent.dumpId);
        for (const part of dependencies)
          if (isRelation(byId.get(part) ?? dependent, namespace ?? '', tag)) select(part);
      }
      // The sequence of a default continues where it was.
      if (desc === 'DEFAULT' || desc === 'SEQUENCE OWNED BY') {
        for (const part of dependencies) if (byId.get(part)?.desc === 'SEQUENCE') select(part);
      }
    }
  }
  for (const { desc, dumpId, dependencies } of entries) {
    if (WITH_ANOTHER.includes(desc) && dependencies.length > 1 && dependencies.every((id) => chosen.has(id)))
      chosen.add(dumpId);
  }
  return chosen;
}

/** The entry has the partition's own name; the table that it is attached to is the other one. */
const isParent = (entry: TocEntry | undefined, partition: string): boolean =>
  entry?.desc === 'TABLE' && entry.tag !== partition;

/** The entry names a schema, but needs objects that may be in another. */
const isCrossing = ({ desc }: TocEntry): boolean => WITH_ANOTHER.includes(desc) || desc === 'TABLE ATTACH';

function dependentsIn(entries: readonly TocEntry[]): Map<number, TocEntry[]> {
  const dependents = new Map<number, TocEntry[]>();
  for (const entry of entries) {
    for (const dumpId of entry.dependencies) {
      const known = dependents.get(dumpId);
      if (known === undefined) dependents.set(dumpId, [entry]);
      else known.push(entry);
    }
  }
  return dependents;
}
