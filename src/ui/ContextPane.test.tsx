import { Button, Field, FluentProvider, Input, webLightTheme } from '@fluentui/react-components';
import { render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { ContextPane } from './ContextPane.tsx';

function Opener() {
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return (
    <FluentProvider theme={webLightTheme}>
      <button
        type="button"
        onClick={() => {
          setOpen(true);
        }}
      >
        Select vault
      </button>
      <ContextPane
        title="Select a Vault"
        open={isOpen}
        onClose={close}
        footer={<Button onClick={close}>Select</Button>}
      >
        <Field label="Name">
          <Input />
        </Field>
      </ContextPane>
    </FluentProvider>
  );
}

it('begins at its first field, closes with Esc, and gives the focus back', async () => {
  const user = userEvent.setup();
  render(<Opener />);
  await user.click(screen.getByRole('button', { name: 'Select vault' }));
  await screen.findByRole('dialog', { name: 'Select a Vault' });
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Name' })).toHaveFocus());
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  await waitFor(() => expect(screen.getByRole('button', { name: 'Select vault' })).toHaveFocus());
});
