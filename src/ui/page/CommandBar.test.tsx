import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { expect, it, vi } from 'vitest';
import { CommandBar } from './CommandBar.tsx';

it('keeps a command that cannot be used in reach of the keyboard, with the reason', async () => {
  const restore = vi.fn();
  const user = userEvent.setup();
  render(
    <MemoryRouter>
      <CommandBar
        commands={[
          {
            key: 'restore',
            label: 'Restore',
            icon: <svg />,
            onClick: restore,
            disabledReason: 'There is no restore point.',
          },
          { key: 'refresh', label: 'Refresh', icon: <svg />, onClick: () => undefined },
          { key: 'vault', label: 'Vault', icon: <svg />, to: '/vaults' },
        ]}
      />
    </MemoryRouter>,
  );
  const command = screen.getByRole('button', { name: 'Restore' });
  expect(command).toHaveAttribute('aria-disabled', 'true');
  expect(command).toHaveAccessibleDescription('There is no restore point.');
  await user.tab();
  expect(command).toHaveFocus();
  await user.click(command);
  expect(restore).not.toHaveBeenCalled();
  expect(screen.getByRole('link', { name: 'Vault' })).toHaveAttribute('href', '/vaults');

  // It is passed on the way along the bar, and is not its end.
  await user.keyboard('{ArrowRight}');
  expect(screen.getByRole('button', { name: 'Refresh' })).toHaveFocus();
  await user.keyboard('{ArrowLeft}{ArrowLeft}');
  expect(screen.getByRole('link', { name: 'Vault' })).toHaveFocus();
});
