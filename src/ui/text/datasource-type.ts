/** What kind of resource is backed up, in the portal's words. */
import { SERVER_TYPE } from '#protocol/postgres.ts';

const POSTGRES = 'Azure Database for PostgreSQL flexible servers';

/** The name of a datasource type; one that we do not know is shown as it came. */
export const datasourceTypeText = (type: string): string =>
  type.toLowerCase() === SERVER_TYPE.toLowerCase() ? POSTGRES : type;
