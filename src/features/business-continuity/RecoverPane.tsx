import { useQuery } from '@tanstack/react-query';
import { Button, Field, Link, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { datasourceTypeOf, typeWritten } from '#protocol/datasources.ts';
import { lastName, sameId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { changed } from '#ui/page/address.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { DateTime } from '#ui/text/DateTime.tsx';
import { DatasourceTypeField } from '#ui/form/DatasourceTypeField.tsx';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import type { ProtectedItem } from './protected-items.ts';
import { recoverAddress, recoverable, whyNotRecover, withoutRecover } from './recover.ts';
import { useProtectedItems } from './useProtectedItems.ts';

const SelectItemPane = loadedWhenShown(async () => (await import('./SelectItemPane.tsx')).SelectItemPane);

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXL },
  // As high as the field above it.
  chosen: {
    display: 'flex',
    alignItems: 'center',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    minHeight: '32px',
  },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    columnGap: tokens.spacingHorizontalXL,
    margin: '0',
  },
  fact: { margin: '0' },
  label: { color: tokens.colorNeutralForeground2 },
});

/** **Recover**: what to restore; then the Restore wizard. */
export function RecoverPane() {
  const styles = useStyles();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const address = recoverAddress(params);
  const items = useProtectedItems();
  const [isChecked, setChecked] = useState(false);
  const { vaultId, serverId, itemId, returnTo } = address;
  const choice = items.data && recoverable(items.data, address);
  const item = itemId === undefined ? undefined : items.data?.find(({ instance }) => sameId(instance.id, itemId));
  const points = useQuery({
    ...recoveryPoints.list(item?.instance.id ?? ''),
    enabled: item !== undefined && whyNotRecover(item) === undefined,
  });
  const problem = problemOf(item, points.data) ?? (isChecked && !item ? 'Select a protected item.' : undefined);

  const write = (change: Record<string, string | undefined>) => {
    setParams(changed(params, change), { replace: true });
  };
  const close = () => {
    if (returnTo === undefined) setParams(withoutRecover(params), { replace: true });
    else void navigate(returnTo, { replace: true });
  };
  const proceed = () => {
    setChecked(true);
    if (item && problemOf(item, points.data) === undefined) void navigate(paths.restore(item.instance.id));
  };
  const within = vaultId ?? serverId;
  const kind = typeWritten(address.datasourceType);
  return (
    <>
      <ContextPane
        title="Recover"
        {...(within !== undefined && { subtitle: lastName(within) })}
        open
        onClose={close}
        footer={
          <>
            <Button appearance="primary" onClick={proceed}>
              Continue
            </Button>
            <Button onClick={close}>Cancel</Button>
          </>
        }
      >
        <div className={styles.form}>
          <DatasourceTypeField
            label={labelWithTip('Datasource type', 'The kind of resource to restore.')}
            required
            chosen={item ? (datasourceTypeOf(item.serverId) ?? kind) : kind}
            onChoose={({ type }) => write({ datasource: type, item: undefined })}
          />
          <Field label="Protected item" required {...fieldMessage(problem)}>
            {/* A link cannot take the props that a Field passes to an input: only its label is passed on. */}
            {({ 'aria-labelledby': labelledBy, 'aria-describedby': describedBy }) => (
              <div role="group" aria-labelledby={labelledBy} aria-describedby={describedBy} className={styles.chosen}>
                {item && <span>{item.name}</span>}
                <Link
                  as="button"
                  aria-label={item ? 'Change the protected item' : 'Select a protected item'}
                  onClick={() => {
                    write({ pane: 'recover-item' });
                  }}
                >
                  {item ? 'Change' : 'Select'}
                </Link>
              </div>
            )}
          </Field>
          {item && <Facts item={item} points={points.data} />}
          {points.error && (
            <ProblemBar
              title="The recovery points could not be loaded"
              error={points.error}
              onRetry={() => void points.refetch()}
            />
          )}
        </div>
      </ContextPane>
      {address.isSelecting && (
        <SelectItemPane
          source={{ ...items, data: choice?.items, gaps: [] }}
          leftOut={choice?.leftOut ?? 0}
          chosen={item?.instance.id}
          onChoose={(id) => {
            write({ pane: 'recover', item: id });
          }}
          onClose={() => {
            write({ pane: 'recover' });
          }}
        />
      )}
    </>
  );
}

/** Why the chosen item cannot be restored. */
const problemOf = (item: ProtectedItem | undefined, points: readonly RecoveryPoint[] | undefined): string | undefined =>
  item && whyNotRecover(item, points?.length !== 0);

function Facts({ item, points }: { item: ProtectedItem; points: readonly RecoveryPoint[] | undefined }) {
  const styles = useStyles();
  const times = points?.map(({ properties }) => properties.recoveryPointTime) ?? [];
  const latest = times.sort((one, other) => Date.parse(other) - Date.parse(one))[0];
  const facts = [
    ['Backup instance', item.instance.properties.friendlyName],
    ['Vault', item.vault],
    ['Recovery points', points ? points.length.toLocaleString('en') : '…'],
    ['Latest recovery point', points ? <DateTime key="latest" value={latest} /> : '…'],
  ] as const;
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value]) => (
        <Fact key={label} label={label} value={value} />
      ))}
    </dl>
  );
}

function Fact({ label, value }: { label: string; value: React.ReactNode }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.fact}>{value}</dd>
    </>
  );
}
