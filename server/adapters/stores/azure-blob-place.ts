/** Where a store in a container of Azure Blob Storage is, and with which credentials. */
import type { RemotePlace } from './store-faults.ts';

export interface AzureBlobPlace extends RemotePlace {
  kind: 'azureBlob';
  /** Of the container, without a shared access signature. */
  url: string;
  credentials: { account: string; key: string } | { sas: string };
  /** Of a long blob that is sent in blocks. */
  pieceBytes: number;
}
