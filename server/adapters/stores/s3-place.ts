/** Where a store in a bucket of an S3-compatible service is, and with which credentials. */
import type { RemotePlace } from './store-faults.ts';

export interface S3Place extends RemotePlace {
  kind: 's3';
  bucket: string;
  region: string;
  /** AWS itself when absent. */
  endpoint?: string | undefined;
  /** Whether the bucket is part of the path, as most services but AWS have it. */
  pathStyle: boolean;
  /** Those that AWS's tools would find on this machine, when absent. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined;
  /** Of a long object that is sent in pieces. */
  pieceBytes: number;
}
