/** The properties of the database that an archive records, for recovery points that do not record them. */
import type { DatabaseProperties } from '#provider/ports.ts';
import type { ArchiveToc } from '../../postgres-archive/archive-toc.ts';
import type { KnownProperties } from './as-it-was.ts';

const TEXT = String.raw`'((?:[^']|'')*)'`;
/** `CREATE DATABASE x WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE_PROVIDER = libc LOCALE = 'C.UTF-8';` */
const option = (name: string): RegExp => new RegExp(String.raw` ${name} = (?:${TEXT}|(\w+))`);

/** Undefined when it does not record them. Grants are not read: they are restored only where the point records them. */
export function propertiesInToc(toc: ArchiveToc | undefined): KnownProperties | undefined {
  const created = toc?.entries.find(({ desc }) => desc === 'DATABASE');
  if (toc === undefined || created === undefined) return undefined;
  const given = (name: string): string | undefined => {
    const [, text, word] = option(name).exec(created.defn) ?? [];
    return text?.replaceAll("''", "'") ?? word;
  };
  const provider = given('LOCALE_PROVIDER');
  const locale = given('LOCALE');
  const collate = given('LC_COLLATE') ?? locale;
  const ctype = given('LC_CTYPE') ?? locale;
  const own = given('ICU_LOCALE') ?? given('BUILTIN_LOCALE');
  const icuRules = given('ICU_RULES');
  const settings = toc.entries.find(({ desc }) => desc === 'DATABASE PROPERTIES')?.defn ?? '';
  const described = toc.entries.find(({ desc, tag }) => desc === 'COMMENT' && tag.startsWith('DATABASE '))?.defn ?? '';
  const comment = /^COMMENT ON DATABASE .* IS '((?:[^']|'')*)';\s*$/s.exec(described)?.[1]?.replaceAll("''", "'");
  return {
    encoding: given('ENCODING') ?? toc.encoding,
    localeProvider: (provider ?? 'libc') as DatabaseProperties['localeProvider'],
    ...(collate !== undefined && { collate }),
    ...(ctype !== undefined && { ctype }),
    ...(own !== undefined && { locale: own }),
    ...(icuRules !== undefined && { icuRules }),
    ...(created.owner !== '' && { owner: created.owner }),
    connectionLimit: Number(/ CONNECTION LIMIT = (-?\d+)/.exec(created.defn + settings)?.[1] ?? -1),
    ...(comment !== undefined && { comment }),
    settings: settingsIn(settings),
  };
}

/** `ALTER DATABASE x SET name TO 'value';` and `ALTER ROLE r IN DATABASE x SET …`, a line each; lists are `'a', 'b'`. */
function settingsIn(defn: string): DatabaseProperties['settings'] {
  const name = String.raw`(?:"(?:[^"]|"")*"|[^\s"]+)`;
  const one = new RegExp(
    String.raw`^ALTER (?:DATABASE ${name}|ROLE (${name}) IN DATABASE ${name}) SET (\S+) TO (.*);$`,
    'gm',
  );
  return [...defn.matchAll(one)].map(([, role, setting = '', value = '']) => ({
    ...(role !== undefined && { role: unquoted(role) }),
    name: unquoted(setting),
    value: valueOf(value),
  }));
}

/** As `pg_db_role_setting` keeps it: elements of a list in double quotes. */
function valueOf(written: string): string {
  const texts = [...written.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = '']) => text.replaceAll("''", "'"));
  if (texts.length < 2) return texts[0] ?? written;
  return texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(', ');
}

const unquoted = (identifier: string): string =>
  identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;
