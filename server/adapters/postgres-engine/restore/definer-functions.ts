/**
 * Functions that run with the rights of their owner (SECURITY DEFINER). In a restore without the roles of the backup,
 * the owner of the database owns them, and without the backup's grants everybody could call them. So only that owner
 * may call them until a person grants more.
 */
import type { UserFacingError } from '#protocol/errors.ts';
import type { Connection } from '../connection.ts';

/** Returns their names. Functions of extensions are left alone. */
export async function closeDefinerFunctions(connection: Connection, owner: string): Promise<string[]> {
  const found = await connection.query<{ name: string }>(
    `SELECT p.oid::pg_catalog.regprocedure::pg_catalog.text AS name FROM pg_catalog.pg_proc p
     WHERE p.prosecdef AND p.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
       AND pg_catalog.pg_get_userbyid(p.proowner) OPERATOR(pg_catalog.=) $1::pg_catalog.name
       AND NOT EXISTS (
         SELECT FROM pg_catalog.pg_depend d
         WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
           AND d.objid OPERATOR(pg_catalog.=) p.oid AND d.deptype OPERATOR(pg_catalog.=) 'e'
       )
     ORDER BY 1`,
    [owner],
  );
  for (const { name } of found) await connection.query(`REVOKE EXECUTE ON ROUTINE ${name} FROM PUBLIC`);
  return found.map(({ name }) => name);
}

const SHOWN = 20;

export const definerFunctionsClosed = (
  targetName: string,
  names: readonly string[],
  owner: string,
): UserFacingError => ({
  code: 'FunctionsRunAsLogin',
  message: `In the database '${targetName}', functions that run with the rights of their owner now belong to '${owner}', and only it may call them: ${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ` and ${String(names.length - SHOWN)} more` : ''}. As triggers they run with its rights for everybody.`,
  recommendedAction: [
    'Give each to the role that it is meant to run as (ALTER FUNCTION … OWNER TO …), then grant EXECUTE on it; or restore with owners and roles.',
  ],
});
