/** ARM's promises: the same sentences for every host of the provider. When they all hold, the mocks cannot lie. */
import { describe } from 'vitest';
import type { ContractHost } from '../host.ts';
import { describeAuthorization } from './authorization.ts';
import { describeBackups } from './backups.ts';
import { describeBadInput } from './bad-input.ts';
import { describeConditions } from './conditions.ts';
import { describeDeployments } from './deployments.ts';
import { describeDisguises } from './disguises.ts';
import { describeGateway } from './gateway.ts';
import { describePolicies } from './policies.ts';
import { describeProtection } from './protection.ts';
import { describeRestore } from './restore.ts';
import { describeRights } from './rights.ts';
import { describeServers } from './servers.ts';
import { describeStopResume } from './stop-resume.ts';
import { describeVaults } from './vaults.ts';

/** Declares the whole suite for one host. */
export function describeContract(host: ContractHost): void {
  describe(`ARM's contract, ${host.name}`, { timeout: 30_000 }, () => {
    describeGateway(host);
    describeAuthorization(host);
    describeRights(host);
    describeServers(host);
    describeVaults(host);
    describeConditions(host);
    describePolicies(host);
    describeProtection(host);
    describeBackups(host);
    describeRestore(host);
    describeStopResume(host);
    describeDeployments(host);
    describeBadInput(host);
    describeDisguises(host);
  });
}
