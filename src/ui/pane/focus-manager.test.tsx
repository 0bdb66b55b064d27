import { Button, FluentProvider, webLightTheme } from '@fluentui/react-components';
import { render, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AlertDialog } from './AlertDialog.tsx';
import { FocusManagerRoot } from './focus-manager.tsx';

function Page({ asks, keeps = true }: { asks: boolean; keeps?: boolean }) {
  return (
    <FluentProvider theme={webLightTheme}>
      {keeps && <FocusManagerRoot />}
      <nav aria-label="Service menu" />
      {asks && (
        <AlertDialog title="Delete Backup vault" actions={<Button>Cancel</Button>} onClose={vi.fn()}>
          Do you want to?
        </AlertDialog>
      )}
    </FluentProvider>
  );
}

it('a dialog that is there from the beginning and closed at once leaves nothing hidden from screen readers', async () => {
  const { rerender } = render(<Page asks />);
  // The first moment at which somebody could close it.
  await waitFor(() => expect(screen.queryByRole('navigation')).not.toBeInTheDocument(), { interval: 1 });
  rerender(<Page asks={false} />);
  await waitFor(() => expect(screen.getByRole('navigation', { name: 'Service menu' })).toBeVisible());
});

it('without what keeps the focus manager, Fluent leaves the page hidden: that is what it is for', async () => {
  const { rerender } = render(<Page asks keeps={false} />);
  await waitFor(() => expect(screen.queryByRole('navigation')).not.toBeInTheDocument(), { interval: 1 });
  rerender(<Page asks={false} keeps={false} />);
  await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(screen.queryByRole('navigation')).not.toBeInTheDocument();
});
