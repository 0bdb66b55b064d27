import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { App } from '#app/App.tsx';
import { createQueryClient } from '#app/query-client.ts';
import { routes } from '#app/routes.tsx';
import { start } from '#app/start.ts';
import { StartProblemPage } from '#app/StartProblemPage.tsx';
import { Themed } from '#app/theme/Themed.tsx';
import '#app/page.css';

const root = createRoot(document.getElementById('root') ?? document.body);

// The mocks are loaded when `config.json` asks for them, and are no part of the page otherwise.
start(async () => (await import('#mocks/browser.ts')).startMocks).then(
  (session) => {
    const client = createQueryClient();
    root.render(<App session={session} client={client} router={createBrowserRouter(routes(client))} />);
  },
  (problem: unknown) => {
    root.render(
      <Themed>
        <StartProblemPage problem={problem} />
      </Themed>,
    );
  },
);
