/** Every kind of resource that can be backed up. Functions about one of them are in `datasources.ts`. */
import type { DatasourceType } from './datasource-type.ts';
import { POSTGRES_SERVERS } from './postgres-servers.ts';

/** The first is the default. */
export const DATASOURCE_TYPES: readonly [DatasourceType, ...DatasourceType[]] = [POSTGRES_SERVERS];
