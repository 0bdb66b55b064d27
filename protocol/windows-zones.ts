/**
 * Windows' names of time zones, which policies use (docs/reference/arm.md#52-rules), each with its IANA zone. The table
 * is Unicode's (CLDR, from the package `cldr-core`); if it has several zones for a name, we take the world's default.
 */
import cldr from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };

/** For each name, the row for the whole world; the others are for one country. A build of the page has only these. */
export const WORLD_ROWS = cldr.supplemental.windowsZones.mapTimezones.filter(
  ({ mapZone }) => mapZone._territory === '001',
);

/** Windows names, `UTC` among them, and the IANA zone behind each. No two have the same. */
export const IANA_ZONES: Readonly<Record<string, string>> = Object.fromEntries(
  WORLD_ROWS.map(({ mapZone }) => [mapZone._other, mapZone._type === 'Etc/UTC' ? 'UTC' : mapZone._type]),
);

const BY_NAME = new Map(Object.entries(IANA_ZONES).map(([windows, zone]) => [windows.toLowerCase(), zone]));

/** The IANA zone behind a Windows name, compared without case; undefined for a name that Windows does not have. */
export const ianaZone = (name: string): string | undefined => BY_NAME.get(name.toLowerCase());
