import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Vault } from '#protocol/data-protection.ts';
import { ClockNotice } from './ClockNotice.tsx';

const vault = (properties: object) => ({ properties }) as Vault;

it('says that nothing is deleted and what to do, and nothing while the clock is believed', () => {
  const { container, rerender } = render(<ClockNotice vault={vault({})} />);
  expect(container).toBeEmptyDOMElement();
  const clockNotice = { since: '2026-01-31T10:00:00Z', message: 'Run npm run confirm-clock on its machine.' };
  rerender(<ClockNotice vault={vault({ clockNotice })} />);
  expect(screen.getByText('Nothing is deleted: the clock of the server has jumped')).toBeInTheDocument();
  expect(screen.getByText(/npm run confirm-clock/)).toBeInTheDocument();
});
