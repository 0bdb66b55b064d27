/** A directory in which nobody has made anything yet: a subscription and its resource groups. */
import type { Backdrop } from '#provider/memory/backdrop.ts';
import { resourceGroups, roleAssignments, subscriptions } from '#provider/records.ts';
import {
  BACKUP_GROUP,
  DATA_GROUP,
  groupDocument,
  REGION,
  SUBSCRIPTION_ID,
  subscriptionDocument,
} from '#provider/seed.ts';
import { idKey } from '#protocol/resource-id.ts';
import { atOnce, createBackdrop, type EstateFacts } from './pieces.ts';
import { rolesEverywhere } from './roles.ts';

export const emptyEstate = ({ tenantId, now }: EstateFacts): Backdrop =>
  createBackdrop([
    atOnce(subscriptions, () => [[SUBSCRIPTION_ID, subscriptionDocument(SUBSCRIPTION_ID, 'Contoso', tenantId)]]),
    atOnce(resourceGroups, () =>
      [BACKUP_GROUP, DATA_GROUP].map((name) => {
        const group = groupDocument(SUBSCRIPTION_ID, name, REGION);
        return [idKey(group.id), group];
      }),
    ),
    atOnce(roleAssignments, () => rolesEverywhere([], now)),
  ]);
