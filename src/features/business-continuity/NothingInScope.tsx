import { Button } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { withScope } from '#ui/page/subscription-scope.ts';

/** Replaces a list that is empty because of the scope. `what` is what it lists, such as `vaults`. */
export function NothingInScope({ what, picture }: { what: string; picture: ReactElement }) {
  const [params, setParams] = useSearchParams();
  return (
    <EmptyState
      picture={picture}
      heading={`No ${what} in this scope`}
      action={
        <Button
          onClick={() => {
            setParams(withScope(params, []), { replace: true });
          }}
        >
          Show all subscriptions
        </Button>
      }
    >
      There are some in other subscriptions.
    </EmptyState>
  );
}
