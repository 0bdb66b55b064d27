/** A store in a bucket of an S3-compatible service. */
import { createBucketStore } from './bucket-store.ts';
import { openS3Bucket } from './s3-bucket.ts';
import type { S3Place } from './s3-place.ts';

export const openS3Store = (place: S3Place) => createBucketStore(place, openS3Bucket(place));
