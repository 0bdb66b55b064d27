import { useQuery } from '@tanstack/react-query';
import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { useState, type ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import type { Vault } from '#protocol/data-protection.ts';
import { lastName } from '#protocol/resource-id.ts';
import { vaults } from '#resources/vaults.ts';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { Page } from '#ui/page/Page.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { areSameTags, tagProblems, tagRowsOf, tagsOf, type TagRow } from './settings/tag-rows.ts';
import { TagsEditor } from './settings/TagsEditor.tsx';
import { useChangeRight, useVaultChange } from './settings/useVaultChange.ts';
import { vaultCrumbs } from './vault-address.ts';

const useStyles = makeStyles({
  intro: { margin: `0 0 ${tokens.spacingVerticalXL}`, maxWidth: '800px' }, // as wide as the rows below
  buttons: { display: 'flex', columnGap: tokens.spacingHorizontalL, marginBlockStart: tokens.spacingVerticalXL },
  bar: { maxWidth: '800px', marginBlockEnd: tokens.spacingVerticalL },
});

/** **Tags** of one vault. */
function VaultTagsPage() {
  const { vaultId = '' } = useParams();
  const query = useQuery(vaults.byId(vaultId));
  return (
    <Page
      breadcrumb={vaultCrumbs(vaultId)}
      title={`${lastName(vaultId)} | Tags`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
      ]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={4} />} what="The Backup vault">
        {(vault) => <Tags vault={vault} />}
      </Loadable>
    </Page>
  );
}

function Tags({ vault }: { vault: Vault }) {
  const styles = useStyles();
  const kept = vault.tags ?? {};
  // The typed rows; until something is typed, the tags are those of the vault, also when they change elsewhere.
  const [typed, setTyped] = useState<TagRow[]>();
  const change = useVaultChange(vault.id, 'tags');
  const { noChange } = useChangeRight(vault.id);
  const rows = typed ?? tagRowsOf(kept);
  const problem = tagProblems(rows).find((found) => found !== undefined);
  const tags = tagsOf(rows);
  const isChanged = problem !== undefined || !areSameTags(tags, kept);
  const apply = () => {
    change.mutate(
      { tags },
      {
        onSuccess: () => {
          setTyped(undefined);
        },
      },
    );
  };
  return (
    <>
      <p className={styles.intro}>
        Tags are pairs of a name and a value. Give the same tag to several resources and resource groups to find them,
        and what they cost, together.
      </p>
      {change.error && (
        <div className={styles.bar}>
          <ProblemBar title="The tags were not changed" error={change.error} />
        </div>
      )}
      <TagsEditor rows={rows} onChange={setTyped} />
      <div className={styles.buttons}>
        <ReasonedButton
          appearance="primary"
          icon={change.isPending ? <Spinner size="tiny" aria-hidden="true" /> : null}
          disabledReason={noChange ?? problem ?? (isChanged && !change.isPending ? undefined : 'Nothing was changed.')}
          onClick={apply}
        >
          Apply
        </ReasonedButton>
        <Button
          disabledFocusable={typed === undefined}
          onClick={() => {
            setTyped(undefined);
            change.reset();
          }}
        >
          Discard changes
        </Button>
      </div>
      <LeaveDialog
        title="Leave without applying the tags?"
        isUnsaved={isChanged && !change.isPending}
        isPartOfIt={() => false}
        onLeave={() => undefined}
      >
        What you typed on this page will be lost.
      </LeaveDialog>
    </>
  );
}

export { VaultTagsPage as Component };
