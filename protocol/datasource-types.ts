/** Every kind of resource that can be backed up. What is asked about one is in `datasources.ts`. */
import type { DatasourceType } from './datasource-type.ts';
import { POSTGRES_SERVERS } from './postgres-servers.ts';

/** The first is the one that is meant where nobody chose. */
export const DATASOURCE_TYPES: readonly [DatasourceType, ...DatasourceType[]] = [POSTGRES_SERVERS];
