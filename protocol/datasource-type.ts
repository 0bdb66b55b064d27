/** What a kind of resource that can be backed up says of itself (decision 32). */
import type { RoleNeed } from './authorization.ts';
import type { TrackedResource } from './data-protection.ts';
import type { ResourceId } from './resource-id.ts';
import type { RESTORE_AS_FILES, RESTORE_TO_SERVER } from './restore.ts';

/** A resource of any datasource type; its description alone knows what is in its properties. */
export type DatasourceResource = TrackedResource<object>;

export interface DatasourceType {
  /** ARM's type of the resource, which is the datasource's too: `Microsoft.DBforPostgreSQL/flexibleServers`. */
  type: string;
  /** With which the page asks for resources of it. */
  apiVersion: string;
  words: {
    /** The service as screens name it: over one resource, and over a list of them. */
    service: string;
    services: string;
    /** One of them, and several, in a sentence. */
    one: string;
    many: string;
  };
  /** The picture that the page has for it (`src/ui/page/datasource-icon.tsx`). */
  icon: 'database';
  /** The built-in role with which a vault's identity backs a resource up, and what it does by it, in that order. */
  backupRole: { id: string; name: string; description: string; actions: readonly string[] };
  /** Everything that the identity needs to back the resource up (docs/reference/arm.md#71-roles-needed). */
  roleNeeds: (resourceId: ResourceId) => RoleNeed[];
  /** What a person chooses by. */
  factsOf: (resource: DatasourceResource) => DatasourceFacts;
  /** What keeps every vault from taking the resource, as far as its record tells; undefined when nothing does. */
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
  /** What the service refuses it with. */
  refusal: { code: string; message: string; action: string };
}
