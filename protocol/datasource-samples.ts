/** A datasource type that the product does not have, for tests of what a second one needs (decision 32). */
import { ROLE_IDS } from './authorization.ts';
import type { DatasourceType } from './datasource-type.ts';
import { groupScopeOf } from './resource-id.ts';
import { RESTORE_AS_FILES } from './restore.ts';

const TYPE = 'Microsoft.DBforMySQL/flexibleServers';

/** The properties of the sample's record. */
export interface SampleProperties {
  edition: string;
  gigabytes: number;
  isAwake: boolean;
}

export const SAMPLE_DATASOURCE: DatasourceType = {
  type: TYPE,
  apiVersion: '2024-12-30',
  words: {
    service: 'Azure Database for MySQL flexible server',
    services: 'Azure Database for MySQL flexible servers',
    one: 'MySQL flexible server',
    many: 'MySQL flexible servers',
  },
  icon: 'database',
  backupRole: {
    id: 'd18ad5f3-1baf-4119-b49b-d944edb1f9d0',
    name: 'MySQL Backup And Export Operator',
    description: 'Grants full access to manage backup and export resources.',
    actions: [`${TYPE}/backupAndExport/action`],
  },
  roleNeeds: (id) => [
    // It may do everything except manage access, so also read and back up.
    { roleId: ROLE_IDS.contributor, roleName: 'Contributor', scope: id },
    { roleId: ROLE_IDS.reader, roleName: 'Reader', scope: groupScopeOf(id) },
  ],
  factsOf: ({ properties }) => {
    const { edition, gigabytes, isAwake } = properties as SampleProperties;
    return { version: edition, storageSizeGB: gigabytes, state: isAwake ? 'Awake' : 'Asleep' };
  },
  unfitness: ({ properties }) =>
    (properties as SampleProperties).isAwake
      ? undefined
      : {
          sentence: 'The server is asleep.',
          refusal: { code: 'ServerAsleep', message: 'The server is asleep.', action: 'Wake the server.' },
        },
  instanceNameOf: (name, guid) => `mysql-${name}-${guid}`,
  hasDatabases: false,
  restoresTo: [RESTORE_AS_FILES],
};
