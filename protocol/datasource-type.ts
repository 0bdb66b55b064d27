/** The description of a kind of resource that can be backed up (decision 32). */
import type { RoleNeed } from './authorization.ts';
import type { TrackedResource } from './data-protection.ts';
import type { ResourceId } from './resource-id.ts';
import type { RESTORE_AS_FILES, RESTORE_TO_SERVER } from './restore.ts';

/** A resource of any datasource type; only its description knows its properties. */
export type DatasourceResource = TrackedResource<object>;

export interface DatasourceType {
  /** ARM's type of the resource, which is the datasource's too: `Microsoft.DBforPostgreSQL/flexibleServers`. */
  type: string;
  /** The api-version with which the page requests such resources. */
  apiVersion: string;
  words: {
    /** The name of the service on screens: above one resource, and above a list of them. */
    service: string;
    services: string;
    /** One of them, and several, in a sentence. */
    one: string;
    many: string;
  };
  /** The page's icon for it (`src/ui/page/datasource-icon.tsx`). */
  icon: 'database';
  /** The built-in role with which a vault's identity backs a resource up, and what it allows, in that order. */
  backupRole: { id: string; name: string; description: string; actions: readonly string[] };
  /** Everything that the identity needs to back the resource up (docs/reference/arm.md#71-roles-needed). */
  roleNeeds: (resourceId: ResourceId) => RoleNeed[];
  /** Facts that help a person choose. */
  factsOf: (resource: DatasourceResource) => DatasourceFacts;
  /** Why no vault can take the resource, according to its record; undefined when one can. */
  unfitness: (resource: DatasourceResource, sizeInBytes?: number) => Unfitness | undefined;
  /** The name that clients of the service give an instance (docs/reference/arm.md#61-names). */
  instanceNameOf: (resourceName: string, guid: string) => string;
  /** Whether the resource lists databases below itself, at `{id}/databases`. */
  hasDatabases: boolean;
  /** The ways in which a recovery point of it can be restored. */
  restoresTo: readonly (typeof RESTORE_AS_FILES | typeof RESTORE_TO_SERVER)[];
}

export interface DatasourceFacts {
  version: string;
  storageSizeGB: number;
  state: string;
}

export interface Unfitness {
  /** For a person who is about to choose it, in a sentence. */
  sentence: string;
  /** The error with which the service refuses it. */
  refusal: { code: string; message: string; action: string };
}
