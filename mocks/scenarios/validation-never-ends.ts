import { NO_TIME, type OperationStatus } from '#protocol/data-protection.ts';
import type { Scenario } from './scenario.ts';

export const validationNeverEnds: Scenario = {
  title: 'A validation that never ends: its operation stays in progress',
  fetch(inner) {
    const stuck = new Set<string>();
    return async (request) => {
      const response = await inner(request);
      const { pathname } = new URL(request.url);
      const status = response.headers.get('azure-asyncoperation');
      if (/\/validateForBackup$/i.test(pathname) && status !== null) stuck.add(new URL(status).pathname);
      if (!stuck.has(pathname)) return response;
      const { name, id, startTime } = (await response.json()) as OperationStatus;
      const running: OperationStatus = { id, name, status: 'Inprogress', startTime, endTime: NO_TIME };
      const headers = new Headers(response.headers);
      headers.set('Retry-After', '1');
      return Response.json(running, { status: 200, headers });
    };
  },
};
