/** The content of a fresh world, by id. */
export const SUBSCRIPTION = '/subscriptions/11111111-1111-4111-8111-111111111111';
export const DATA_GROUP = `${SUBSCRIPTION}/resourceGroups/rg-data`;
export const VAULT_NAME = 'bv-contoso-weu';
export const VAULT_ID = `${SUBSCRIPTION}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/${VAULT_NAME}`;
export const POLICY_NAME = 'weekly-standard';
export const SERVER_NAME = 'pg-sample';

export const serverId = (name: string, group = DATA_GROUP): string =>
  `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}`;
