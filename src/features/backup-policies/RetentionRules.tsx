import { Button, makeStyles, MessageBar, MessageBarBody, tokens, Tooltip } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { EditRegular } from '@fluentui/react-icons/svg/edit';
import { useRef, useState } from 'react';
import { DEFAULT_RULE } from '#protocol/rule-kinds.ts';
import { CommandBar } from '#ui/page/CommandBar.tsx';
import { InfoTip } from '#ui/form/info-tip.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { durationText, ruleTitle } from '#ui/text/policy-text.ts';
import { StaticTable } from '#ui/grid/StaticTable.tsx';
import { usePolicyCreation } from './create-policy-context.ts';
import { useFormStyles } from './form-styles.ts';
import { unusedKinds, type RuleForm } from './policy-form.ts';
import { durationOf } from './policy-from-form.ts';
import { shorterRuleWarnings } from './policy-problems.ts';
import { ORDER_OF_TRIAL, WHO_COMES_FIRST } from './rule-words.ts';

const RetentionPane = loadedWhenShown(async () => (await import('./RetentionPane.tsx')).RetentionPane);

const useStyles = makeStyles({
  // It takes the focus when a rule's row is removed; no outline is needed.
  head: { display: 'flex', alignItems: 'flex-start', '& > h2': { outlineStyle: 'none' } },
  title: { display: 'inline-flex', alignItems: 'center' },
  warnings: { marginTop: tokens.spacingVerticalL },
});

/** The rules that decide how long a recovery point is kept: a table of them, and the pane that adds or changes one. */
export function RetentionRules() {
  const { form, dispatch } = usePolicyCreation();
  const styles = useStyles();
  const shared = useFormStyles();
  const [pane, setPane] = useState<{ rule?: RuleForm }>();
  const heading = useRef<HTMLHeadingElement>(null);
  const unused = unusedKinds(form);
  const warnings = shorterRuleWarnings(form.rules);
  const remove = ({ kind }: RuleForm) => {
    dispatch({ type: 'ruleDeleted', kind });
    // The button that had the focus is removed with its row.
    heading.current?.focus();
  };
  return (
    <section className={shared.section} aria-labelledby="retention-rules">
      <div className={styles.head}>
        <h2 id="retention-rules" ref={heading} tabIndex={-1} className={shared.heading}>
          Retention rules
        </h2>
        <InfoTip label="Retention rules" tip={`Each recovery point is kept by exactly one rule. ${WHO_COMES_FIRST}`} />
      </div>
      <MessageBar intent="info" layout="multiline" className={shared.bar}>
        <MessageBarBody>
          Retention rules are evaluated in a fixed order: {ORDER_OF_TRIAL}. The default rule applies when no other rule
          qualifies.
        </MessageBarBody>
      </MessageBar>
      <CommandBar
        aria-label="Retention rule commands"
        commands={[
          {
            key: 'add',
            label: 'Add retention rule',
            icon: <AddRegular />,
            onClick: () => setPane({}),
            disabledReason: unused.length === 0 ? 'All retention rules are already defined.' : undefined,
          },
        ]}
      />
      <StaticTable
        ariaLabel="Retention rules"
        columns={[
          { title: 'Retention rule', cell: (rule) => <RuleTitle rule={rule} /> },
          { title: 'Backup data store', width: '25%', cell: (rule) => durationText(durationOf(rule)) },
          {
            title: 'Actions',
            isTitleHidden: true,
            width: 88, // two icon buttons
            cell: (rule) => <RuleActions rule={rule} onEdit={() => setPane({ rule })} onDelete={() => remove(rule)} />,
          },
        ]}
        rows={form.rules}
        rowKey={({ kind }) => kind}
      />
      {warnings.length > 0 && (
        <div role="status" className={styles.warnings}>
          {warnings.map((warning) => (
            <MessageBar key={warning} intent="warning" layout="multiline" className={shared.bar}>
              <MessageBarBody>{warning}</MessageBarBody>
            </MessageBar>
          ))}
        </div>
      )}
      {pane && (
        <RetentionPane
          rule={pane.rule}
          kinds={unused}
          onKeep={(rule) => {
            dispatch({ type: 'ruleKept', rule });
            setPane(undefined);
          }}
          onClose={() => setPane(undefined)}
        />
      )}
    </section>
  );
}

function RuleTitle({ rule }: { rule: RuleForm }) {
  const styles = useStyles();
  return (
    <span className={styles.title}>
      {ruleTitle(rule.kind)}
      {rule.kind === DEFAULT_RULE && (
        <InfoTip label="Default rule" tip="Applies when no other rule qualifies. It can be edited, not deleted." />
      )}
    </span>
  );
}

interface RuleActionsProps {
  rule: RuleForm;
  onEdit: () => void;
  onDelete: () => void;
}

function RuleActions({ rule, onEdit, onDelete }: RuleActionsProps) {
  const title = ruleTitle(rule.kind);
  return (
    <>
      <Tooltip content="Edit retention rule" relationship="inaccessible">
        <Button
          appearance="subtle"
          size="small"
          icon={<EditRegular />}
          aria-label={`Edit retention rule ${title}`}
          onClick={onEdit}
        />
      </Tooltip>
      {rule.kind !== DEFAULT_RULE && (
        <Tooltip content="Delete retention rule" relationship="inaccessible">
          <Button
            appearance="subtle"
            size="small"
            icon={<DeleteRegular />}
            aria-label={`Delete retention rule ${title}`}
            onClick={onDelete}
          />
        </Tooltip>
      )}
    </>
  );
}
