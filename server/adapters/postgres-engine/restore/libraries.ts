/** Libraries that a database has every session load. If the target lacks one, nobody can connect to the database. */
import type { UserFacingError } from '#protocol/errors.ts';
import type { Connection } from '../connection.ts';
import { propertyNotRestored, settingStatements, type KnownProperties } from './as-it-was.ts';
import { literal } from './names.ts';
import { stateOf, wordsOf } from './restore-faults.ts';

const FOLDERS: Readonly<Record<string, string>> = {
  session_preload_libraries: '',
  local_preload_libraries: '$libdir/plugins/',
};
const NO_SUCH_FILE = '58P01';

/** The properties without the settings that name such a library, each with a warning. */
export async function withoutMissingLibraries(
  connection: Connection,
  targetName: string,
  properties: KnownProperties,
): Promise<{ properties: KnownProperties; warnings: UserFacingError[] }> {
  const settings: NonNullable<KnownProperties['settings']> = [];
  const warnings: UserFacingError[] = [];
  for (const setting of properties.settings ?? []) {
    const error = await whyNotLoaded(connection, setting);
    const [statement] = error === undefined ? [] : settingStatements(targetName, { settings: [setting] }, true);
    if (error === undefined || statement === undefined) settings.push(setting);
    else warnings.push(propertyNotRestored(targetName, targetName, { statement, error }));
  }
  return { properties: warnings.length === 0 ? properties : { ...properties, settings }, warnings };
}

async function whyNotLoaded(
  connection: Connection,
  { name, value }: { name: string; value: string },
): Promise<string | undefined> {
  const folder = FOLDERS[name.toLowerCase()];
  if (folder === undefined) return undefined;
  for (const library of value.split(',').map((each) => each.trim().replace(/^"(.*)"$/, '$1'))) {
    if (library === '') continue;
    try {
      await connection.query(`LOAD${literal(library.includes('/') ? library : folder + library)}`);
    } catch (error) {
      if (stateOf(error) === NO_SUCH_FILE) return wordsOf(error);
    }
  }
  return undefined;
}
