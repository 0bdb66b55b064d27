/** Lists come in pages; `nextLink` leads from one to the next (docs/reference/arm.md#15-lists). */
import type { Page } from '#protocol/data-protection.ts';
import type { ArmClient } from './client.ts';

/** Yields page by page until there is no `nextLink`. A page is requested when the caller wants it. */
export async function* followPages<T>(client: ArmClient, url: string, signal?: AbortSignal): AsyncGenerator<T[]> {
  let next: string | null | undefined = url;
  while (next) {
    const { body } = await client.send('GET', next, { signal });
    const page = (body ?? { value: [] }) as Page<T>;
    yield page.value;
    next = page.nextLink;
  }
}
