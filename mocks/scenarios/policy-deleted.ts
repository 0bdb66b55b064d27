import { idKey } from '#protocol/resource-id.ts';
import { policies } from '#provider/records.ts';
import type { Scenario } from './scenario.ts';

export const policyDeleted: Scenario = {
  title: 'Policy deleted: somebody deletes the chosen policy when the first server has been checked',
  fetch(inner, { ports }) {
    /** The policy of a running check, by the path of the check's operation. */
    const checks = new Map<string, string>();
    let isDone = false;
    return async (request) => {
      const { pathname } = new URL(request.url);
      const policy = /\/validateForBackup$/i.test(pathname) ? policyIn(await request.clone().json()) : undefined;
      const response = await inner(request);
      const status = response.headers.get('azure-asyncoperation');
      if (policy !== undefined && status !== null) checks.set(new URL(status).pathname, policy);

      const checked = checks.get(pathname);
      if (checked !== undefined && !isDone && (await response.clone().text()).includes('"Succeeded"')) {
        isDone = true;
        await ports.store.transact((tx) => tx.delete(policies, idKey(checked)));
      }
      return response;
    };
  },
};

const policyIn = (body: unknown): string | undefined =>
  (body as { backupInstance?: { policyInfo?: { policyId?: string } } }).backupInstance?.policyInfo?.policyId;
