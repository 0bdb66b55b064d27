/** The whole portal in a test: the real router, cache and ARM client over a fresh provider, at any address. */
import type { QueryClient } from '@tanstack/react-query';
import { render, screen, type RenderResult } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import { createMemoryRouter, type DataRouter } from 'react-router';
import { onTestFinished } from 'vitest';
import { configureArm } from '#arm/arm.ts';
import { App } from '#app/App.tsx';
import { createQueryClient } from '#app/query-client.ts';
import { routes } from '#app/routes.tsx';
import { createPersonaSession } from '#app/sign-in/persona-session.ts';
import { startNodeMocks, type NodeMocks, type NodeMocksOptions } from '#mocks/node.ts';
import { personas } from '#mocks/world.ts';

export interface RenderedApp extends RenderResult {
  user: UserEvent;
  client: QueryClient;
  router: DataRouter;
  mocks: NodeMocks;
  /** Path and query of the page that is shown. */
  address: () => string;
}

export interface RenderAppOptions extends Partial<NodeMocksOptions> {
  /** The persona to begin as; the first one when absent. */
  as?: string;
  /** An existing world, such as that of an earlier `renderApp`; a new one when absent. */
  mocks?: NodeMocks;
}

/** Waits until the page at `path` shows its title. The world ends with the test. */
export async function renderApp(path: string, options: RenderAppOptions = {}): Promise<RenderedApp> {
  const { as = personas[0]?.id ?? '', mocks, ...world } = options;
  if (!personas.some(({ id }) => id === as)) throw new Error(`There is no persona ${as}.`);
  const provider = mocks ?? (await freshMocks(world));
  const session = createPersonaSession(personas, sessionStorage, provider.laboratory);
  session.state().become?.(as);
  // The service asks for waits, which a test skips.
  configureArm({ endpoint: location.origin, tokens: session, sleep: (_, signal) => nextTask(signal) });
  const client = createQueryClient();
  const router = createMemoryRouter(routes(client), { initialEntries: [path] });
  onTestFinished(() => {
    router.dispose();
    client.clear();
  });
  const rendered = render(<App session={session} client={client} router={router} />);
  await screen.findByRole('heading', { level: 1 });
  return {
    ...rendered,
    user: userEvent.setup(),
    client,
    router,
    mocks: provider,
    address: () => router.state.location.pathname + router.state.location.search,
  };
}

async function freshMocks(options: Partial<NodeMocksOptions>): Promise<NodeMocks> {
  const mocks = await startNodeMocks({ origin: location.origin, ...options });
  onTestFinished(() => mocks.close());
  return mocks;
}

const nextTask = (signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    setTimeout(() => {
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve();
    });
  });
