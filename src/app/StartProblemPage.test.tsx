import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { StartProblem } from './start-problem.ts';
import { StartProblemPage } from './StartProblemPage.tsx';

it('says what keeps the page from starting, and the command that helps', () => {
  render(
    <StartProblemPage
      problem={
        new StartProblem('Sign in to Backup Portal', 'Open the link, or ask for one:', { command: 'npm run link' })
      }
    />,
  );
  expect(screen.getByRole('heading', { level: 1, name: 'Sign in to Backup Portal' })).toBeVisible();
  expect(screen.getByText('npm run link')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Copy command' })).toBeEnabled();
});

it('shows the words of an error that nobody planned for', () => {
  render(<StartProblemPage problem={new Error('The worker could not be registered.')} />);
  expect(screen.getByText('The worker could not be registered.')).toBeVisible();
});
