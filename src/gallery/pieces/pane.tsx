import { Button, Field, Input } from '@fluentui/react-components';
import { ConfirmDialog } from '#ui/pane/ConfirmDialog.tsx';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { JsonPane } from '#ui/pane/JsonPane.tsx';
import { Opened } from '../Opened.tsx';
import type { Piece } from '../piece.ts';
import { FAILED, nothing, VAULT } from '../samples.ts';

const ContextPaneStates = () => (
  <>
    <Opened state="small, a form with a footer" name="ContextPane-form">
      {(close) => (
        <ContextPane
          title="Edit tags"
          subtitle="bv-shop"
          size="small"
          open
          onClose={close}
          footer={
            <>
              <Button appearance="primary">Save</Button>
              <Button onClick={close}>Cancel</Button>
            </>
          }
        >
          <Field label="Name">
            <Input defaultValue="team" />
          </Field>
        </ContextPane>
      )}
    </Opened>
    <Opened state="medium, a long title and nothing to press" name="ContextPane-text">
      {(close) => (
        <ContextPane
          title="What becomes of pg-a-name-that-is-as-long-as-the-service-takes-and-no-letter-less"
          open
          onClose={close}
        >
          <p>Its recovery points are kept until they expire.</p>
        </ContextPane>
      )}
    </Opened>
  </>
);

const STATES = [
  { state: 'asked', name: 'ConfirmDialog-asked', isPending: false, error: null },
  { state: 'agreed to, on its way', name: 'ConfirmDialog-pending', isPending: true, error: null },
  { state: 'refused', name: 'ConfirmDialog-failed', isPending: false, error: FAILED },
];

const ConfirmDialogStates = () =>
  STATES.map(({ state, name, ...mutation }) => (
    <Opened key={name} state={state} name={name}>
      {(close) => (
        <ConfirmDialog
          title="Delete this backup policy?"
          mutation={mutation}
          refused="The backup policy could not be deleted"
          onYes={nothing}
          onClose={close}
        >
          weekly is deleted. This cannot be taken back.
        </ConfirmDialog>
      )}
    </Opened>
  ));

const JsonPaneStates = () => (
  <Opened state="a vault" name="JsonPane">
    {(close) => <JsonPane title="bv-shop" value={VAULT} onClose={close} />}
  </Opened>
);

export const PANE_PIECES: readonly Piece[] = [
  { name: 'ContextPane', files: ['pane/ContextPane'], States: ContextPaneStates },
  { name: 'ConfirmDialog', files: ['pane/ConfirmDialog', 'pane/AlertDialog'], States: ConfirmDialogStates },
  { name: 'JsonPane', files: ['pane/JsonPane'], States: JsonPaneStates },
];
