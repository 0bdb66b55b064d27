/** Where a store in a folder of this machine is. */
import type { RoomLimits } from '../vault-room.ts';

export interface FolderPlace {
  kind: 'folder';
  root: string;
  limits: RoomLimits;
}
