/** A program of the set-up: prepares the cluster from which the state and the sample server of a new installation come. */
import { prepareCluster } from './embedded-cluster.ts';

await prepareCluster();
