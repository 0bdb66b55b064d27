/** The kind of resource that is backed up, in the portal's words. */
import { datasourceTypeNamed } from '#protocol/datasources.ts';

/** The name of a datasource type; one that we do not know is shown as it came. */
export const datasourceTypeText = (type: string): string => datasourceTypeNamed(type)?.words.services ?? type;
