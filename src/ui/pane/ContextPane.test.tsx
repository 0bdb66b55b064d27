import { Button, Field, FluentProvider, Input, Radio, RadioGroup, webLightTheme } from '@fluentui/react-components';
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

it('begins at the chosen one of radio buttons', async () => {
  render(
    <FluentProvider theme={webLightTheme}>
      <ContextPane title="Backup Now" open onClose={() => undefined}>
        <RadioGroup value="default">
          <Radio value="yearly" label="Yearly" />
          <Radio value="default" label="Default" />
        </RadioGroup>
      </ContextPane>
    </FluentProvider>,
  );
  await waitFor(() => expect(screen.getByRole('radio', { name: 'Default' })).toHaveFocus());
});

function LoadingPane({ isLoaded }: { isLoaded: boolean }) {
  return (
    <FluentProvider theme={webLightTheme}>
      <ContextPane title="Edit" open onClose={() => undefined} footer={<Button>Cancel</Button>}>
        {isLoaded ? <Input aria-label="Policy" /> : <div aria-busy="true" />}
      </ContextPane>
    </FluentProvider>
  );
}

it('begins at its first field when that has to load', async () => {
  const { rerender } = render(<LoadingPane isLoaded={false} />);
  await waitFor(() => expect(screen.getByRole('button', { name: 'Close' })).toHaveFocus());
  rerender(<LoadingPane isLoaded />);
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Policy' })).toHaveFocus());
});

it('leaves the focus where the person moved it while the pane loaded', async () => {
  const user = userEvent.setup();
  const { rerender } = render(<LoadingPane isLoaded={false} />);
  await waitFor(() => expect(screen.getByRole('button', { name: 'Close' })).toHaveFocus());
  await user.tab();
  rerender(<LoadingPane isLoaded />);
  await screen.findByRole('textbox', { name: 'Policy' });
  expect(screen.getByRole('button', { name: 'Cancel' })).toHaveFocus();
});
