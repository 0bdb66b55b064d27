/**
 * A script that restores the files of a restore job into a server by hand (docs/reference/arm.md#14-files): roles
 * without what belongs to a service, then each database. It runs in any POSIX shell.
 */
import type { RestoredFile, RestoreOutcome } from '#protocol/restore.ts';

/** Where the files are: a folder, or a container of a storage account. */
interface Place {
  /** Shell command that writes a file to standard output. */
  read: (file: string) => string;
  /** Shell commands that come first. */
  before: string;
  /** Shell command that writes the names of files to standard output, one in a line. */
  list: (prefix: string) => string;
}

const HEAD = [
  '#!/bin/sh',
  '# Restores the files of this job into a PostgreSQL server of the same or a newer version.',
  '# First: allow the extensions that the databases use on that server, and set its parameters.',
  'set -eu',
  '',
  "export PGHOST='HOST' PGPORT=5432 PGUSER='ADMIN'",
  '# The password: from ~/.pgpass, from PGPASSWORD, or typed when asked.',
];

/** What a managed server refuses, and what belongs to the source's service. */
const CLEAN_ROLES = [
  "sed '/azure_superuser/d; /azure_pg_admin/d; /azuresu/d; /^CREATE ROLE replication/d; /^ALTER ROLE replication/d; /^ALTER ROLE/ {s/NOSUPERUSER//; s/NOBYPASSRLS//;}'",
  String.raw`grep -vE "^(CREATE|ALTER) ROLE \"?$PGUSER\"?[ ;]"`,
].join(' | ');

/** The script; `destination` is the address of the container. */
export function restoreScript({ files, folder, filePrefix }: RestoreOutcome, destination: string): string {
  const place = folder === undefined ? inContainer(destination) : inFolder(folder);
  const steps = files.length > 0 ? files.flatMap((file) => stepOf(file, place)) : byPrefix(filePrefix ?? '', place);
  return `${[...HEAD, '', place.before, '', ...steps].join('\n').trimEnd()}\n`;
}

function stepOf(file: RestoredFile, { read }: Place): string[] {
  if (file.database === undefined) {
    return [
      '# Roles. That some exist already is reported. The one that you sign in as is left as it is.',
      `${read(quoted(file.name))} | ${CLEAN_ROLES} | psql -d postgres`,
      '',
    ];
  }
  const create = file.database === 'postgres' ? [] : [`createdb -T template0 -- ${quoted(file.database)}`];
  const restore =
    file.format === 'custom'
      ? `pg_restore -d ${quoted(conninfo(file.database))} --no-owner -v`
      : `PGDATABASE=${quoted(file.database)} psql`;
  return [...create, `${read(quoted(file.name))} | ${restore}`, ''];
}

/** When only the prefix is known, as with Azure: the names are read from the container. */
function byPrefix(prefix: string, { read, list }: Place): string[] {
  const names = list(quoted(prefix));
  return [
    '# Roles.',
    `for file in $(${names} | grep '_roles[.]sql$'); do`,
    `  ${read('"$file"')} | ${CLEAN_ROLES} | psql -d postgres`,
    'done',
    '',
    '# Databases: the files are archives for pg_restore although they end in .sql.',
    `for file in $(${names} | grep '_database_.*[.]sql$'); do`,
    '  database=${file##*_database_} database=${database%.sql}',
    '  createdb -T template0 -- "$database" || true',
    `  ${read('"$file"')} | pg_restore -d "$database" --no-owner -v`,
    'done',
  ];
}

const inFolder = (folder: string): Place => ({
  before: `cd ${quoted(folder)}`,
  list: (prefix) => `ls | grep -F ${prefix}`,
  read: (file) => `cat ${file}`,
});

function inContainer(destination: string): Place {
  const [host = '', container = ''] = destination.replace(/^https?:\/\//, '').split('/');
  const account = host.split('.')[0] ?? '';
  const where = `--account-name ${quoted(account)} --container-name ${quoted(container)} --auth-mode login`;
  return {
    before: '# Sign in with "az login" first.',
    list: (prefix) => `az storage blob list ${where} --prefix ${prefix} --query '[].name' -o tsv`,
    read: (file) => `az storage blob download ${where} --name ${file} --file /dev/stdout --no-progress -o none`,
  };
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A name that could be read as a connection string is passed as one. */
const conninfo = (database: string): string =>
  /=|^postgres(ql)?:\/\//.test(database)
    ? `dbname='${database.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
    : database;
